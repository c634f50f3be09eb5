package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.RateTrials;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.HttpExchange;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The path carries less than a call needs. */
final class LowBandwidthRule implements Rule {
  /** A one-to-one call at 360p needs 0.6 Mbit/s in each direction. */
  private static final long NEEDED_KBPS = 600;

  /**
   * Twice as long as it takes to send them: whoever limits a rate drops datagrams and delays none,
   * a narrow link lets them wait.
   */
  private static final Duration QUEUED = Duration.ofMillis(500);

  /** Less is over before the rate shows. */
  private static final long TELLING_BYTES = 50_000;

  @Override
  public Cause cause() {
    return Cause.LOW_BANDWIDTH;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A quarter of a second of large datagrams at 2 Mbit/s, sent alone, is answered at less than"
            + " 600 kbit/s; or the best of all transfers that were large enough stays below that.",
        "One slow server beside fast ones; loss without a limit of rate (packet-loss); a limit of"
            + " rate, which delays nothing (rate-limited); a transfer that is cut (flow-cut).",
        "A longer transfer from another server.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    return bySending(land).or(() -> byTransfer(land)).stream().toList();
  }

  /** Datagrams that come through at less than they were sent with, without being lost at random. */
  private static Optional<Finding> bySending(Landscape land) {
    List<BandwidthTest> trains = land.seen().each(BandwidthTest.class).toList();
    Optional<BandwidthTest> best =
        trains.stream().max(Comparator.comparingLong(each -> each.train().kbps()));
    RateTrials trials = RateTrials.of(land.seen());
    int sent = trials.alone().stream().mapToInt(each -> each.slow().sent()).sum();
    int answered = trials.alone().stream().mapToInt(each -> each.slow().answered()).sum();
    boolean lossy = sent - answered > sent / 10;
    boolean limited = !trials.limited().isEmpty();
    if (best.isEmpty() || best.get().train().kbps() >= NEEDED_KBPS || lossy) {
      return Optional.empty();
    }
    if (limited && best.get().train().span().compareTo(QUEUED) < 0) {
      return Optional.empty();
    }
    long kbps = best.get().train().kbps();
    Draft draft =
        Draft.of(Cause.LOW_BANDWIDTH)
            .about(land, land.visit(best.get().endpoint()))
            .stage(Stage.PATH)
            .severity(Severity.DEGRADING)
            .grade(limited ? Confidence.LIKELY : Confidence.CONFIRMED, Blame.NETWORK)
            .detail("kbps", kbps);
    trains.forEach(
        each ->
            draft.subject(
                each,
                each.train().answered()
                    + " of "
                    + each.train().sent()
                    + " datagrams of "
                    + each.train().bytes()
                    + " bytes, sent within a quarter of a second, are answered over "
                    + Wording.millis(each.train().span())
                    + ": "
                    + each.train().kbps()
                    + " kbit/s"));
    return Optional.of(
        draft.finish(summary(kbps), limited ? "a longer transfer from another server" : ""));
  }

  private static String summary(long kbps) {
    return "The path carries about " + kbps + " kbit/s, less than a video call needs.";
  }

  private static Optional<Finding> byTransfer(Landscape land) {
    List<HttpExchange> transfers =
        land.seen()
            .each(HttpExchange.class)
            .filter(each -> bytes(each) >= TELLING_BYTES && !each.stamp().elapsed().isZero())
            .filter(each -> each.reply().filter(HttpExchange.Reply::complete).isPresent())
            .toList();
    long best = transfers.stream().mapToLong(LowBandwidthRule::kbps).max().orElse(NEEDED_KBPS);
    if (transfers.isEmpty() || best >= NEEDED_KBPS) {
      return Optional.empty();
    }
    List<Visit> visits =
        transfers.stream()
            .flatMap(each -> land.visit(each.endpoint()).stream())
            .distinct()
            .toList();
    Draft draft =
        Draft.of(Cause.LOW_BANDWIDTH)
            .about(land, visits)
            .stage(Stage.PATH)
            .severity(Severity.DEGRADING)
            .grade(transfers.size() > 1 ? Confidence.LIKELY : Confidence.POSSIBLE, Blame.NETWORK)
            .detail("kbps", best);
    transfers.forEach(
        each ->
            draft.subject(
                each,
                bytes(each)
                    + " bytes in "
                    + Wording.millis(each.stamp().elapsed())
                    + ": "
                    + kbps(each)
                    + " kbit/s"));
    return Optional.of(draft.finish(summary(best), "a longer transfer from another server"));
  }

  private static long bytes(HttpExchange each) {
    return each.reply().map(HttpExchange.Reply::bodyBytes).orElse(0L);
  }

  private static long kbps(HttpExchange each) {
    return bytes(each) * 8 / Math.max(1, each.stamp().elapsed().toMillis());
  }
}
