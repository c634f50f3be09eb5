package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Peer;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Somebody nearer than the target accepts the connection, and nothing reaches the target. */
final class TcpTerminatedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.TCP_TERMINATED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The SYN-ACK passed fewer routers than other packets of the same address, or came in less"
            + " than half their time, and what follows it is never answered by the service.",
        "A server that accepts and is silent itself (server-silent), whose SYN-ACK comes from as"
            + " far as its other packets; a box that passes the conversation on (tls-intercepted).",
        "A TTL ladder of the SYN: at which hop it is accepted.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Integer> nearer = new LinkedHashMap<>();
    Siblings siblings = new Siblings(usual(land, true), usual(land, false));
    for (Visit visit : land.service(Transport.TCP)) {
      if (visit.connected() && isUnanswered(visit)) {
        nearer(land, visit, siblings).ifPresent(by -> nearer.put(visit, by));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Integer> group : Groups.of(List.copyOf(nearer.keySet()), nearer::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  /** The connection stands, and nothing of the service's own protocol ever came. */
  private static boolean isUnanswered(Visit visit) {
    boolean hello =
        visit.failedHandshake().filter(each -> !each.answered()).isPresent()
            && visit.handshakes().stream().noneMatch(TlsHandshake::answered);
    boolean request =
        visit.handshakes().isEmpty()
            && visit.failedRequest().filter(each -> each.reply().isEmpty()).isPresent();
    return hello || request;
  }

  /** Routers that its SYN-ACK passed less than the address's packets on other ports. */
  private static Optional<Integer> nearer(Landscape land, Visit visit, Siblings siblings) {
    OptionalInt here = Peer.of(List.of(visit)).distance();
    OptionalInt there =
        Peer.of(
                land.at(visit.endpoint().address()).stream()
                    .filter(other -> !other.equals(visit) && !isUnanswered(other))
                    .toList())
            .distance();
    OptionalInt usual = there.isPresent() ? there : siblings.of(visit);
    if (here.isEmpty() || usual.isEmpty() || usual.getAsInt() <= here.getAsInt()) {
      return Optional.empty();
    }
    return Optional.of(usual.getAsInt() - here.getAsInt());
  }

  /** The distance of the service's addresses that answer, where they are all equally far. */
  private static OptionalInt usual(Landscape land, boolean ipv4) {
    List<Integer> distances =
        land.service()
            .filter(other -> other.endpoint().isIpv4() == ipv4)
            .filter(other -> !isUnanswered(other))
            .flatMap(other -> Peer.of(List.of(other)).distance().stream().boxed())
            .distinct()
            .limit(2)
            .toList();
    return distances.size() == 1 ? OptionalInt.of(distances.get(0)) : OptionalInt.empty();
  }

  /** Per address family. */
  private record Siblings(OptionalInt ipv4, OptionalInt ipv6) {
    OptionalInt of(Visit visit) {
      return visit.endpoint().isIpv4() ? ipv4 : ipv6;
    }
  }

  private static Finding finding(Landscape land, Group<Integer> group) {
    Draft draft =
        Draft.of(Cause.TCP_TERMINATED)
            .about(land, group.visits())
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .progress("SYN-ACK", "an answer of the target");
    for (Visit visit : group.visits()) {
      visit.connects().stream()
          .filter(Observation::worked)
          .findFirst()
          .ifPresent(
              each ->
                  draft.subject(
                      each,
                      "the SYN-ACK passed "
                          + group.conclusion()
                          + " router(s) less than other packets of the address"));
      visit.firstFailure().ifPresent(step -> draft.subject(step, "then nothing comes"));
      land.at(visit.endpoint().address()).stream()
          .filter(other -> !isUnanswered(other))
          .flatMap(other -> other.all().stream())
          .filter(step -> step.worked() && !step.trace().framesIn().isEmpty())
          .findFirst()
          .ifPresent(step -> draft.control(step, "packets of the address itself"));
    }
    return draft.finish(
        draft.where()
            + " is accepted by a device "
            + group.conclusion()
            + " router(s) before the target; nothing reaches the target.",
        "");
  }
}
