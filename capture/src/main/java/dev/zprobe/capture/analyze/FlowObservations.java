package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Mark;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.CertificateFacts;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Target;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake.Trust;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.tls.ChainJudge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Turns flows into the observations that a live run would have made, so that the same rules judge
 * both. Keeps every failing flow and enough of the others to compare with, both bounded.
 */
final class FlowObservations {
  private static final int MOST_CHAINS = 1_024;

  private final Predicate<String> ours;
  private final Catalog catalog;
  private final Supplier<ChainJudge> judge;
  private final Map<String, Trust> worths = new HashMap<>();
  private final List<Observation> observations = new ArrayList<>();
  private final SeenTargets targets;
  private final Sample sample = new Sample();
  private int next;

  /**
   * @param ours whether a name is one of the service's
   * @param catalog tells what is promised: names that exist, endpoints that may be silent
   * @param judge of certificate chains, asked for when the first is there
   */
  FlowObservations(Predicate<String> ours, Catalog catalog, Supplier<ChainJudge> judge) {
    this.ours = ours;
    this.catalog = catalog;
    this.judge = judge;
    this.targets = new SeenTargets(catalog);
  }

  /** A flow that is over. */
  void add(FlowView view) {
    if (!sample.wants(view)) {
      return;
    }
    Trace trace = FlowTrace.of(view);
    boolean rung = view.server().packets() == 0 && trace.isRung();
    boolean none =
        rung || view.only(DnsFacts.class).isPresent() || view.only(NtpFacts.class).isPresent();
    String target = none || SpokenObservations.provesNothing(view) ? "" : targets.of(view);
    int before = observations.size();
    if (!target.isEmpty()) {
      view.tcp().flatMap(tcp -> connect(view, target, trace)).ifPresent(observations::add);
    }
    SpokenObservations spoken = new SpokenObservations(this, view, target, trace);
    observations.addAll(spoken.all());
    if (observations.size() > before) {
      sample.took(view);
    }
  }

  /** Everything, and what other flows of this capture are as controls of those that failed. */
  List<Observation> all() {
    List<Observation> called = new AnsweredNames(observations, ours).called(targets);
    List<Observation> named = new NameControls(called).named(called);
    for (Observation each : named) {
      if (each instanceof ProxyConnect refused && !refused.worked()) {
        targets.unreached(refused);
      }
    }
    return named;
  }

  /** After {@link #all}, which adds what was not reached. */
  List<Target> targets() {
    return targets.list(observations);
  }

  /** For a step that lasted as long as the flow. */
  Stamp stamp(FlowView view, String target) {
    return stamp(view, target, view.flow().lastNanos());
  }

  /**
   * For a step that ended before the flow did.
   *
   * @param ended since the epoch
   */
  Stamp stamp(FlowView view, String target, long ended) {
    long elapsed = ended - view.flow().startNanos();
    return new Stamp(
        "O" + ++next,
        target,
        Instant.ofEpochSecond(0, view.flow().startNanos()),
        Duration.ofNanos(Math.max(0, elapsed)),
        List.of(view.tuple()));
  }

  private Optional<Observation> connect(FlowView view, String target, Trace trace) {
    TcpSide client = (TcpSide) view.client();
    TcpSide server = (TcpSide) view.server();
    if (!client.syn().seen()) {
      return Optional.empty();
    }
    Optional<IcmpError> icmp = trace.icmpErrors().stream().findFirst();
    if (view.failed() && isConnecting(view) && isUnheard(client, server)) {
      return Optional.of(unheard(view, target, trace));
    }
    if (server.synAck().seen() || server.firstData().seen() || wentOn(view, server)) {
      return Optional.of(
          new TcpConnect(
              stamp(view, target, accepted(view, server)),
              view.serverEnd(),
              Optional.empty(),
              Optional.empty(),
              trace));
    }
    if (trace.isRung()) {
      return Optional.empty();
    }
    Optional<Failure> failure =
        view.failed() ? connectFailure(client, server, icmp) : Optional.empty();
    return failure.map(
        why ->
            new TcpConnect(stamp(view, target), view.serverEnd(), icmp, Optional.of(why), trace));
  }

