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

  /** Tests that ran alone; empty when there was no need. */
  public List<RateTest> alone() {
    return List.copyOf(repeated);
  }

  private static boolean isLossy(RateTest test) {
    return test.fast().lossPercent() > LOST_PERCENT;
  }

  /** With few samples, one lost datagram is no loss. */
  private static boolean isCut(List<RateTest> tests) {
    int sent = tests.stream().mapToInt(test -> test.slow().sent()).sum();
    int lost = sent - tests.stream().mapToInt(test -> test.slow().answered()).sum();
    double fast =
        tests.stream()
            .filter(RateTrials::isLossy)
            .mapToDouble(test -> test.fast().lossPercent())
            .average()
            .orElse(0);
    return sent > lost
        && lost <= Math.max(1, sent * QUIET_PERCENT / 100)
        && atMost(lost, sent, fast / 100) <= CHANCE;
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
