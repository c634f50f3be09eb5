package dev.zprobe.testdata.service;

import dev.zprobe.testdata.certificate.Authority;
import dev.zprobe.testdata.net.Listeners;
import dev.zprobe.testdata.net.Opening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A whole cloud service on loopback addresses, with at most one {@link Fault}: web, meetings,
 * phone, certificate validation, DNS, time and a neutral neighbour, each {@link Role} really
 * speaking its protocol. It shares no code with what it tests.
 *
 * <pre>
 * try (EmbeddedService service =
 *     EmbeddedService.start(ServiceOptions.forThisMachine(directory).with(Fault.HELLO_RESET))) {
 *   InetSocketAddress web = service.first(Role.WEB_TLS); // 127.77.0.1 and a free port
 *   run("--catalog", service.catalogFile(), "--trust", service.trustFile(), ...);
 * }
 * </pre>
 *
 * The names of its catalog are known to its own resolver only, {@link #resolver}, so a run must be
 * pointed there in place of the system's. Usable from any thread; the one who started it closes it.
 */
public final class EmbeddedService implements AutoCloseable {
  private final ServiceOptions options;
  private final Listeners listeners;
  private final Map<Role, List<InetSocketAddress>> places = new ConcurrentHashMap<>();
  private final Path trustFile;
  private final Path catalogFile;

  private EmbeddedService(ServiceOptions options, Listeners listeners) {
    this.options = options;
    this.listeners = listeners;
    this.trustFile = options.directory().resolve("trust.pem");
    this.catalogFile = options.directory().resolve("catalog.json");
  }

  /**
   * Opens all ports and writes {@code trust.pem} and {@code catalog.json} into the directory.
   *
   * @throws IOException when an address is not on this machine, a port is taken or not ours to
   *     take, or a file cannot be written; nothing stays open then
   */
  public static EmbeddedService start(ServiceOptions options) throws IOException {
    EmbeddedService service = new EmbeddedService(options, Listeners.start("embedded-service"));
    try {
      service.openAll();
      Files.writeString(service.catalogFile, service.catalogJson());
      return service;
    } catch (IOException | RuntimeException refused) {
      service.close();
      throw refused;
    }
  }

  /** What is wrong with it. */
  public Fault fault() {
    return options.fault();
  }

  /** Every address and port of a role: all ports of the first address, then of the next. */
  public List<InetSocketAddress> at(Role role) {
    return List.copyOf(places.get(role));
  }

  /** The first address and port of a role. */
  public InetSocketAddress first(Role role) {
    return places.get(role).get(0);
  }

  /** The ports of a role, the same on each of its addresses, in the order of the real ones. */
  public List<Integer> ports(Role role) {
    return places.get(role).stream().map(InetSocketAddress::getPort).distinct().toList();
  }

  /** The addresses that the names of a role resolve to. */
  public List<InetAddress> addresses(Role role) {
    return places.get(role).stream().map(InetSocketAddress::getAddress).distinct().toList();
  }

  /** The resolver that the run must use in place of the system's; DNS faults hit it. */
  public InetSocketAddress resolver() {
    return first(Role.RESOLVER);
  }

  /** The resolver whose answers are true. */
  public InetSocketAddress controlResolver() {
    return first(Role.CONTROL_RESOLVER);
  }

  /** Three time servers. */
  public List<InetSocketAddress> timeServers() {
    return at(Role.TIME);
  }

  /** A file with the root certificate as PEM. */
  public Path trustFile() {
    return trustFile;
  }

  /** A file with {@link #catalogJson}. */
  public Path catalogFile() {
    return catalogFile;
  }

  /**
   * The service as a catalog ({@code zprobe.catalog/1}). Resolvers and time servers are written as
   * {@code address:port} where the port is not the protocol's own.
   */
  public String catalogJson() {
    return new ServiceCatalog(this).json();
  }

  @Override
  public void close() {
    listeners.close();
  }

  private void openAll() throws IOException {
    Authority authority = Authority.create("zprobe demo", Clock.systemUTC().instant());
    authority.writeRoot(trustFile);
    ServiceConduct conduct = new ServiceConduct(options.fault(), authority, this::addresses);
    for (Role role : Role.values()) {
      List<InetSocketAddress> opened = new ArrayList<>();
      if (role == Role.TIME) {
        int server = 0;
        for (InetAddress address : spread(role)) {
          opened.addAll(open(List.of(address), role, conduct.timeServer(server++)));
        }
      } else {
        opened.addAll(open(spread(role).stream().distinct().toList(), role, conduct.opening(role)));
      }
      places.put(role, opened);
    }
  }

  private List<InetSocketAddress> open(List<InetAddress> addresses, Role role, Opening opening)
      throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (int wellKnown : role.wellKnownPorts()) {
      boolean free = options.ports() == ServiceOptions.PortChoice.EPHEMERAL;
      numbers.add(listeners.open(addresses, free ? 0 : wellKnown, opening));
    }
    List<InetSocketAddress> opened = new ArrayList<>();
    for (InetAddress address : addresses) {
      numbers.forEach(number -> opened.add(new InetSocketAddress(address, number)));
    }
    return opened;
  }

  private List<InetAddress> spread(Role role) {
    return switch (role) {
      case WEB_TLS, WEB_HTTP, WEB_QUIC -> pick(0, 2);
      case MEETING_TLS, MEETING_STUN, MEETING_STUN_TCP, MEETING_MEDIA -> pick(2, 2);
      case PHONE_STUN, PHONE_SIP_UDP, PHONE_SIP_TCP, PHONE_SIP_TLS -> pick(4, 1);
      case CERTIFICATES -> pick(5, 1);
      case RESOLVER -> pick(6, 1);
      case CONTROL_RESOLVER -> pick(7, 1);
      case TIME -> pick(8, 3);
      case NEUTRAL, PORTAL -> pick(11, 1);
    };
  }

  private List<InetAddress> pick(int first, int count) {
    List<InetAddress> all = options.addresses();
    List<InetAddress> picked = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      picked.add(all.get(i % all.size()));
    }
    return picked;
  }
}
