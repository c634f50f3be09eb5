package dev.zprobe.cli.render;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import java.time.Duration;
import java.util.Locale;

/** One stage of one row of the matrix, in words. */
record Cell(Palette.Tone tone, String words) {
  static final Cell EMPTY = new Cell(Palette.Tone.FAINT, "-");

  /** What an observation says of its stage; the time only where it worked. */
  static Cell of(Observation seen) {
    return seen.failure()
        .map(Cell::failed)
        .orElseGet(() -> new Cell(Palette.Tone.GOOD, "ok " + brief(seen.stamp().elapsed())));
  }

  static Cell failed(Failure failure) {
    if (failure.is(FailureCode.NOT_TESTED)) {
      return new Cell(Palette.Tone.WARNING, "not tested");
    }
    return new Cell(Palette.Tone.BAD, word(failure.code()));
  }

  /** The code without its stage, which the column says: {@code connect-refused} is "refused". */
  static String word(FailureCode code) {
    String id = code.id();
    int dash = id.indexOf('-');
    return (dash < 0 ? id : id.substring(dash + 1)).replace('-', ' ');
  }

  /** The cell without what differs from port to port although nothing is different. */
  String group() {
    return tone == Palette.Tone.GOOD ? "ok" : words;
  }

  static String brief(Duration elapsed) {
    double milliseconds = elapsed.toNanos() / 1e6;
    if (milliseconds < 1) {
      return "<1 ms";
    }
    return milliseconds < 10_000
        ? String.format(Locale.ROOT, "%.0f ms", milliseconds)
        : String.format(Locale.ROOT, "%.1f s", milliseconds / 1000);
  }
}
