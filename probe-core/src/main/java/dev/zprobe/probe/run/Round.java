package dev.zprobe.probe.run;

import dev.zprobe.catalog.Catalog.PortalCheck;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.clock.ClockStep;
import dev.zprobe.probe.dns.NameService;
import dev.zprobe.probe.proxy.ProxyDiscovery;
import dev.zprobe.wire.Octets;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One pass over the plan: hands out a task for every name, then one for every endpoint. */
final class Round {
  /** One of each family. */
  private static final int MOST_FAR_ENDS = 2;

  private final Plan plan;
  private final Errand errand;
  private final NameService names;
  private final Ready ready;
  private final SecondLook doubts;
  private final StreamProbe streams;
  private final DatagramProbe datagrams;
  private final ProxyProbe proxies;
  private final Set<InetAddress> destinations = ConcurrentHashMap.newKeySet();

  Round(Plan plan, Errand errand, NameService names, Ready ready) {
    this.plan = plan;
    this.errand = errand;
    this.names = names;
    this.ready = ready;
    this.doubts = new SecondLook(errand);
    RevocationProbe revocation = revocation();
    this.streams =
        new StreamProbe(
            errand,
            doubts,
            handshake -> {
              revocation.begin(handshake);
              askIssuers(handshake);
            });
    this.datagrams = new DatagramProbe(errand, doubts, plan.stages().load());
    this.proxies =
        new ProxyProbe(errand, names, ProxyDiscovery.of(plan.proxy(), this::addressesOf));
  }

  /** The addresses that the targets turned out to have. */
  Set<InetAddress> destinations() {
    return destinations;
  }

  void begin() {
    ClockStep clock = new ClockStep(names, plan.families(), errand.attempts());
    errand
        .crew()
        .submit(
            () ->
                errand
                    .journal()
                    .addAll(clock.query(plan.catalog().timeServers(), errand.patience().run())));
    plan.everything().forEach(target -> errand.crew().submit(() -> begin(target)));
    plan.everything().forEach(target -> errand.crew().submit(() -> beginProxied(target)));
    plan.catalog().portalChecks().forEach(check -> errand.crew().submit(() -> begin(check)));
    plan.stages().farEnd().ifPresent(farEnd -> errand.crew().submit(() -> begin(farEnd)));
  }

  /** Of names for which there was a certificate, whoever's it was. */
  private void askIssuers(TlsHandshake handshake) {
    String name = handshake.hello().serverName();
    if (!handshake.outcome().chain().isEmpty() && !name.isEmpty()) {
      names.askIssuers(handshake.target(), name, errand.patience().run());
    }
  }

  private RevocationProbe revocation() {
    Set<String> planned =
        plan.everything().stream()
            .flatMap(target -> target.host().stream())
            .collect(Collectors.toSet());
    return new RevocationProbe(
        errand,
        planned,
        host ->
            usable(
                NameService.addresses(
                    names.lookup(RevocationProbe.TARGET, host, errand.patience().run()))));
  }

  private void beginProxied(Target target) {
    ready.await(Transport.TCP);
    proxies.begin(target);
  }

  /** Beside everything else: our own responder, where there is one. */
  private void begin(Plan.FarEnd farEnd) {
    ready.await(Transport.TCP);
    Octets session = Octets.random(new SecureRandom(), 8);
    FarEndProbe probe =
        new FarEndProbe(
            errand,
            errand.steps().farEnd(farEnd.token(), session),
            new FarEndStreams(errand, farEnd.token(), session));
    List<FarEndProbe.Port> ports = FarEndProbe.ports(plan.catalog().targets());
    usable(
            resolve(
                farEnd.host(),
                () -> names.lookup(FarEndTest.TARGET, farEnd.host(), errand.patience().run())))
        .stream()
        .limit(MOST_FAR_ENDS)
        .forEach(address -> errand.crew().submit(() -> probe.run(address, ports)));
  }

  /** What needs the others to be over. */
  void finish() {
    datagrams.compareMappings();
    doubts.run(streams);
  }

  /** For names in a PAC file. */
  private List<InetAddress> addressesOf(String name) {
    return List.copyOf(
        NameService.addresses(names.lookup(ProxyProbe.TARGET, name, errand.patience().run())));
  }

  private void begin(Target target) {
    List<InetAddress> addresses = addresses(target);
    ready.await(target.transport());
    for (InetAddress address : addresses) {
      destinations.add(address);
      for (int port : target.ports()) {
        Endpoint endpoint = new Endpoint(address, port, target.transport());
        Subject subject = new Subject(target, endpoint);
        errand.crew().submit(address, () -> probe(subject));
      }
    }
  }

  private void probe(Subject subject) {
    try {
      if (subject.endpoint().transport() == Transport.TCP) {
        streams.run(subject);
      } else {
        datagrams.run(subject);
      }
    } catch (RuntimeException defect) {
      // One broken probe must not cost the others' results; it is not the network's failure.
      errand.notTested(subject, new Failure(FailureCode.NOT_TESTED, "zprobe broke: " + defect));
    }
  }

  private List<InetAddress> addresses(Target target) {
    if (target.place() instanceof Place.Named named) {
      String host = named.host();
      return usable(resolve(host, () -> names.lookup(target, host, errand.patience().run())));
    }
    return usable(((Place.Listed) target.place()).addresses());
  }

  /**
   * Where the system's resolvers know nothing, the controls' addresses are probed: this tells a
   * blocked name from more than that.
   */
  private static Collection<InetAddress> resolve(String name, Supplier<List<DnsLookup>> asking) {
    Optional<InetAddress> literal = Addresses.parse(name);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    List<DnsLookup> lookups = asking.get();
    Set<InetAddress> own = NameService.addresses(lookups);
    if (!own.isEmpty()) {
      return own;
    }
    Set<InetAddress> others = new LinkedHashSet<>();
    lookups.stream()
        .filter(lookup -> lookup.server().isControl())
        .flatMap(lookup -> lookup.answer().addresses().stream())
        .filter(Addresses::canBeProbed)
        .forEach(others::add);
    return others;
  }

  private List<InetAddress> usable(Collection<InetAddress> addresses) {
    return addresses.stream().distinct().filter(plan.families()::allow).toList();
  }

  private void begin(PortalCheck check) {
    URI url = URI.create(check.url());
    if (url.getHost() == null || errand.patience().run().expired()) {
      return;
    }
    String host = url.getHost();
    List<InetAddress> addresses =
        usable(
            resolve(host, () -> names.lookup(PortalProbe.TARGET, host, errand.patience().run())));
    ready.await(Transport.TCP);
    addresses.stream()
        .findFirst()
        .ifPresent(
            address ->
                errand
                    .crew()
                    .submit(address, () -> new PortalProbe(errand).run(check, url, address)));
  }
}
