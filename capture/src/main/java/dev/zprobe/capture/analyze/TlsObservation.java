package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.CertificateFacts;
import dev.zprobe.capture.handshake.HandshakeProgress;
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

  /** Empty without a ClientHello, and when the capture ends before anything could be expected. */
  Optional<Observation> of(TlsFacts tls, FlowObservations collector, String target) {
    Optional<HandshakeProgress> progress = tls.progress().flatMap(any -> view.progress());
    if (tls.offer().isEmpty() || progress.isEmpty()) {
      return Optional.empty();
    }
    boolean failed = !progress.get().complete();
    if (failed && !view.failed()) {
      return Optional.empty();
    }
    TlsFacts.Offer offer = tls.offer().get();
    List<PeerCertificate> chain =
        tls.chain().certificates().stream().map(TlsObservation::certificate).toList();
    Optional<Failure> failure =
        failed ? Optional.of(failure(tls, progress.get())) : certificateFailure(chain);
    return Optional.of(
        new TlsHandshake(
            collector.stamp(view, target),
            view.serverEnd(),
            new TlsHandshake.Hello(
                offer.serverName().orElse(""), TlsHandshake.Variant.NORMAL, offer.versions(), 0),
            messages(tls),
            outcome(tls, chain, offer.serverName()),
            failure,
            trace));
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

  private TlsHandshake.Outcome outcome(
      TlsFacts tls, List<PeerCertificate> chain, Optional<String> name) {
    List<TlsHandshake.Alert> alerts = new ArrayList<>();
    for (TlsFacts.SentAlert each : tls.alerts()) {
      alerts.add(
          new TlsHandshake.Alert(
              SpokenObservations.outgoing(view.flow(), each.from()),
              each.alert().isFatal(),
              each.alert().description(),
              each.alert().descriptionName()));
    }
    boolean matches =
        !chain.isEmpty() && name.filter(host -> covers(chain.get(0).names(), host)).isPresent();
    return new TlsHandshake.Outcome(
        tls.choice().map(TlsFacts.Choice::version).orElse(""),
        tls.choice().map(TlsFacts.Choice::cipherSuite).orElse(""),
        tls.choice().flatMap(TlsFacts.Choice::protocol).orElse(""),
        false,
        alerts,
        chain,
        new Trust(false, false, matches, ""));
  }

  private Failure failure(TlsFacts tls, HandshakeProgress progress) {
    String end = progress.trail().endedBy().orElse("");
    Optional<TlsFacts.SentAlert> fatal =
        tls.alerts().stream().filter(each -> each.alert().isFatal()).findFirst();
    if (fatal.isPresent()) {
      String words = fatal.get().from().text() + " " + fatal.get().alert().descriptionName();
      return new Failure(FailureCode.TLS_ALERT, words);
    }
    if (view.endedByServer(end)) {
      return new Failure(
          end.endsWith("rst") ? FailureCode.TLS_RESET : FailureCode.TLS_CLOSED, end);
    }
    return new Failure(
        FailureCode.TLS_TIMEOUT, progress.missing().orElse("nothing") + " never came");
  }

  /** Judged by the capture's own time; whether the chain is trusted cannot be seen in frames. */
  private Optional<Failure> certificateFailure(List<PeerCertificate> chain) {
    Instant now = Instant.ofEpochSecond(0, view.flow().startNanos());
    for (PeerCertificate each : chain) {
      if (now.isAfter(each.notAfter())) {
        return Optional.of(new Failure(FailureCode.CERTIFICATE_EXPIRED, each.subject()));
      }
      if (now.isBefore(each.notBefore())) {
        return Optional.of(new Failure(FailureCode.CERTIFICATE_NOT_YET_VALID, each.subject()));
      }
    }
    return Optional.empty();
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
