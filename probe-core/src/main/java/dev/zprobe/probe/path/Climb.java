package dev.zprobe.probe.path;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.PathLadder.Payload;

/**
 * One ladder to be climbed.
 *
 * @param target id for the observation
 * @param bytes sent at every TTL, never changed; empty for a SYN alone
 */
public record Climb(String target, Endpoint endpoint, Payload payload, byte[] bytes) {
  /** Two climbs with the same key ask the same question. */
  String key() {
    return endpoint + " " + payload;
  }
}
