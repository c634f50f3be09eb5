package dev.zprobe.observation;

/**
 * A step did not work.
 *
 * @param detail the values a reader needs, as a short phrase; empty when the code says it all. Text
 *     from a peer is already cleaned of control characters and bounded.
 */
public record Failure(FailureCode code, String detail) {
  public static Failure of(FailureCode code) {
    return new Failure(code, "");
  }

  public boolean is(FailureCode other) {
    return code == other;
  }

  public boolean isSilent() {
    return code.manner() == FailureCode.Manner.SILENT;
  }
}
