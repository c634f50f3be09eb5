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
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What comes back is not the protocol, or the server gives up in the middle of it. */
final class ServerProtocolErrorRule implements Rule {
  private record Conclusion(String what, Stage stage, Confidence confidence) {}

  @Override
  public Cause cause() {
    return Cause.SERVER_PROTOCOL_ERROR;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Bytes come back that are not TLS, HTTP or the datagram's protocol; or the connection is"
            + " closed, or stalls after a part of an answer, whatever the hello.",
        "Another name is answered (sni-blocked); RST (tls-reset); complete silence (server-silent);"
            + " a login page (captive-portal).",
        "The same request from another network.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> wrong = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      conclude(land, visit).ifPresent(how -> wrong.put(visit, how));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(wrong.keySet()), wrong::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  private static Optional<Conclusion> conclude(Landscape land, Visit visit) {
    Optional<HelloExperiment> hello = HelloExperiment.of(land, visit);
    if (hello.isPresent()) {
      return tls(hello.get());
    }
    Optional<Observation> failed = visit.firstFailure();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    boolean noReply =
        failed.get() instanceof HttpExchange http && http.reply().isEmpty() && visit.connected();
    if (failed.get().failedWith(FailureCode.HTTP_MALFORMED)) {
      return Optional.of(
          new Conclusion("the answer is not HTTP", Stage.HTTP, Confidence.CONFIRMED));
    }
    if (failed.get().failedWith(FailureCode.UDP_MALFORMED)) {
      return Optional.of(
          new Conclusion("the datagram is not the protocol", Stage.UDP, Confidence.CONFIRMED));
    }
    if (noReply && failed.get().failedWith(FailureCode.HTTP_CLOSED)) {
      return Optional.of(
          new Conclusion("closes without an answer", Stage.HTTP, Confidence.CONFIRMED));
    }
    boolean device =
        failed.get() instanceof HttpExchange http && ResetOrigin.isByDevice(land, visit, http);
    return noReply && !device && failed.get().failedWith(FailureCode.HTTP_RESET)
        ? Optional.of(new Conclusion("resets without an answer", Stage.HTTP, Confidence.CONFIRMED))
        : Optional.empty();
  }

  private static Optional<Conclusion> tls(HelloExperiment each) {
    if (each.isAnsweredByAnother()) {
      return Optional.empty();
    }
    if (each.subject().failedWith(FailureCode.TLS_MALFORMED)) {
      String detail = each.subject().failure().orElseThrow().detail();
      return Optional.of(
          new Conclusion(
              "the answer is not TLS" + (detail.isEmpty() ? "" : ": " + detail),
              Stage.TLS,
              Confidence.CONFIRMED));
    }
    boolean nameMatters = each.otherName().isPresent() && !each.begun();
    if (nameMatters || (each.anyAnswered().isPresent() && !each.begun())) {
      return Optional.empty();
    }
    if (each.ending() == HelloExperiment.Ending.CLOSE) {
      return Optional.of(
          new Conclusion(
              each.begun()
                  ? "closes in the middle of the handshake"
                  : "closes after the ClientHello",
              Stage.TLS,
              each.nameTried() || each.begun() ? Confidence.CONFIRMED : Confidence.POSSIBLE));
    }
    boolean stalls =
        each.ending() == HelloExperiment.Ending.SILENCE && each.begun() && !each.cutOff();
    return stalls
        ? Optional.of(
            new Conclusion("stalls in the middle of the handshake", Stage.TLS, Confidence.LIKELY))
        : Optional.empty();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    boolean tls = how.stage() == Stage.TLS;
    boolean begun =
        group.first().failedHandshake().filter(each -> each.received("ServerHello")).isPresent();
    Draft draft =
        Draft.of(Cause.SERVER_PROTOCOL_ERROR)
            .about(land, group.visits())
            .stage(how.stage())
            .grade(how.confidence(), Blame.SERVICE)
            .atTarget()
            .detail("what", how.what())
            .progress(
                tls ? (begun ? "ServerHello" : "ClientHello") : "request",
                tls ? (begun ? "Finished" : "ServerHello") : "a proper answer");
    for (Visit visit : group.visits()) {
      visit.firstFailure().ifPresent(step -> draft.subject(step, how.what()));
      visit.handshakes().stream()
          .filter(each -> each.hello().variant() != Variant.NORMAL && !each.worked())
          .limit(3)
          .forEach(each -> draft.subject(each, "another kind of hello fares no better"));
    }
    return draft.finish(
        draft.where() + " breaks the protocol: " + how.what() + ".",
        "a handshake with another name at the same address");
  }
}
