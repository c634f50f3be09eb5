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
import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.TlsHandshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Somebody nearer than the target accepts the connection, and nothing reaches the target. */
final class TcpTerminatedRule implements Rule {
  /**
   * @param own whether packets of the address itself show it
   */
  private record Conclusion(int routers, boolean own) {}

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
    Map<Visit, Conclusion> nearer = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      if (visit.connected() && isUnanswered(visit) && !isProxy(land, visit)) {
        nearer(land, visit).ifPresent(by -> nearer.put(visit, by));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(nearer.keySet()), nearer::get)) {
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

  /** It was asked for connections to other places: its distance is its own. */
  private static boolean isProxy(Landscape land, Visit visit) {
    return land.seen()
        .each(ProxyConnect.class)
        .anyMatch(each -> each.proxy().equals(visit.endpoint().hostPort()));
  }

  /** Routers that its SYN-ACK passed less than other packets of the address or its neighbours. */
  private static Optional<Conclusion> nearer(Landscape land, Visit visit) {
    OptionalInt here = Peer.of(List.of(visit)).distance();
    OptionalInt there =
        Peer.of(
                land.at(visit.endpoint().address()).stream()
                    .filter(other -> !other.equals(visit) && !isUnanswered(other))
                    .toList())
            .distance();
    OptionalInt usual = there.isPresent() ? there : beside(land, visit);
    if (here.isEmpty() || usual.isEmpty() || usual.getAsInt() <= here.getAsInt()) {
      return Optional.empty();
    }
    return Optional.of(new Conclusion(usual.getAsInt() - here.getAsInt(), there.isPresent()));
  }

  /**
   * The distance of addresses in its network that answer, where they are all equally far. A service
   * has places in many networks, and each is at its own distance.
   */
  private static OptionalInt beside(Landscape land, Visit visit) {
    AddressRange network = AddressRange.around(visit.endpoint().address());
    List<Integer> distances =
        land.service()
            .filter(other -> network.contains(other.endpoint().address()))
            .filter(other -> !isUnanswered(other))
            .flatMap(other -> Peer.of(List.of(other)).distance().stream().boxed())
            .distinct()
            .limit(2)
            .toList();
    return distances.size() == 1 ? OptionalInt.of(distances.get(0)) : OptionalInt.empty();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    boolean own = group.conclusion().own();
    Draft draft =
        Draft.of(Cause.TCP_TERMINATED)
            .about(land, group.visits())
            .grade(own ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.NETWORK)
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
                          + group.conclusion().routers()
                          + " router(s) less than other packets of "
                          + (own ? "the address" : "its network")));
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
            + group.conclusion().routers()
            + " router(s) before the target; nothing reaches the target.",
        "");
  }
}
