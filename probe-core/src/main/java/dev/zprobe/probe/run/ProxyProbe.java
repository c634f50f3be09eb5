package dev.zprobe.probe.run;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.dns.NameService;
import dev.zprobe.probe.http.ProxyStep;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.proxy.ProxyDiscovery;
import dev.zprobe.probe.proxy.ProxyPlace;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the configured proxies for every TCP target, beside the direct way. */
final class ProxyProbe {
  /** The stamp's target of the connection to the proxy itself. */
  static final String TARGET = "proxy";

  private final Errand errand;
  private final NameService names;
  private final ProxyDiscovery discovery;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  ProxyProbe(Errand errand, NameService names, ProxyDiscovery discovery) {
    this.errand = errand;
    this.names = names;
    this.discovery = discovery;
  }

  /** By name where there is one: the proxy resolves it itself. */
  void begin(Target target) {
    if (target.transport() != Transport.TCP || errand.patience().run().expired()) {
      return;
    }
    List<String> hosts =
        target.place() instanceof Place.Listed listed
            ? listed.addresses().stream().map(Addresses::text).toList()
            : target.host().stream().toList();
    for (String host : hosts) {
      for (int port : target.ports()) {
        boolean secure = target.application().usesTls();
        for (ProxyPlace place : discovery.forDestination(host, port, secure)) {
          boolean fresh = asked.add(place.text() + " " + host + " " + port);
          if (place.kind() != ProxyPlace.Kind.DIRECT && fresh) {
            errand.crew().submit(() -> run(target, place, host, port));
          }
        }
      }
    }
  }

  private void run(Target target, ProxyPlace place, String host, int port) {
    String name = place.host() + ":" + place.port();
    ProxyStep.Request request =
        new ProxyStep.Request(target.id(), name, host, port, place.credentials());
    Optional<InetAddress> address = resolve(place.host());
    ProxyStep step = errand.steps().proxy();
    if (address.isEmpty()) {
      errand.journal().add(step.failed(request, Failure.of(FailureCode.PROXY_UNRESOLVED)));
      return;
    }
    Patience patience = errand.patience();
    Endpoint proxy = Endpoint.tcp(address.get(), place.port());
    TcpStep.Opened tcp = errand.steps().tcp().connect(TARGET, proxy, patience);
    errand.journal().add(tcp.observation());
    if (tcp.stream().isEmpty()) {
      errand.journal().add(step.unreachable(request, tcp.observation()));
      return;
    }
    try (ByteStream connection = tcp.stream().get()) {
      switch (place.kind()) {
        case HTTP -> errand.journal().add(step.connect(request, connection, patience));
        case HTTPS -> secured(request, connection, place.host());
        case SOCKS5, SOCKS4 -> errand.journal().add(step.socks(request, connection, patience));
        case DIRECT -> throw new IllegalArgumentException("direct is no proxy");
      }
    }
  }

  private void secured(ProxyStep.Request request, ByteStream connection, String host) {
    HelloPlan plan = new HelloPlan(host, Variant.NORMAL, List.of("http/1.1"));
    TlsStep.Opened tls =
        errand.steps().tls().shake(TARGET, connection, plan, host, errand.patience());
    errand.journal().add(tls.observation());
    if (tls.stream().isEmpty()) {
      Failure failure = new Failure(FailureCode.PROXY_MALFORMED, "no TLS with the proxy");
      errand.journal().add(errand.steps().proxy().failed(request, failure));
      return;
    }
    try (ByteStream secured = tls.stream().get()) {
      errand.journal().add(errand.steps().proxy().connect(request, secured, errand.patience()));
    }
  }

  private Optional<InetAddress> resolve(String host) {
    Optional<InetAddress> literal = Addresses.parse(host);
    if (literal.isPresent()) {
      return literal;
    }
    Collection<InetAddress> found =
        NameService.addresses(names.lookup(TARGET, host, errand.patience().run()));
    return found.stream().findFirst();
  }
}
