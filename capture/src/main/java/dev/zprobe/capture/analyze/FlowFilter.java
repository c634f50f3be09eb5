package dev.zprobe.capture.analyze;

import java.util.function.Predicate;

/**
 * Chooses flows by an expression: the common part of libpcap's filter language, applied to whole
 * flows, and comparisons with the keys of the flow listing. See {@link FilterParser} for the words.
 * Safe for many threads.
 */
public final class FlowFilter {
  private static final FlowFilter EVERYTHING = new FlowFilter(flow -> true, false);

  private final Predicate<FilterSubject> test;
  private final boolean chosen;

  private FlowFilter(Predicate<FilterSubject> test, boolean chosen) {
    this.test = test;
    this.chosen = chosen;
  }

  /** Every flow. */
  public static FlowFilter everything() {
    return EVERYTHING;
  }

  /**
   * @throws IllegalArgumentException whose message says what is wrong and what would be right
   */
  public static FlowFilter parse(String expression) {
    return new FlowFilter(new FilterParser(expression).whole(), true);
  }

  /** True when somebody asked for certain flows, whatever became of them. */
  boolean isChoice() {
    return chosen;
  }

  boolean matches(FlowView view) {
    return test.test(new FilterSubject(view));
  }
}
