package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.SocksFacts;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import dev.zprobe.wire.SocksMessage;
import java.util.List;
import java.util.Optional;

/** What a proxy made of a request for a connection that was captured. */
final class ProxyObservation {
  private static final int AUTHENTICATION_REQUIRED = 407;
  private static final int OK = 200;

  private ProxyObservation() {}

  /** The host that a CONNECT asks for; empty for other requests. */
  static Optional<String> host(HttpFacts.Exchange exchange) {
    return exchange
        .asked()
        .filter(asked -> asked.method().equals("CONNECT"))
        .map(HttpFacts.Asked::path)
        .filter(place -> place.lastIndexOf(':') > 0)
        .map(place -> place.substring(0, place.lastIndexOf(':')));
  }

  /** For a CONNECT that was answered. */
  static ProxyConnect of(FlowView view, HttpFacts.Exchange exchange, Stamp stamp, Trace trace) {
    int status = exchange.status().orElseThrow();
    List<String> schemes = exchange.told().schemes();
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

  /**
   * For a request that was not answered.
   *
   * @param destination {@code host:port}
   * @param why as of any HTTP request
   */
  static ProxyConnect unanswered(
      FlowView view, String destination, FailureCode why, Stamp stamp, Trace trace) {
    Failure failure =
        switch (why) {
          case HTTP_TIMEOUT ->
              new Failure(FailureCode.PROXY_UNREACHABLE, "no answer to the request");
          case HTTP_MALFORMED -> Failure.of(FailureCode.PROXY_MALFORMED);
          default -> new Failure(FailureCode.PROXY_REFUSED, "closed in place of an answer");
        };
    return new ProxyConnect(
        stamp,
        view.serverEnd().hostPort(),
        destination,
        ProxyConnect.Reply.NONE,
        Optional.of(failure),
        trace);
  }

  /** {@code host:port} of what a SOCKS proxy was asked for; empty when it was not asked yet. */
  static Optional<String> destination(SocksFacts socks) {
    return socks
        .host()
        .filter(host -> socks.port().isPresent())
        .map(host -> (host.indexOf(':') < 0 ? host : "[" + host + "]"))
        .map(host -> host + ":" + socks.port().getAsInt());
  }

  /** For a SOCKS request that was answered: as of a live probe, 200 stands for success. */
  static ProxyConnect of(FlowView view, SocksFacts socks, Stamp stamp, Trace trace) {
    SocksMessage.Reply reply = new SocksMessage.Reply(socks.version(), socks.code().orElseThrow());
    return new ProxyConnect(
        stamp,
        view.serverEnd().hostPort(),
        destination(socks).orElseThrow(),
        new ProxyConnect.Reply(reply.isOpen() ? OK : reply.code(), List.of(), reply.meaning()),
        reply.isOpen()
            ? Optional.empty()
            : Optional.of(new Failure(FailureCode.PROXY_DENIED, reply.meaning())),
        trace);
  }
}
