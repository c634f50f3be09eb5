package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Instant;
import java.util.Optional;

/** One HTTP/1.1 request and its response. */
public record HttpExchange(
    Stamp stamp,
    Endpoint endpoint,
    String url,
    Optional<Reply> reply,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

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
    return new HttpExchange(stamp, endpoint, url, reply, failure, seen);
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
