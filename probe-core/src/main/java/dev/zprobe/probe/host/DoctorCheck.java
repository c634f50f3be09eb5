package dev.zprobe.probe.host;

import java.util.List;

/**
 * One thing that a run can or cannot do here.
 *
 * @param id for example {@code libpcap}
 * @param found what there is, in a few words
 * @param loses what a run is without, where it lacks; else empty
 * @param mend the exact command for this system, as arguments; empty when there is none or no need
 * @param advice what to do where no command does it; else empty
 */
public record DoctorCheck(
    String id, State state, String found, String loses, List<String> mend, String advice) {
  public DoctorCheck {
    mend = List.copyOf(mend);
  }

  /** How it stands. */
  public enum State {
    FINE,
    /** A run works, with less to show. */
    LACKING,
    /** Without it a run makes no sense. */
    BROKEN
  }

  static DoctorCheck fine(String id, String found) {
    return new DoctorCheck(id, State.FINE, found, "", List.of(), "");
  }
}
