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
   * @param told what the head of the response says besides its status
   */
  public record Exchange(
      Optional<Asked> asked,
      End from,
      OptionalInt status,
      OptionalLong frame,
      OptionalLong statusFrame,
      boolean otherwise,
      Told told) {}

  /** The request as sent. */
  public record Asked(String method, String path, Optional<String> host) {}

  /**
   * What a response says besides its status.
   *
   * @param schemes in which a proxy asks for credentials (407)
   * @param location to which a redirection points, as sent
   */
  public record Told(List<String> schemes, Optional<String> location) {
    static final Told NOTHING = new Told(List.of(), Optional.empty());

    public Told {
      schemes = List.copyOf(schemes);
    }
  }

  public HttpFacts {
    exchanges = List.copyOf(exchanges);
  }
}
