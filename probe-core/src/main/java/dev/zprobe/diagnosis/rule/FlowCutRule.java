package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.ResetOrigin;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connection that worked is cut after so many bytes or seconds. */
final class FlowCutRule implements Rule {
  /**
   * What the system sends of one request in the time of a step: at 0, 0.2, 0.6 and 1.4 s, and maybe
   * at 3.
   */
  private static final int TRIES_OF_REQUEST = 4;

  @Override
  public Cause cause() {
    return Cause.FLOW_CUT;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A response begins and then stalls or is reset, each time at about the same number of"
            + " bytes; or the capture shows that a request is never acknowledged.",
        "No response at all (server-silent, server-protocol-error); different points, as random"
            + " loss gives them (packet-loss).",
        "The same request again: whether it ends at the same point.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, HttpExchange> cut = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      visit
          .failedRequest()
          .filter(
              each ->
                  isBegun(each)
                      || isUnheard(visit, each)
                          && !land.losses().mayExplainSilence(TRIES_OF_REQUEST)
                      || ResetOrigin.isByDevice(land, visit, each))
          .filter(
              each ->
                  each.failedWith(FailureCode.HTTP_TIMEOUT)
                      || each.failedWith(FailureCode.HTTP_RESET)
                      || each.failedWith(FailureCode.HTTP_CLOSED))
          .ifPresent(each -> cut.put(visit, each));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<FailureCode> group :
        Groups.of(
            List.copyOf(cut.keySet()), visit -> cut.get(visit).failure().orElseThrow().code())) {
      findings.add(finding(land, group, cut));
    }
    return findings;
  }

  /** The request itself is never acknowledged on a connection that was accepted. */
  private static boolean isUnheard(Visit visit, HttpExchange each) {
    return each.failedWith(FailureCode.HTTP_TIMEOUT)
        && each.reply().isEmpty()
        && each.received() == 0
        && !HttpSilence.heard(visit, each).orElse(true);
  }

  private static boolean isBegun(HttpExchange each) {
    return each.reply().map(reply -> !reply.complete()).orElse(each.received() > 0);
  }

  private static long bytes(HttpExchange each) {
    return Math.max(each.received(), each.reply().map(HttpExchange.Reply::bodyBytes).orElse(0L));
  }

  private static Finding finding(
      Landscape land, Group<FailureCode> group, Map<Visit, HttpExchange> cut) {
    List<HttpExchange> steps = group.visits().stream().flatMap(v -> v.requests().stream()).toList();
    List<Long> points =
        steps.stream().filter(each -> !each.worked()).map(FlowCutRule::bytes).sorted().toList();
    long lowest = points.get(0);
    long highest = points.get(points.size() - 1);
    boolean samePoint = points.size() > 1 && highest - lowest <= Math.max(3000, highest / 10);
    HttpExchange first = cut.get(group.first());
    boolean device =
        group.visits().stream()
            .allMatch(visit -> ResetOrigin.isByDevice(land, visit, cut.get(visit)));
    boolean unheard = group.visits().stream().allMatch(visit -> isUnheard(visit, cut.get(visit)));
    Draft draft =
        Draft.of(Cause.FLOW_CUT)
            .about(land, group.visits())
            .stage(Stage.HTTP)
            .grade(
                device ? Confidence.CONFIRMED : samePoint ? Confidence.LIKELY : Confidence.POSSIBLE,
                device || unheard ? Blame.NETWORK : Blame.UNKNOWN)
            .detail("afterBytes", lowest)
            .detail("afterMs", first.stamp().elapsed().toMillis())
            .progress(
                device || unheard ? "request" : "response",
                device || unheard ? "response" : "end of response");
    for (Visit visit : group.visits()) {
      HttpExchange each = cut.get(visit);
      draft.subject(
          each, each.failure().orElseThrow().code().meaning() + " after " + bytes(each) + " bytes");
    }
    return draft.finish(
        device
            ? draft.where() + " accepts, and a device on the path resets it at the request."
            : unheard
                ? draft.where() + " accepts, and the request never gets there."
                : draft.where() + " begins to answer and is cut after " + lowest + " bytes.",
        "the same request again, to see whether it ends at the same point");
  }
}
