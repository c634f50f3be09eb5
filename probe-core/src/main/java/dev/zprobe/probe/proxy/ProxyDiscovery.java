package dev.zprobe.probe.proxy;

import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.SystemCommand;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which proxy this machine uses for which destination. The environment goes before the system's
 * settings, and a PAC file before fixed ones, as browsers have it. Safe for use by many threads;
 * the PAC file is fetched once, when it is first needed.
 */
public final class ProxyDiscovery {
  private final Plan.ProxyChoice choice;
  private final EnvironmentProxies environment;
  private final SystemProxies system;
  private final PacFile pac;
  private final Map<String, List<ProxyPlace>> found = new ConcurrentHashMap<>();

  ProxyDiscovery(
      Plan.ProxyChoice choice, EnvironmentProxies environment, SystemProxies system, PacFile pac) {
    this.choice = choice;
    this.environment = environment;
    this.system = system;
    this.pac = pac;
  }

  /**
   * Reads the settings of this machine.
   *
   * @param resolver for the names that a PAC file asks for
   */
  public static ProxyDiscovery of(
      Plan.ProxyChoice choice, Function<String, List<InetAddress>> resolver) {
    boolean own = choice.kind() == Plan.ProxyChoice.Kind.SYSTEM;
    SystemProxies system = own ? ofThisMachine() : SystemProxies.NONE;
    PacScript.World world =
        new PacScript.World(resolver, ProxyDiscovery::ownAddresses, InstantSource.system());
    return new ProxyDiscovery(
        choice,
        new EnvironmentProxies(own ? System.getenv() : Map.of()),
        system,
        new PacFile(system.pacUrl(), world));
  }

  /** The settings of the desktop or the system; none where there are none. */
  public static SystemProxies ofThisMachine() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return ProxyTexts.scutil(SystemCommand.run("scutil", "--proxy").output());
    }
    if (name.startsWith("windows")) {
      String key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
      return ProxyTexts.registry(SystemCommand.run("reg", "query", key).output());
    }
    return ProxyTexts.gsettings(
        SystemCommand.run("gsettings", "list-recursively", "org.gnome.system.proxy").output());
  }

  /**
   * The places to try in turn, at least one; may block for the PAC file, a few seconds at most.
   *
   * @param secure whether TLS goes through
   */
  public List<ProxyPlace> forDestination(String host, int port, boolean secure) {
    return switch (choice.kind()) {
      case NONE -> List.of(ProxyPlace.direct("option"));
      case URL ->
          List.of(
              ProxyPlace.ofUrl(choice.url(), "option")
                  .orElseGet(() -> ProxyPlace.direct("option")));
      case SYSTEM ->
          found.computeIfAbsent(
              host + ":" + port + ":" + secure, key -> ofSettings(host, port, secure));
    };
  }

  /** Everything that is set, for the report; a PAC file that failed is named with the reason. */
  public List<Proxy> all() {
    List<Proxy> all = new ArrayList<>();
    if (choice.kind() == Plan.ProxyChoice.Kind.URL) {
      all.add(new Proxy("option", ProxyUrl.withoutCredentials(choice.url())));
    }
    all.addAll(environment.all());
    system.all().stream().filter(each -> !all.contains(each)).forEach(all::add);
    return all;
  }

  /** Why the PAC file gives nothing; empty when there is none, it works, or was not needed yet. */
  public Optional<String> pacFailure() {
    return pac.failure();
  }

  private List<ProxyPlace> ofSettings(String host, int port, boolean secure) {
    Optional<ProxyPlace> variable =
        environment
            .forDestination(host, secure)
            .flatMap(url -> ProxyPlace.ofUrl(url, EnvironmentProxies.ORIGIN));
    if (variable.isPresent()) {
      return List.of(variable.get());
    }
    if (!environment.all().isEmpty()) {
      return List.of(ProxyPlace.direct(EnvironmentProxies.ORIGIN)); // no_proxy covers it
    }
    if (!system.pacUrl().isEmpty()) {
      List<ProxyPlace> places = pac.find(host, port, secure);
      if (!places.isEmpty()) {
        return places;
      }
    }
    return List.of(
        system
            .forDestination(host, secure)
            .flatMap(url -> ProxyPlace.ofUrl(url, SystemProxies.ORIGIN))
            .orElseGet(() -> ProxyPlace.direct(SystemProxies.ORIGIN)));
  }

  private static List<InetAddress> ownAddresses() {
    List<InetAddress> own = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp() && !each.isLoopback()) {
          Collections.list(each.getInetAddresses()).stream()
              .filter(address -> !address.isLinkLocalAddress())
              .forEach(own::add);
        }
      }
    } catch (SocketException unreadable) {
      return own;
    }
    return own;
  }
}
