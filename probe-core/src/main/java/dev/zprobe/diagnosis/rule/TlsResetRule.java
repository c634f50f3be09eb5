package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.ResetOrigin.Sender;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The handshake is reset or dropped, whatever the name, or after it had begun. */
final class TlsResetRule implements Rule {
  private record Conclusion(
      String after,
      HelloExperiment.Ending ending,
      Sender origin,
      Confidence confidence,
      Location fate) {}

  @Override
  public Cause cause() {
    return Cause.TLS_RESET;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "RST in answer to a ClientHello with any name, or RST after the ServerHello; or frames that"
            + " vanish from then on: the hello is repeated and never acknowledged.",
        "Only one name is reset (sni-blocked); only large hellos vanish (mtu-black-hole); an"
            + " acknowledged hello that stays without an answer (server-silent); FIN"
            + " (server-protocol-error).",
        "A TTL ladder of the ClientHello.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> reset = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      HelloExperiment.of(land, visit)
          .flatMap(each -> conclude(land, visit, each))
          .ifPresent(how -> reset.put(visit, how));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(reset.keySet()), reset::get)) {
      findings.add(finding(land, group));
    }
    findings.addAll(new PatchyHellos(land, cause(), TlsResetRule::isLost).findings());
    return findings;
  }

  private static boolean isLost(HelloExperiment each) {
    return each.ending() == HelloExperiment.Ending.RESET
        || (each.ending() == HelloExperiment.Ending.SILENCE
            && !each.begun()
            && each.helloArrived().filter(arrived -> !arrived).isPresent());
  }

  private static Optional<Conclusion> conclude(Landscape land, Visit visit, HelloExperiment each) {
    String after = each.begun() ? ServerWords.last(each.subject()) : "ClientHello";
    boolean reset = each.ending() == HelloExperiment.Ending.RESET;
    boolean dropped =
        each.ending() == HelloExperiment.Ending.SILENCE
            && (each.begun()
                ? each.cutOff() || !visit.isTcp()
                : each.helloArrived().filter(arrived -> !arrived).isPresent());
    boolean otherwiseAnswered = !each.begun() && each.anyAnswered().isPresent();
    if (otherwiseAnswered && reset && each.otherName().isEmpty()) {
      return Optional.of(
          new Conclusion(
              after, each.ending(), each.origin().sender(), Confidence.LIKELY, each.fate(land)));
    }
    if ((!reset && !dropped) || otherwiseAnswered) {
      return Optional.empty();
    }
    if (dropped && !visit.isTcp()) {
      // Without acknowledgments, a server that hangs looks the same.
      return Optional.of(
          new Conclusion(
              after, each.ending(), each.origin().sender(), Confidence.POSSIBLE, each.fate(land)));
    }
    Confidence confidence =
        each.begun() || (each.nameTried() && !isRemembered(visit))
            ? (reset ? Confidence.CONFIRMED : Confidence.LIKELY)
            : Confidence.POSSIBLE;
    return Optional.of(
        new Conclusion(after, each.ending(), each.origin().sender(), confidence, each.fate(land)));
  }

  /**
   * Connections fail as well where one was accepted: a filter that also drops what follows a name
   * spoils the hellos with other names, so that they do not speak against it.
   */
  private static boolean isRemembered(Visit visit) {
    return visit.connects().stream()
        .anyMatch(each -> !each.worked() && !each.failedWith(FailureCode.NOT_TESTED));
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    boolean hello = how.after().equals("ClientHello");
    Location location =
        HelloExperiment.location(
            land,
            group.visits().stream()
                .flatMap(visit -> HelloExperiment.of(land, visit).stream())
                .toList());
    boolean hangs = !group.first().isTcp() && how.ending() == HelloExperiment.Ending.SILENCE;
    boolean server = location.kind() == Location.Kind.TARGET;
    Blame blame = hangs ? Blame.UNKNOWN : server ? Blame.SERVICE : Blame.NETWORK;
    Draft draft =
        Draft.of(Cause.TLS_RESET)
            .about(land, group.visits())
            .grade(how.confidence(), blame)
            .location(location)
            .progress(how.after(), how.after().equals("ServerHello") ? "Finished" : "ServerHello")
            .detail("after", how.after())
            .detail("manner", how.ending().text())
            .detail("resetOrigin", how.origin().name().toLowerCase(Locale.ROOT));
    for (Visit visit : group.visits()) {
      HelloExperiment each = HelloExperiment.of(land, visit).orElseThrow();
      draft.subject(
          each.subject(),
          how.ending().text()
              + " after "
              + how.after()
              + (how.ending() == HelloExperiment.Ending.RESET
                  ? "; sent by " + each.origin().text()
                  : ""));
      each.controls().stream()
          .filter(other -> !other.answered())
          .limit(3)
          .forEach(other -> draft.subject(other, variant(other) + " dies as well"));
      each.anyAnswered().ifPresent(other -> draft.control(other, variant(other) + " is answered"));
      visit.connects().stream()
          .filter(Observation::worked)
          .findFirst()
          .ifPresent(connect -> draft.control(connect, "the connection itself is accepted"));
    }
    return draft.finish(
        "The TLS handshake at "
            + draft.where()
            + (hangs
                ? " gets no further answer"
                : how.ending() == HelloExperiment.Ending.RESET ? " is reset" : " is dropped")
            + " after "
            + how.after()
            + (hello ? names(how.confidence()) : "")
            + answered(land, group)
            + ".",
        hello && how.confidence() == Confidence.POSSIBLE
            ? "a hello with another name some minutes later"
            : "a TTL ladder of the ClientHello");
  }

  private static String names(Confidence confidence) {
    return confidence == Confidence.POSSIBLE
        ? "; whether the name matters could not be tried"
        : ", whatever the name";
  }

  private static String variant(TlsHandshake other) {
    String which = other.hello().variant().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "a hello that differs (" + which + ")";
  }

  /** What passes is where a client, or the device's owner, can begin. */
  private static String answered(Landscape land, Group<Conclusion> group) {
    List<String> passing =
        group.visits().stream()
            .flatMap(visit -> HelloExperiment.of(land, visit).stream())
            .flatMap(each -> each.anyAnswered().stream())
            .map(TlsResetRule::variant)
            .distinct()
            .toList();
    return passing.isEmpty() ? "" : ", while " + Wording.some(passing) + " is answered";
  }
}
