package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** TCP, then TLS where the application has it, then its own request. */
final class StreamProbe {
  private final Errand errand;
  private final SecondLook doubts;
  private final Consumer<TlsHandshake> shaken;
  private final TlsControls controls;
  private final Set<Subject> repeated = ConcurrentHashMap.newKeySet();
  private final Set<InetAddress> enlarged = ConcurrentHashMap.newKeySet();

  /**
   * @param shaken takes each first handshake of a target, and must not block
   */
  StreamProbe(Errand errand, SecondLook doubts, Consumer<TlsHandshake> shaken) {
    this.errand = errand;
    this.doubts = doubts;
    this.shaken = shaken;
    this.controls = new TlsControls(errand, new StreamSizes(errand));
  }

  void run(Subject subject) {
    if (!errand.tooLate(subject)) {
      goOn(
          subject,
          errand.steps().tcp().connect(subject.id(), subject.endpoint(), errand.patience()));
    }
  }

  /** From a source port that was answered before. */
  void run(Subject subject, int localPort) {
    if (!errand.tooLate(subject)) {
      goOn(
          subject,
          errand
              .steps()
              .tcp()
              .connectFrom(subject.id(), subject.endpoint(), localPort, errand.patience()));
    }
  }

  private void goOn(Subject subject, TcpStep.Opened tcp) {
    errand.journal().add(tcp.observation());
    if (tcp.observation().failedWith(FailureCode.CONNECT_TIMEOUT)) {
      doubts.isUneven(subject);
    }
    if (tcp.stream().isEmpty()) {
      return;
    }
    try (ByteStream connection = tcp.stream().get()) {
      if (subject.application().usesTls()) {
        secure(subject, connection);
      } else {
        speak(subject, connection);
      }
    }
  }

  private void secure(Subject subject, ByteStream connection) {
    HelloPlan plan = new HelloPlan(subject.name(), Variant.NORMAL, protocols(subject));
    TlsStep.Opened tls =
        errand
            .steps()
            .tls()
            .shake(subject.id(), connection, plan, subject.name(), errand.patience());
    errand.journal().add(tls.observation());
    shaken.accept(tls.observation());
    if (needsControls(tls.observation())) {
      controls.begin(subject, plan, tls.observation().failedWith(FailureCode.TLS_TIMEOUT));
    }
    if (tls.stream().isPresent()) {
      if (enlarged.add(subject.endpoint().address())) {
        controls.large(subject, plan);
      }
      try (ByteStream secured = tls.stream().get()) {
        speak(subject, secured);
      }
    }
  }

  /** HTTP/2 is not offered, so that the request which follows can be HTTP/1.1. */
  private static List<String> protocols(Subject subject) {
    return subject.application() == Application.HTTPS ? List.of("http/1.1") : List.of();
  }

  /** A handshake that did not come to its end, or a chain that somebody else may have made. */
  private static boolean needsControls(TlsHandshake handshake) {
    return handshake
        .failure()
        .filter(
            failure ->
                switch (failure.code()) {
                  case TLS_TIMEOUT,
                      TLS_RESET,
                      TLS_CLOSED,
                      TLS_ALERT,
                      TLS_MALFORMED,
                      TLS_INCOMPATIBLE,
                      CERTIFICATE_UNTRUSTED ->
                      true;
                  default -> false;
                })
        .isPresent();
  }

  private void speak(Subject subject, ByteStream stream) {
    switch (subject.application()) {
      case HTTP -> get(subject, stream, "http");
      case HTTPS -> get(subject, stream, "https");
      case SIP -> options(subject, stream, false);
      case SIPS -> options(subject, stream, true);
      case STUN ->
          errand
              .journal()
              .add(errand.steps().message().binding(subject.id(), stream, errand.patience()));
      case NONE, TLS, ZOOM_STUN, ZOOM_MEDIA, QUIC, DNS, NTP -> {
        // That it stands is all that is asked.
      }
    }
  }

  private void get(Subject subject, ByteStream stream, String scheme) {
    URI url = URI.create(scheme + "://" + authority(subject, scheme) + "/");
    HttpExchange exchange =
        errand.steps().http().get(subject.id(), stream, url, errand.patience()).observation();
    errand.journal().add(exchange);
    doubts.transferred(subject, exchange);
    boolean cut =
        !exchange.worked() && exchange.reply().filter(reply -> !reply.complete()).isPresent();
    if (cut && repeated.add(subject)) {
      // Whether it ends at the same point tells a rule from chance.
      errand.crew().submit(subject.endpoint().address(), () -> run(subject));
    }
  }

  private static String authority(Subject subject, String scheme) {
    Endpoint endpoint = subject.endpoint();
    int usual = scheme.equals("https") ? 443 : 80;
    if (subject.name().isEmpty()) {
      return endpoint.hostPort();
    }
    return endpoint.port() == usual ? subject.name() : subject.name() + ":" + endpoint.port();
  }

  private void options(Subject subject, ByteStream stream, boolean tls) {
    String host = subject.name().isEmpty() ? literal(subject.endpoint()) : subject.name();
    errand
        .journal()
        .add(errand.steps().message().options(subject.id(), stream, host, tls, errand.patience()));
  }

  private static String literal(Endpoint endpoint) {
    return endpoint.isIpv4() ? endpoint.addressText() : "[" + endpoint.addressText() + "]";
  }
}
