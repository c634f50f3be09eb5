package dev.zprobe.probe.path;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.PathLadder.Payload;

/**
 * One ladder to be climbed.
 *
 * @param target id for the observation
 * @param bytes sent at every TTL, never changed; empty for a SYN alone
 * @param localPort the source port at every TTL, 0 for any that is free
 */
public record Climb(
    String target, Endpoint endpoint, Payload payload, byte[] bytes, int localPort) {
  public Climb(String target, Endpoint endpoint, Payload payload, byte[] bytes) {
    this(target, endpoint, payload, bytes, 0);
  }

  /** The same from one source port, which then is the property that differs. */
  Climb from(int port, boolean control) {
    String what = payload.description() + " from source port " + port;
    return new Climb(target, endpoint, new Payload(payload.stage(), control, what), bytes, port);
  }

  /** Two climbs with the same key ask the same question. */
  String key() {
    return endpoint + " " + payload;
  }
}
