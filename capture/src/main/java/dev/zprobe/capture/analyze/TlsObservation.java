package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Mark;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.CertificateFacts;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import dev.zprobe.observation.TlsHandshake.Trust;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A TLS handshake that was captured, as a live run would have noted it. */
final class TlsObservation {
  private final FlowView view;
  private final Trace trace;

  TlsObservation(FlowView view, Trace trace) {
    this.view = view;
    this.trace = trace;
  }

  /**
   * Empty without a ClientHello, and when the capture does not show what became of it. A hello that
   * was answered is an answered hello, even where the rest was not captured.
   */
  Optional<Observation> of(TlsFacts tls, FlowObservations collector, String target) {
    Optional<HandshakeProgress> progress = tls.progress().flatMap(any -> view.progress());
    if (tls.offer().isEmpty() || progress.isEmpty()) {
      return Optional.empty();
    }
    boolean failed = view.failed();
    if (!failed && !progress.get().complete() && tls.choice().isEmpty()) {
      return Optional.empty();
    }
    TlsFacts.Offer offer = tls.offer().get();
    List<PeerCertificate> chain =
        tls.chain().certificates().stream().map(TlsObservation::certificate).toList();
    Optional<Failure> failure =
        failed ? Optional.of(failure(tls, progress.get())) : Optional.empty();
    if (!failed && !isTimely(chain)) {
      // The client went on: it knew a better time than the capture does, or did not care.
      chain = List.of();
    }
    Trust trust = trust(tls, collector, chain);
    return Optional.of(
        new TlsHandshake(
            collector.stamp(view, target, SpokenObservations.ended(view, progress.get())),
            view.serverEnd(),
            new TlsHandshake.Hello(
                offer.serverName().orElse(""), TlsHandshake.Variant.NORMAL, offer.versions(), 0),
            messages(tls),
            outcome(tls, chain, trust),
            failure,
            trace(tls)));
  }

  /** Whoever answers before there is a hello answers something else: a proxy, as a rule. */
  private boolean isAnswered(long hello) {
    Mark first = view.server().firstData();
    return first.seen() && first.frame() < hello;
  }

  private Trace trace(TlsFacts tls) {
    for (TlsFacts.Message each : tls.messages()) {
      if (each.type().equals("client_hello")) {
        return isAnswered(each.frame()) ? FlowTrace.tunnelled(trace, each.frame()) : heard();
      }
    }
    return trace;
  }

  /** Of a hello in several segments one may go on missing while the others are acknowledged. */
  private Trace heard() {
    if (!(view.client() instanceof TcpSide client) || view.server().firstData().seen()) {
      return trace;
    }
    boolean whole =
        client.firstDataAcknowledged().seen() && (client.allAcknowledged() || client.fin().seen());
    return whole || !client.sentAgain()
        ? trace
        : FlowTrace.unheard(trace, client.firstData().frame());
  }

  private boolean isLeftByClient(HandshakeProgress progress) {
    String end = progress.trail().endedBy().orElse("");
    boolean clients = progress.awaited().filter(turn -> turn == view.opener()).isPresent();
    boolean closed = end.endsWith(" fin") || end.endsWith(" rst") || end.endsWith("(encrypted)");
    return clients && closed && !view.endedByServer(end);
  }

  private List<TlsHandshake.Message> messages(TlsFacts tls) {
    List<TlsHandshake.Message> messages = new ArrayList<>();
    for (TlsFacts.Message each : tls.messages()) {
      messages.add(
          new TlsHandshake.Message(
              SpokenObservations.outgoing(view.flow(), each.from()),
              camel(each.type()),
              Duration.ofNanos(Math.max(0, each.nanos() - view.flow().startNanos()))));
    }
    return messages;
  }

