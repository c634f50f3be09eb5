package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The HTTP/1 requests of a flow and their answers, in order; at most 256. */
public record HttpFacts(List<Exchange> exchanges, Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /**
   * A request and its final status; either may be missing from the capture.
   *
   * @param from who asked
   * @param frame in which the head of the request was whole
   * @param statusFrame in which the head of the final response was whole
   * @param otherwise what came in its place was not HTTP
   * @param schemes in which a proxy asks for credentials (407)
   */
  public record Exchange(
      Optional<Asked> asked,
      End from,
      OptionalInt status,
      OptionalLong frame,
      OptionalLong statusFrame,
      boolean otherwise,
      List<String> schemes) {
    public Exchange {
      schemes = List.copyOf(schemes);
    }
  }

  /** The request as sent. */
  public record Asked(String method, String path, Optional<String> host) {}

  public HttpFacts {
    exchanges = List.copyOf(exchanges);
  }
}
