package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import java.util.List;

/** The direct way is blocked, and the configured proxy works. */
final class ProxyRequiredRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.PROXY_REQUIRED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Direct connections stay silent or are rejected, and CONNECT to the same places through the"
            + " configured proxy works.",
        "The direct way works as well (nothing); the proxy fails, too (the other proxy causes); a"
            + " block without a configured proxy (port-dropped, port-rejected).",
        "None: both ways were tried.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<ProxyConnect> connected =
        land.seen().each(ProxyConnect.class).filter(Observation::worked).toList();
    List<Visit> lost =
        Proxies.direct(land, connected).stream()
            .filter(visit -> !visit.connected() && visit.fails())
            .toList();
    if (lost.isEmpty()) {
      return List.of();
    }
    List<ProxyConnect> instead =
        connected.stream()
            .filter(
                each ->
                    lost.stream()
                        .anyMatch(visit -> Proxies.direct(land, List.of(each)).contains(visit)))
            .toList();
    Draft draft =
        Draft.of(Cause.PROXY_REQUIRED)
            .scope(Draft.scopeOf(lost))
            .severity(Severity.DEGRADING)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .progress("SYN", "SYN-ACK");
    lost.forEach(
        visit ->
            visit
                .firstFailure()
                .ifPresent(step -> draft.subject(step, step.failure().get().code().meaning())));
    instead.forEach(
        each -> draft.control(each, each.proxy() + " connects to " + each.destination()));
    return List.of(
        draft.finish(
            "The direct way is blocked for "
                + draft.where()
                + ", and the proxy "
                + instead.get(0).proxy()
                + " works: the client must use it.",
            ""));
  }
}
