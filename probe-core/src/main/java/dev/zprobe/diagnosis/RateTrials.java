package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.RateTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tests at media rate show together. A test that lost much beside other probes is repeated
 * alone, and then the repetition counts: many probes at once overrun a limit that a call would not.
 */
public final class RateTrials {
  private static final double LOST_PERCENT = 10;
  private static final double QUIET_PERCENT = 5;

  /** Random loss takes the same share at every rate; so seldom may chance hide it. */
  private static final double CHANCE = 0.02;

  /** The same, where the slow rate lost much as well and only the limit tells the two apart. */
  private static final double LEAST_CHANCE = 0.001;

  /** Losses come together, so that chance hides more of them than it should. */
  private static final double BEYOND_DOUBT = 0.0001;

  /** Ten times the requests bring hardly more answers: both rates are above the limit. */
  private static final double LEVEL = 1.5;

  private final List<RateTest> first = new ArrayList<>();
  private final List<RateTest> repeated = new ArrayList<>();

  private RateTrials() {}

  public static RateTrials of(Observations seen) {
    Map<Endpoint, List<RateTest>> byEndpoint = new LinkedHashMap<>();
    seen.each(RateTest.class)
        .filter(test -> test.fast().sent() > 0)
        .forEach(
            test ->
                byEndpoint.computeIfAbsent(test.endpoint(), key -> new ArrayList<>()).add(test));
    RateTrials trials = new RateTrials();
    for (List<RateTest> tests : byEndpoint.values()) {
      RateTest last = tests.get(tests.size() - 1);
      boolean dead = last.slow().answered() + last.fast().answered() == 0;
      if (dead && tests.size() > 1) {
        trials.first.add(tests.get(tests.size() - 2)); // an outage shows nothing of a rate
      } else {
        (tests.size() > 1 ? trials.repeated : trials.first).add(last);
      }
    }
    return trials;
  }

  /**
   * The endpoints that lose at media rate what they do not lose at a slow rate. Of those that were
   * not tried alone, only when one that was shows the same.
   */
  public List<RateTest> limited() {
    if (repeated.isEmpty()) {
      return first.stream().filter(test -> isLossy(test) && isCut(List.of(test))).toList();
    }
    List<RateTest> confirmed = repeated.stream().filter(RateTrials::isLossy).toList();
    if (confirmed.isEmpty() || !isCut(repeated)) {
      return List.of();
    }
    List<RateTest> limited = new ArrayList<>(confirmed);
    first.stream()
        .filter(test -> isLossy(test) && test.slow().answered() > 0)
        .forEach(limited::add);
    return limited;
  }

  /**
   * Those of the limited endpoints that lose at the slow rate as well, since it is above the limit.
   */
  public List<RateTest> limitedAtAnyRate() {
    return limited().stream().filter(test -> !isQuiet(List.of(test))).toList();
  }

  /** Chance has no part in what {@link #limited} says. */
  public boolean isBeyondDoubt() {
    return chance(limited()) <= BEYOND_DOUBT;
  }

  /** Tests that ran alone; empty when there was no need. */
  public List<RateTest> alone() {
    return List.copyOf(repeated);
  }

  private static boolean isLossy(RateTest test) {
    return test.fast().lossPercent() > LOST_PERCENT;
  }

  private static boolean isCut(List<RateTest> tests) {
    if (isQuiet(tests)) {
      return slow(tests) > slowLost(tests) && chance(tests) <= CHANCE;
    }
    return isLevel(tests) && chance(tests) <= LEAST_CHANCE;
  }

  /** That loss at random which takes what is lost at media rate takes so little at the slow one. */
  private static double chance(List<RateTest> tests) {
    double fast =
        tests.stream()
            .filter(RateTrials::isLossy)
            .mapToDouble(test -> test.fast().lossPercent())
            .average()
            .orElse(0);
    return atMost(slowLost(tests), slow(tests), fast / 100);
  }

  /** With few samples, one lost datagram is no loss. */
  private static boolean isQuiet(List<RateTest> tests) {
    return slowLost(tests) <= Math.max(1, slow(tests) * QUIET_PERCENT / 100);
  }

  private static int slow(List<RateTest> tests) {
    return tests.stream().mapToInt(test -> test.slow().sent()).sum();
  }

  private static int slowLost(List<RateTest> tests) {
    return slow(tests) - tests.stream().mapToInt(test -> test.slow().answered()).sum();
  }

  /**
   * No more answers a second at media rate than at the slow one, where a share of them would grow.
   * The slow rows run beside each other, those at media rate in turn.
   */
  private static boolean isLevel(List<RateTest> tests) {
    double slow = tests.stream().mapToDouble(test -> test.slow().answersPerSecond()).sum();
    double fast =
        tests.stream().mapToDouble(test -> test.fast().answersPerSecond()).average().orElse(0);
    return slow > 0 && fast <= slow * LEVEL;
  }

  /** How likely so few of so many are lost where each is lost with this probability. */
  private static double atMost(int lost, int sent, double share) {
    double exactly = Math.pow(1 - share, sent);
    double sum = exactly;
    for (int count = 1; count <= lost; count++) {
      exactly *= (sent - count + 1.0) / count * share / (1 - share);
      sum += exactly;
    }
    return share >= 1 ? 0 : sum;
  }
}
