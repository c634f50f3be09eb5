package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Instant;
import java.util.Optional;

/**
 * One HTTP/1.1 request and its response.
 *
 * @param received bytes of the response that came, those included that say nothing yet: a part of
 *     its head, or of a TLS record
 */
public record HttpExchange(
    Stamp stamp,
    Endpoint endpoint,
    String url,
    Optional<Reply> reply,
    Optional<Failure> failure,
    long received,
    Trace trace)
    implements Observation {

  /** An exchange of which the reply tells all that came. */
  public HttpExchange(
      Stamp stamp,
      Endpoint endpoint,
      String url,
      Optional<Reply> reply,
      Optional<Failure> failure,
      Trace trace) {
    this(stamp, endpoint, url, reply, failure, reply.map(Reply::bodyBytes).orElse(0L), trace);
  }

  /**
   * @param title of an HTML body, cleaned and bounded; empty when there is none
   * @param date the Date header, a clock of one second resolution
   * @param bodyBytes how many were read, bounded
   */
  public record Reply(
      int status,
      String location,
      String title,
      String server,
      Optional<Instant> date,
      long bodyBytes,
      boolean complete) {}

  @Override
  public HttpExchange withTrace(Trace seen) {
    return new HttpExchange(stamp, endpoint, url, reply, failure, received, seen);
  }

  @Override
  public String step() {
    return "http-exchange";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
