package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The server accepts the connection and says nothing more. */
final class ServerSilentRule implements Rule {
  private record Conclusion(Confidence confidence, boolean tls) {}

  @Override
  public Cause cause() {
    return Cause.SERVER_SILENT;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "TCP is accepted, and neither the regular hello nor one with another name, without a name"
            + " or of another size is answered; or an HTTP request is not.",
        "One kind of hello is answered (sni-blocked, mtu-black-hole); the hello is never"
            + " acknowledged although it is repeated (tls-reset, dropped); RST or FIN.",
        "A capture that shows whether the server acknowledges the hello.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> silent = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      conclude(land, visit).ifPresent(each -> silent.put(visit, each));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(silent.keySet()), silent::get)) {
      findings.add(finding(land, group));
    }
    findings.addAll(new PatchyHellos(land, cause(), ServerSilentRule::isHeard).findings());
    return findings;
  }

  private static boolean isHeard(HelloExperiment each) {
    return each.ending() == HelloExperiment.Ending.SILENCE
        && !each.begun()
        && !each.hasHole()
        && each.helloArrived().filter(arrived -> arrived).isPresent();
  }

  private static Optional<Conclusion> conclude(Landscape land, Visit visit) {
    Optional<HelloExperiment> hello = HelloExperiment.of(land, visit);
    if (hello.isPresent()) {
      HelloExperiment each = hello.get();
      boolean dropped = each.helloArrived().filter(arrived -> !arrived).isPresent();
      boolean silent =
          each.ending() == HelloExperiment.Ending.SILENCE
              && !each.begun()
              && each.anyAnswered().isEmpty();
      if (!silent || dropped || each.hasHole()) {
        return Optional.empty();
      }
      boolean arrived = each.helloArrived().isPresent();
      return Optional.of(
          new Conclusion(
              each.nameTried() && arrived
                  ? Confidence.CONFIRMED
                  : each.nameTried() || arrived ? Confidence.LIKELY : Confidence.POSSIBLE,
              true));
    }
    boolean request =
        visit.connected()
            && visit
                .failedRequest()
                .filter(each -> each.failedWith(FailureCode.HTTP_TIMEOUT))
                .filter(each -> each.reply().isEmpty() && each.received() == 0)
                .filter(each -> HttpSilence.heard(visit, each).orElse(true))
                .isPresent();
    return request ? Optional.of(new Conclusion(Confidence.LIKELY, false)) : Optional.empty();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    boolean tls = group.conclusion().tls();
    Draft draft =
        Draft.of(Cause.SERVER_SILENT)
            .about(land, group.visits())
            .stage(tls ? Stage.TLS : Stage.HTTP)
            .grade(group.conclusion().confidence(), Blame.SERVICE)
            .atTarget()
            .progress(tls ? "ClientHello" : "request", tls ? "ServerHello" : "response");
    for (Visit visit : group.visits()) {
      visit
          .firstFailure()
          .ifPresent(
              each ->
                  draft.subject(
                      each,
                      "no answer within "
                          + Wording.millis(each.stamp().elapsed())
                          + " on an accepted connection"));
      visit.handshakes().stream()
          .filter(each -> each.hello().variant() != Variant.NORMAL)
          .forEach(
              each ->
                  draft.subject(
                      each,
                      "a hello that differs ("
                          + each.hello().variant().name().toLowerCase(Locale.ROOT)
                          + ") is not answered either"));
      visit.connects().stream()
          .filter(Observation::worked)
          .findFirst()
          .ifPresent(each -> draft.control(each, "the connection itself is accepted"));
    }
    boolean varied =
        group.visits().stream()
            .flatMap(visit -> visit.handshakes().stream())
            .anyMatch(each -> each.hello().variant() != Variant.NORMAL);
    String to = !tls ? "request" : varied ? "ClientHello, whatever its kind" : "ClientHello";
    return draft.finish(
        draft.where() + " accepts connections and then stays silent to the " + to + ".",
        "a capture that shows whether the server acknowledges what was sent");
  }
}
