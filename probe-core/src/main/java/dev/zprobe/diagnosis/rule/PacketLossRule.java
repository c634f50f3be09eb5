package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Losses;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.TcpConnect;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Random loss on the path. */
final class PacketLossRule implements Rule {
  private static final double HEAVY_PERCENT = 40;

  private static final String SLOWER =
      "one request a second: all are answered where a limit of rate takes them, and not where chance"
          + " does";

  @Override
  public Cause cause() {
    return Cause.PACKET_LOSS;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Of all requests to places that do answer, so many stay without an answer that less than"
            + " about 3 % loss in each direction cannot explain it.",
        "Places that never answer (port-dropped); loss at a high rate only (rate-limited); few"
            + " packets, of which one was lost.",
        "A longer series of requests.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Losses all = land.losses();
    if (!all.isSignificant()) {
      return List.of();
    }
    Set<Transport> lossy =
        all.steps().stream()
            .filter(step -> Losses.lost(step) > 0)
            .flatMap(step -> Losses.endpoint(step).stream())
            .map(Endpoint::transport)
            .collect(Collectors.toSet());
    Stream<Visit> counted =
        all.steps().stream()
            .flatMap(step -> Losses.endpoint(step).stream())
            .flatMap(endpoint -> land.visit(endpoint).stream());
    Stream<Visit> silent = land.service().filter(visit -> Silence.mayBeChance(land, visit));
    List<Visit> visits =
        Stream.concat(counted, silent)
            .filter(Visit::ofService)
            .filter(visit -> !all.spares(visit.endpoint()))
            .filter(visit -> lossy.contains(visit.endpoint().transport()))
            .distinct()
            .toList();
    // Connections are counted once and begin together: nothing repeated shows what they lost.
    boolean streams = all.steps().stream().allMatch(TcpConnect.class::isInstance);
    // So much of one transport alone may also be a limit below the slowest rate that was tried.
    boolean heavy = all.percent() >= HEAVY_PERCENT && lossy.size() == 1;
    boolean sure = all.isBeyondDoubt() && !streams && !heavy;
    Draft draft =
        Draft.of(Cause.PACKET_LOSS)
            .about(land, visits)
            .stage(Stage.PATH)
            .severity(Severity.DEGRADING)
            .grade(sure ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.NETWORK)
            .detail("lossPercent", Math.round(all.percent() * 10) / 10.0);
    all.steps().stream()
        .filter(step -> Losses.lost(step) > 0)
        .limit(20)
        .forEach(
            step ->
                draft.subject(
                    step, Losses.lost(step) + " of " + Losses.sent(step) + " packets lost"));
    all.steps().stream()
        .filter(step -> Losses.lost(step) == 0)
        .limit(2)
        .forEach(step -> draft.control(step, "nothing lost here"));
    return List.of(
        draft.finish(
            "About "
                + Math.round(all.percent())
                + " % of the "
                + (streams ? "TCP " : "")
                + "packets are lost at random ("
                + all.lost()
                + " of "
                + all.sent()
                + " requests without an answer).",
            sure ? "" : heavy ? SLOWER : "a longer series of requests"));
  }
}
