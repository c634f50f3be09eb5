package dev.zprobe.diagnosis;

import dev.zprobe.observation.Observation;
import java.util.List;
import java.util.Locale;

/**
 * One statement of a proof.
 *
 * @param observation its id
 * @param frames that show it, 1-based within the capture; empty when blind
 */
public record Evidence(Role role, String observation, List<Long> frames, String statement) {
  /** What the statement does for the finding. */
  public enum Role {
    SUBJECT,
    CONTROL,
    AGAINST;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Evidence {
    frames = List.copyOf(frames);
  }

  /** All frames of the observation's flows are named. */
  public static Evidence subject(Observation seen, String statement) {
    return new Evidence(Role.SUBJECT, seen.id(), numbers(seen), statement);
  }

  public static Evidence control(Observation seen, String statement) {
    return new Evidence(Role.CONTROL, seen.id(), numbers(seen), statement);
  }

  public static Evidence against(Observation seen, String statement) {
    return new Evidence(Role.AGAINST, seen.id(), numbers(seen), statement);
  }

  private static List<Long> numbers(Observation seen) {
    return seen.trace().frames().stream().map(frame -> frame.number()).sorted().limit(24).toList();
  }
}