  /** When the server first answered, as far as the capture has that. */
  private static long accepted(FlowView view, TcpSide server) {
    Mark first = server.synAck().seen() ? server.synAck() : server.firstData();
    return first.seen() ? first.nanos() : view.flow().lastNanos();
  }

  private static boolean isConnecting(FlowView view) {
    return view.progress().filter(each -> each.protocol().equals("tcp")).isPresent();
  }

  /**
   * A SYN-ACK that is repeated and never acknowledged. Who goes on asking has not got it: at the
   * client it was not listened to, elsewhere it was lost on its way there. Who does not may be
   * gone, and the port answers.
   */
  private static boolean isUnheard(TcpSide client, TcpSide server) {
    return server.synAck().seen() && client.lastSyn().nanos() > server.synAck().nanos();
  }

  private Observation unheard(FlowView view, String target, Trace trace) {
    TcpSide client = (TcpSide) view.client();
    TcpSide server = (TcpSide) view.server();
    Failure why = new Failure(FailureCode.CONNECT_TIMEOUT, "the SYN-ACK is never acknowledged");
    boolean atClient =
        FlowTrace.isFresh(client.timeToLive()) && !FlowTrace.isFresh(server.timeToLive());
    return new TcpConnect(
        stamp(view, target),
        view.serverEnd(),
        Optional.empty(),
        Optional.of(why),
        atClient ? trace : FlowTrace.withoutAnswers(trace));
  }

  /** A client that acknowledges has got something: the other direction was not captured. */
  private static boolean wentOn(FlowView view, TcpSide server) {
    int went = TcpFlow.COMPLETE_ACK | TcpFlow.COMPLETE_DATA;
    boolean on = view.tcp().filter(tcp -> (tcp.completeness() & went) != 0).isPresent();
    return on && server.packets() == 0;
  }

  /** Empty when the ICMP error does not speak of the connection. */
  private static Optional<Failure> connectFailure(
      TcpSide client, TcpSide server, Optional<IcmpError> icmp) {
    if (server.reset().seen()) {
      return Optional.of(Failure.of(FailureCode.CONNECT_REFUSED));
    }
    if (icmp.isPresent()) {
      return switch (icmp.get().meaning()) {
        case PORT_UNREACHABLE -> failed(FailureCode.CONNECT_REFUSED, icmp.get());
        case PROHIBITED -> failed(FailureCode.CONNECT_PROHIBITED, icmp.get());
        case NETWORK_UNREACHABLE, HOST_UNREACHABLE, TIME_EXCEEDED ->
            failed(FailureCode.CONNECT_UNREACHABLE, icmp.get());
        case PACKET_TOO_BIG, OTHER -> Optional.empty();
      };
    }
    return Optional.of(new Failure(FailureCode.CONNECT_TIMEOUT, client.syns() + " SYN"));
  }

  private static Optional<Failure> failed(FailureCode code, IcmpError icmp) {
    return Optional.of(new Failure(code, icmp.text()));
  }

  /** A name that was asked for in vain is a target of its own, one without an endpoint. */
  String asked(FlowView view, String name, boolean inVain) {
    if (inVain && isOurs(name)) {
      targets.named(name, view.serverEnd().transport());
    }
    return name;
  }

  /** Whether a name is one of the service's. */
  boolean isOurs(String name) {
    return ours.test(name);
  }

  /** Of an answer to a client's check for a login page; empty for other pages. */
  Optional<PortalSign> portalSign(String url, int status) {
    return PortalSign.of(catalog.portalChecks(), url, status);
  }

  /** What a chain is worth; a server shows the same one again and again. */
  Trust worth(List<CertificateFacts> chain, String name) {
    String key =
        chain.stream().map(CertificateFacts::sha256).collect(Collectors.joining(" ", name, ""));
    if (worths.size() >= MOST_CHAINS) {
      worths.clear();
    }
    return worths.computeIfAbsent(
        key,
        fresh ->
            judge.get().worth(chain.stream().map(each -> each.encoded().toArray()).toList(), name));
  }
}
