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
import dev.zprobe.diagnosis.PathVerdict;
import dev.zprobe.diagnosis.ResetOrigin.Sender;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.PathLadder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The hello dies because of the name in it. */
final class SniBlockedRule implements Rule {
  private record Conclusion(HelloExperiment.Ending ending, Sender origin, Location location) {}

  @Override
  public Cause cause() {
    return Cause.SNI_BLOCKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The ClientHello with the service name draws silence, RST or FIN, bytes that are not TLS,"
            + " or an alert from nearer than the target, and at the same address and port a hello"
            + " that differs only in the name is answered.",
        "Every name dies (tls-reset, server-silent, server-protocol-error); only large hellos die"
            + " (mtu-black-hole); the same hello passes when repeated; an alert of the target's"
            + " own, which is an answer (tls-incompatible).",
        "A TTL ladder of the ClientHello with the service name against another name.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, HelloExperiment> blocked = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      HelloExperiment.of(land, visit)
          .filter(each -> each.ending() != HelloExperiment.Ending.OTHER)
          .filter(each -> !each.afterServerHello() && each.otherName().isPresent())
          // The server did answer, and its large segments are lost: a later hello may do better
          // because this host has learned the path's size meanwhile.
          .filter(each -> each.ending() != HelloExperiment.Ending.SILENCE || !each.hasHole())
          .ifPresent(each -> blocked.put(visit, each));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(List.copyOf(blocked.keySet()), visit -> conclude(land, blocked.get(visit)))) {
      findings.add(finding(land, group, blocked));
    }
    PathVerdict.of(land).stream()
        .filter(verdict -> isOfName(land, verdict))
        .forEach(verdict -> findings.add(ofLadder(verdict)));
    return findings;
  }

  /** A captured ladder, whose packets are no handshakes, against one with another name. */
  private static boolean isOfName(Landscape land, PathVerdict verdict) {
    PathLadder test = verdict.test();
    return test.payload().stage() == PathLadder.Stage.CLIENT_HELLO
        && verdict.dies()
        && verdict.location().kind() == Location.Kind.HOPS
        && verdict
            .control()
            .filter(other -> other.payload().stage() == test.payload().stage())
            .filter(other -> other.endpoint().equals(test.endpoint()))
            .isPresent()
        && land.at(test.endpoint().address()).stream().allMatch(at -> at.handshakes().isEmpty());
  }

  private static Finding ofLadder(PathVerdict verdict) {
    PathLadder test = verdict.test();
    Endpoint place = test.endpoint();
    Draft draft =
        Draft.of(Cause.SNI_BLOCKED)
            .scope(
                new Scope(
                    Optional.of(place.transport()),
                    List.of(place.port()),
                    List.of(place.address()),
                    List.of()))
            .severity(Severity.DEGRADING)
            .grade(verdict.confidence(), Blame.NETWORK)
            .location(verdict.location())
            .progress("ClientHello", "ServerHello")
            .detail("manner", manner(verdict).text());
    draft.subject(test, verdict.statement());
    verdict
        .control()
        .ifPresent(other -> draft.control(other, other.payload().description() + " gets further"));
    return draft.finish(
        "The "
            + test.payload().description()
            + " at "
            + draft.where()
            + " "
            + verdict.statement()
            + ".",
        "");
  }

  private static HelloExperiment.Ending manner(PathVerdict verdict) {
    return switch (verdict.outcome()) {
      case RESET -> HelloExperiment.Ending.RESET;
      case CLOSED -> HelloExperiment.Ending.CLOSE;
      case DROPPED -> HelloExperiment.Ending.SILENCE;
      case ARRIVES, PASSES, REJECTED, UNKNOWN, NOT_TESTED -> HelloExperiment.Ending.OTHER;
    };
  }

  /** Where much is lost, silence of some hellos and answers to others may be chance. */
  private static Confidence confidence(Landscape land, Conclusion how) {
    return how.ending() == HelloExperiment.Ending.SILENCE && land.losses().isSignificant()
        ? Confidence.LIKELY
        : Confidence.CONFIRMED;
  }

  private static Conclusion conclude(Landscape land, HelloExperiment each) {
    return new Conclusion(each.ending(), each.origin().sender(), each.fate(land));
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, HelloExperiment> blocked) {
    Conclusion how = group.conclusion();
    HelloExperiment first = blocked.get(group.first());
    Location location =
        HelloExperiment.location(land, group.visits().stream().map(blocked::get).toList());
    boolean server = location.kind() == Location.Kind.TARGET;
    Draft draft =
        Draft.of(Cause.SNI_BLOCKED)
            .about(land, group.visits())
            .grade(confidence(land, how), server ? Blame.SERVICE : Blame.NETWORK)
            .location(location)
            .progress("ClientHello", "ServerHello")
            .detail("manner", how.ending().text());
    if (how.ending() != HelloExperiment.Ending.SILENCE) {
      draft.detail("resetOrigin", how.origin().name().toLowerCase(Locale.ROOT));
      draft.detail("resetScore", first.origin().score());
      draft.detail("resetSigns", first.origin().signs());
    }
    for (Visit visit : group.visits()) {
      HelloExperiment each = blocked.get(visit);
      draft.subject(
          each.subject(),
          "ClientHello with the name "
              + each.subject().hello().serverName()
              + " draws "
              + each.ending().text()
              + (how.ending() == HelloExperiment.Ending.SILENCE
                  ? ""
                  : "; sent by " + each.origin().text()));
      each.otherName().ifPresent(other -> draft.control(other, HelloExperiment.answer(other)));
      each.repeat().ifPresent(again -> draft.subject(again, "the same hello again dies as well"));
    }
    String place = Wording.where(location);
    return draft.finish(
        "The TLS ClientHello naming "
            + Wording.some(
                group.visits().stream()
                    .map(visit -> blocked.get(visit).subject().hello().serverName())
                    .toList())
            + " draws "
            + how.ending().text()
            + " at "
            + draft.where()
            + (place.isEmpty() ? "" : ", " + place)
            + ": ServerHello never comes, while the same hello with another name is answered.",
        "the same two hellos again, several times, when nothing else is lost");
  }
}
