package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.FarEnd;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Refusal;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.PathLadder;
import java.util.ArrayList;
import java.util.List;

/** Silence of a port that may be silent. */
final class UdpUnprovenRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.UDP_UNPROVEN;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "No answer, and no rejection either, from a UDP port whose healthy server may be silent.",
        "A rejection (port-rejected, server-refused); a TTL ladder that dies before the target"
            + " (port-dropped); a far end that sees the datagrams.",
        "A TTL ladder against a UDP port that answers, or the responder at the far end.",
        "unknown");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Visit> silent =
        land.service()
            .filter(visit -> visit.silentUdp() && !visit.mustAnswer())
            .filter(visit -> Refusal.ofAny(land, visit).isEmpty())
            .filter(visit -> !diesOnTheWay(land, visit))
            .filter(visit -> FarEnd.proof(land, visit.endpoint()).isEmpty())
            .filter(visit -> FarEnd.disproof(land, visit.endpoint()).isEmpty())
            .toList();
    List<Finding> findings = new ArrayList<>();
    for (Group<Boolean> group : Groups.of(silent, visit -> true)) {
      Draft draft =
          Draft.of(Cause.UDP_UNPROVEN)
              .about(land, group.visits())
              .severity(Severity.NOTE)
              .grade(Confidence.POSSIBLE, Blame.UNKNOWN)
              .progress("client datagram", "any answer");
      for (Visit visit : group.visits()) {
        visit.exchanges().forEach(step -> draft.subject(step, "no answer and no rejection"));
        Ladders.passing(land, visit.endpoint())
            .ifPresent(reading -> draft.against(reading.test(), passes(reading)));
      }
      String far =
          group.visits().stream()
              .flatMap(visit -> Ladders.passing(land, visit.endpoint()).stream())
              .findFirst()
              .map(reading -> "; " + passes(reading))
              .orElse("");
      findings.add(
          draft.finish(
              draft.where()
                  + " stays silent, which a healthy server may do: neither open nor blocked is"
                  + " shown"
                  + far
                  + ".",
              far.isEmpty()
                  ? "a TTL ladder against a UDP port that answers, or a responder at the far end"
                  : "a responder at the far end"));
    }
    return findings;
  }

  private static String passes(Ladders.Reading reading) {
    return "it passes every hop that can be seen, up to hop " + reading.lastRouter();
  }

  private static boolean diesOnTheWay(Landscape land, Visit visit) {
    return !land.losses().isSignificant()
        && Ladders.read(land, visit.endpoint(), PathLadder.Stage.DATAGRAM)
            .filter(Ladders.Reading::diesBefore)
            .isPresent();
  }
}
