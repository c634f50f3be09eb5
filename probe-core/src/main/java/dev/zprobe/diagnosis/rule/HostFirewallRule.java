package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Refusal;
import dev.zprobe.diagnosis.Refusal.Who;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Unsent;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This machine refuses its own packets, or keeps the answers from the socket. */
final class HostFirewallRule implements Rule {
  private record Conclusion(String direction, String how) {}

  @Override
  public Cause cause() {
    return Cause.HOST_FIREWALL;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The system call is not permitted or is rejected from an address of this machine; or the"
            + " capture shows no frame leave while the probe sent; or the answer arrives at the"
            + " interface and never at the socket.",
        "Frames that leave and stay without an answer (port-dropped); a local route"
            + " (host-route-blocked); a blind run, in which missing frames prove nothing.",
        "The rules of the local firewall.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> refused = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      conclude(land, visit).ifPresent(how -> refused.put(visit, how));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(refused.keySet()), refused::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  private static Optional<Conclusion> conclude(Landscape land, Visit visit) {
    if (visit.connected() || visit.answered()) {
      return Optional.empty();
    }
    Optional<Observation> failed = visit.firstFailure();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    boolean own = Refusal.of(land, visit).filter(each -> each.who() == Who.THIS_HOST).isPresent();
    if (failed.get().failedWith(FailureCode.HOST_FIREWALL) || own) {
      return Optional.of(new Conclusion("out", "the system refuses to send"));
    }
    if (!failed.get().failure().orElseThrow().isSilent()) {
      return Optional.empty();
    }
    Trace trace = failed.get().trace();
    if (trace.captured() && arrived(failed.get())) {
      return Optional.of(new Conclusion("in", "answers arrive at the interface only"));
    }
    return Unsent.is(land, visit, failed.get())
        ? Optional.of(new Conclusion("out", "no frame leaves this machine"))
        : Optional.empty();
  }

  /** Of the step that waited for just this: a handshake that fails later has had its SYN-ACK. */
  private static boolean arrived(Observation step) {
    return step instanceof TcpConnect && step.arrivedInTime(Content.SYN_ACK)
        || step instanceof UdpExchange && step.arrivedInTime(Content.DATAGRAM);
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    boolean tcp = group.first().isTcp();
    boolean out = how.direction().equals("out");
    // A capture file may have been taken beside its client: what it shows need not have arrived.
    boolean here = land.host().isPresent();
    Draft draft =
        Draft.of(Cause.HOST_FIREWALL)
            .about(land, group.visits())
            .stage(Stage.LOCAL)
            .grade(here ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.HOST)
            .onThisHost()
            .detail("direction", how.direction())
            .progress(
                out ? "" : tcp ? "SYN-ACK" : "answer",
                out ? (tcp ? "SYN" : "client datagram") : "the answer at the socket");
    for (Visit visit : group.visits()) {
      visit.firstFailure().ifPresent(step -> draft.subject(step, how.how()));
    }
    List<String> rules = land.host().map(HostFacts::firewall).orElse(List.of());
    if (!rules.isEmpty()) {
      draft.detail("rules", rules.stream().limit(8).toList());
      land.seen()
          .host()
          .ifPresent(state -> draft.subject(state, "rules of the local firewall: " + rules.get(0)));
    }
    return draft.finish(
        (here ? "This machine's" : "The client's")
            + " own firewall stops "
            + draft.where()
            + (out ? " on the way out: " : " on the way in: ")
            + how.how()
            + ".",
        here ? "" : "the rules of the client's firewall, or a capture on the client itself");
  }
}
