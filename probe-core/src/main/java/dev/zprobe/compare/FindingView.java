package dev.zprobe.compare;

import dev.zprobe.diagnosis.Severity;
import java.util.List;
import java.util.Set;

/**
 * One finding as a report shows it.
 *
 * @param id within its report
 * @param explained it only follows from another finding
 */
public record FindingView(
    String id,
    String cause,
    Severity severity,
    boolean explained,
    ScopeView scope,
    LocationView location,
    Account account) {

  /**
   * @param subjects observations that show it
   * @param frames of the capture, rising
   */
  public record Account(String summary, Set<String> subjects, List<Long> frames) {
    public Account {
      subjects = Set.copyOf(subjects);
      frames = List.copyOf(frames);
    }
  }

  /** It counts for the verdict. */
  public boolean weighs() {
    return severity != Severity.NOTE && !explained;
  }
}
