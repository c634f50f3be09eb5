package dev.zprobe.probe.path;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.UdpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses what to climb for: failing subjects, each with the nearest control that worked. */
final class ClimbPlan {
  private static final int MOST_PAIRS = 48;

  /** A test and what differs from it in one property. */
  record Pair(Climb test, Optional<Climb> control) {}

  private final Observations seen;

  private ClimbPlan(Observations seen) {
    this.seen = seen;
  }

  static List<Pair> of(Observations seen) {
    ClimbPlan plan = new ClimbPlan(seen);
    List<Pair> pairs = new ArrayList<>();
    pairs.addAll(plan.connections());
    pairs.addAll(plan.hellos());
    pairs.addAll(plan.datagrams());
    pairs.addAll(plan.queries());
    return pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
  }

  private List<Pair> connections() {
    Map<Endpoint, TcpConnect> failed = new LinkedHashMap<>();
    seen.each(TcpConnect.class)
        .filter(each -> !each.worked() && onPath(each) && ofService(each))
        .forEach(each -> failed.putIfAbsent(each.endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (TcpConnect each : failed.values()) {
      Climb test =
          new Climb(each.target(), each.endpoint(), payload(Stage.SYN, "SYN"), new byte[0]);
      pairs.add(new Pair(test, connectControl(each.endpoint())));
    }
    return pairs;
  }

  /** Another port of the same address that accepts, else the same port of another address. */
  private Optional<Climb> connectControl(Endpoint failed) {
    Optional<TcpConnect> samePlace =
        accepted().filter(each -> each.endpoint().address().equals(failed.address())).findFirst();
    if (samePlace.isPresent()) {
      return Optional.of(
          syn(
              samePlace.get(),
              "port " + samePlace.get().endpoint().port() + " of the same address"));
    }
    return accepted()
        .filter(each -> each.endpoint().isIpv4() == failed.isIpv4())
        .filter(each -> each.endpoint().port() == failed.port())
        .findFirst()
        .map(each -> syn(each, "the same port of " + each.endpoint().addressText()));
  }

  private Stream<TcpConnect> accepted() {
    return seen.each(TcpConnect.class).filter(Observation::worked);
  }

  private static Climb syn(TcpConnect open, String difference) {
    return new Climb(open.target(), open.endpoint(), control(Stage.SYN, difference), new byte[0]);
  }

  private List<Pair> hellos() {
    List<Pair> pairs = new ArrayList<>();
    seen.each(TlsHandshake.class)
        .filter(each -> each.hello().variant() == Variant.NORMAL)
        .filter(each -> diesAfterHello(each) && ofService(each))
        .forEach(
            each -> {
              String name = each.hello().serverName();
              Optional<TlsHandshake> other =
                  seen.handshakes(each.endpoint())
                      .filter(hand -> hand.hello().variant() != Variant.NORMAL)
                      .filter(TlsHandshake::answered)
                      .findFirst();
              Climb test =
                  new Climb(
                      each.target(),
                      each.endpoint(),
                      payload(Stage.CLIENT_HELLO, "ClientHello for " + name),
                      hello(name));
              pairs.add(new Pair(test, Optional.of(helloControl(each, other))));
            });
    return pairs;
  }

  private static Climb helloControl(TlsHandshake failed, Optional<TlsHandshake> other) {
    String name = other.map(hand -> hand.hello().serverName()).orElse("www.example.com");
    String difference = name.isEmpty() ? "no server name" : "server name " + name;
    return new Climb(
        failed.target(), failed.endpoint(), control(Stage.CLIENT_HELLO, difference), hello(name));
  }

  private static boolean diesAfterHello(TlsHandshake each) {
    return !each.answered()
        && (each.failedWith(FailureCode.TLS_TIMEOUT)
            || each.failedWith(FailureCode.TLS_RESET)
            || each.failedWith(FailureCode.TLS_CLOSED));
  }

  private List<Pair> datagrams() {
    Map<Endpoint, UdpExchange> failed = new LinkedHashMap<>();
    seen.each(UdpExchange.class)
        .filter(
            each ->
                each.failedWith(FailureCode.UDP_NO_REPLY)
                    || each.failedWith(FailureCode.UDP_REJECTED))
        .filter(this::ofService)
        .forEach(each -> failed.putIfAbsent(each.endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (UdpExchange each : failed.values()) {
      Climb test =
          new Climb(
              each.target(),
              each.endpoint(),
              payload(Stage.DATAGRAM, "datagram to port " + each.endpoint().port()),
              Datagrams.request(each.application()));
      pairs.add(new Pair(test, Optional.of(datagramControl(each))));
    }
    return pairs;
  }

  /** A UDP port of the same address that answers, else one that nearly every host rejects. */
  private Climb datagramControl(UdpExchange failed) {
    InetAddress address = failed.endpoint().address();
    Optional<UdpExchange> answering =
        seen.each(UdpExchange.class)
            .filter(each -> each.endpoint().address().equals(address))
            .filter(each -> each.result().answered() > 0)
            .findFirst();
    Endpoint other =
        answering
            .map(UdpExchange::endpoint)
            .orElse(Endpoint.udp(address, Datagrams.TRACEROUTE_PORT));
    Application spoken = answering.map(UdpExchange::application).orElse(Application.NONE);
    return new Climb(
        failed.target(),
        other,
        control(Stage.DATAGRAM, "port " + other.port() + " of the same address"),
        Datagrams.request(spoken));
  }

  private List<Pair> queries() {
    Map<Endpoint, DnsLookup> failed = new LinkedHashMap<>();
    seen.each(DnsLookup.class)
        .filter(each -> each.server().role() == DnsLookup.Role.SYSTEM)
        .filter(each -> each.server().endpoint().transport() == Transport.UDP)
        .filter(each -> each.failedWith(FailureCode.DNS_TIMEOUT))
        .forEach(each -> failed.putIfAbsent(each.server().endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (DnsLookup each : failed.values()) {
      Endpoint resolver = each.server().endpoint();
      if (seen.each(DnsLookup.class)
          .anyMatch(
              other ->
                  other.server().endpoint().equals(resolver)
                      && !other.answer().rcode().isEmpty())) {
        continue;
      }
      Climb test =
          new Climb(
              each.target(),
              resolver,
              payload(Stage.DNS_QUERY, "query for " + each.question().name()),
              Datagrams.query(each.question().name()));
      Climb control =
          new Climb(
              each.target(),
              Endpoint.udp(resolver.address(), Datagrams.TRACEROUTE_PORT),
              control(
                  Stage.DNS_QUERY, "port " + Datagrams.TRACEROUTE_PORT + " of the same address"),
              Datagrams.request(Application.NONE));
      pairs.add(new Pair(test, Optional.of(control)));
    }
    return pairs;
  }

  /** Local failures never reach a path. */
  private static boolean onPath(TcpConnect each) {
    return each.failure()
        .map(failure -> failure.code().manner() != FailureCode.Manner.LOCAL)
        .orElse(false);
  }

  private boolean ofService(Observation each) {
    return seen.target(each.target()).map(target -> !target.isControl()).orElse(false);
  }

  private static Payload payload(Stage stage, String description) {
    return new Payload(stage, false, description);
  }

  private static Payload control(Stage stage, String description) {
    return new Payload(stage, true, description);
  }

  private static byte[] hello(String serverName) {
    try {
      return ClientHelloBytes.of(serverName);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is read or written outside memory
    }
  }
}
