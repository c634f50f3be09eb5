package dev.zprobe.probe.run;

import dev.zprobe.catalog.Catalog.PortalCheck;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.HttpExchange.Reply;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.http.HttpStep;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.wire.Octets;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks for a page whose answer is known word for word: any other answer is somebody else's. */
final class PortalProbe {
  /** The stamp's target. */
  static final String TARGET = "portal";

  private final Errand errand;

  PortalProbe(Errand errand) {
    this.errand = errand;
  }

  void run(PortalCheck check, URI url, InetAddress address) {
    Endpoint endpoint = Endpoint.tcp(address, url.getPort() < 0 ? 80 : url.getPort());
    TcpStep.Opened tcp = errand.steps().tcp().connect(TARGET, endpoint, errand.patience());
    errand.journal().add(tcp.observation());
    if (tcp.stream().isEmpty()) {
      return;
    }
    try (ByteStream connection = tcp.stream().get()) {
      HttpStep.Answered answered =
          errand.steps().http().get(TARGET, connection, url, errand.patience());
      errand.journal().add(judged(check, answered));
    }
  }

  private static HttpExchange judged(PortalCheck check, HttpStep.Answered answered) {
    HttpExchange exchange = answered.observation();
    Optional<Failure> failure =
        exchange.reply().isEmpty()
            ? exchange.failure()
            : difference(check, exchange.reply().get(), answered.body());
    return new HttpExchange(
        exchange.stamp(),
        exchange.endpoint(),
        exchange.url(),
        exchange.reply(),
        failure,
        exchange.trace());
  }

  private static Optional<Failure> difference(PortalCheck check, Reply reply, Octets body) {
    if (reply.status() != check.status()) {
      return Optional.of(new Failure(FailureCode.HTTP_STATUS, "status " + reply.status()));
    }
    String text = new String(body.toArray(), StandardCharsets.UTF_8);
    return text.strip().equals(check.body().strip())
        ? Optional.empty()
        : Optional.of(new Failure(FailureCode.HTTP_STATUS, "another body"));
  }
}
