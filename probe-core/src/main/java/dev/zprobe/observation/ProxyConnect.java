package dev.zprobe.observation;

import java.util.List;
import java.util.Optional;

/**
 * CONNECT (RFC 9110 section 9.3.6) through a proxy.
 *
 * @param proxy {@code host:port}
 * @param destination {@code host:port}
 */
public record ProxyConnect(
    Stamp stamp,
    String proxy,
    String destination,
    Reply reply,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /**
   * @param status of the CONNECT response, 0 when none came
   * @param schemes that a 407 offers, for example {@code Basic}
   * @param reason the status line's reason phrase, cleaned and bounded
   */
  public record Reply(int status, List<String> schemes, String reason) {
    public static final Reply NONE = new Reply(0, List.of(), "");
  }

  @Override
  public ProxyConnect withTrace(Trace seen) {
    return new ProxyConnect(stamp, proxy, destination, reply, failure, seen);
  }

  @Override
  public String step() {
    return "proxy-connect";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
