package dev.zprobe.evidence;

import java.time.Instant;
import java.util.UUID;

/**
 * Which run it was.
 *
 * @param id unique
 * @param command the verb
 * @param started by this host's clock, however wrong
 * @param privileged this process may capture packets
 * @param version of the tool
 */
public record RunRecord(
    String id, String command, Instant started, Instant ended, boolean privileged, String version) {

  /** A run that begins; it ends when it begins until {@link #endedAt} says more. */
  public static RunRecord begin(
      String command, Instant started, boolean privileged, String version) {
    return new RunRecord(
        UUID.randomUUID().toString(), command, started, started, privileged, version);
  }

  public RunRecord endedAt(Instant end) {
    return new RunRecord(id, command, started, end, privileged, version);
  }
}
