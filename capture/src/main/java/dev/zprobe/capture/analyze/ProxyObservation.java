package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import java.util.List;
import java.util.Optional;

/** What a proxy answered to a CONNECT that was captured. */
final class ProxyObservation {
  private static final int AUTHENTICATION_REQUIRED = 407;

  private ProxyObservation() {}

  /** The host that a CONNECT asks for; empty for other requests and unanswered ones. */
  static Optional<String> host(HttpFacts.Exchange exchange) {
    return exchange
        .asked()
        .filter(asked -> asked.method().equals("CONNECT") && exchange.status().isPresent())
        .map(HttpFacts.Asked::path)
        .filter(place -> place.lastIndexOf(':') > 0)
        .map(place -> place.substring(0, place.lastIndexOf(':')));
  }

  static ProxyConnect of(FlowView view, HttpFacts.Exchange exchange, Stamp stamp, Trace trace) {
    int status = exchange.status().orElseThrow();
    List<String> schemes = exchange.schemes();
    Optional<Failure> refusal = Optional.empty();
    if (status == AUTHENTICATION_REQUIRED) {
      String offered = String.join(", ", schemes);
      refusal = Optional.of(new Failure(FailureCode.PROXY_AUTHENTICATION, offered));
    } else if (status < 200 || status > 299) {
      refusal = Optional.of(new Failure(FailureCode.PROXY_DENIED, "status " + status));
    }
    return new ProxyConnect(
        stamp,
        view.serverEnd().hostPort(),
        exchange.asked().orElseThrow().path(),
        new ProxyConnect.Reply(status, schemes, ""),
        refusal,
        trace);
  }
}