  private TlsHandshake.Outcome outcome(TlsFacts tls, List<PeerCertificate> chain, Trust trust) {
    List<TlsHandshake.Alert> alerts = new ArrayList<>();
    for (TlsFacts.SentAlert each : tls.alerts()) {
      alerts.add(
          new TlsHandshake.Alert(
              SpokenObservations.outgoing(view.flow(), each.from()),
              each.alert().isFatal(),
              each.alert().description(),
              each.alert().descriptionName()));
    }
    return new TlsHandshake.Outcome(
        tls.choice().map(TlsFacts.Choice::version).orElse(""),
        tls.choice().map(TlsFacts.Choice::cipherSuite).orElse(""),
        tls.choice().flatMap(TlsFacts.Choice::protocol).orElse(""),
        "",
        alerts,
        chain,
        trust);
  }

  private Failure failure(TlsFacts tls, HandshakeProgress progress) {
    String end = progress.trail().endedBy().orElse("");
    Optional<TlsFacts.SentAlert> fatal =
        tls.alerts().stream().filter(each -> each.alert().isFatal()).findFirst();
    if (fatal.isPresent()) {
      String words = fatal.get().from().text() + " " + fatal.get().alert().descriptionName();
      return new Failure(FailureCode.TLS_ALERT, words);
    }
    if (view.statusForHello().isPresent()) {
      int status = view.statusForHello().getAsInt();
      return new Failure(FailureCode.TLS_MALFORMED, "begins with HTTP status " + status);
    }
    if (isLeftByClient(progress)) {
      return new Failure(FailureCode.TLS_ABANDONED, end);
    }
    if (end.startsWith(QuicFacts.CLOSE)) {
      return new Failure(FailureCode.TLS_CLOSED, end);
    }
    if (view.endedByServer(end)) {
      return new Failure(end.endsWith("rst") ? FailureCode.TLS_RESET : FailureCode.TLS_CLOSED, end);
    }
    return new Failure(
        FailureCode.TLS_TIMEOUT, progress.missing().orElse("nothing") + " never came");
  }

  /** By the capture's own time. */
  private boolean isTimely(List<PeerCertificate> chain) {
    Instant now = Instant.ofEpochSecond(0, view.flow().startNanos());
    return chain.stream()
        .noneMatch(each -> now.isAfter(each.notAfter()) || now.isBefore(each.notBefore()));
  }

  /**
   * Only the service's own chains are judged: what other servers show to their clients is theirs. A
   * chain that a client went on with may be short of a link that the client had.
   */
  private Trust trust(TlsFacts tls, FlowObservations collector, List<PeerCertificate> chain) {
    String name = tls.offer().flatMap(TlsFacts.Offer::serverName).orElse("");
    boolean matches = !chain.isEmpty() && covers(chain.get(0).names(), name);
    if (chain.isEmpty() || view.zoom().isEmpty()) {
      return new Trust(false, false, matches, "");
    }
    Trust trust = collector.worth(tls.chain().certificates(), name);
    boolean link = trust.problem().equals("incomplete-chain") && !view.failed();
    if (link) {
      return new Trust(false, false, matches, "");
    }
    // A client that goes on with a private authority has it in its own store.
    boolean taken = trust.problem().equals("unknown-authority") && isComplete();
    return taken ? new Trust(false, true, matches, "") : trust;
  }

  private boolean isComplete() {
    return view.progress().filter(HandshakeProgress::complete).isPresent();
  }

  private static PeerCertificate certificate(CertificateFacts each) {
    return new PeerCertificate(
        each.subject(),
        each.issuer(),
        each.notBefore(),
        each.notAfter(),
        each.sha256(),
        each.names(),
        "");
  }

  /** RFC 9525 section 6.3: a wildcard stands for one whole leftmost label. */
  private static boolean covers(List<String> names, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String wild = dot < 0 ? "" : "*" + wanted.substring(dot);
    return names.stream()
        .map(each -> each.toLowerCase(Locale.ROOT))
        .anyMatch(each -> each.equals(wanted) || each.equals(wild));
  }

  /** {@code server_hello} is ServerHello in the RFC's text. */
  static String camel(String type) {
    StringBuilder name = new StringBuilder();
    for (String word : type.split("_")) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.toString();
  }
}
