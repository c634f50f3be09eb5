package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A router says that it cannot go on. */
final class NetworkUnreachableRule implements Rule {
  private record Conclusion(Optional<InetAddress> reporter, String text, Confidence confidence) {}

  @Override
  public Cause cause() {
    return Cause.NETWORK_UNREACHABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A router answers with net or host unreachable, at once, and nothing at the address"
            + " answers.",
        "Host unreachable after about three seconds, from the last router (server-down); an error"
            + " of this machine (host-route-blocked, gateway-unreachable); prohibited, or a single"
            + " port of a live address (port-rejected).",
        "The routing table of the router that reports it.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Unreachable> lost = new LinkedHashMap<>();
    Map<InetAddress, Unreachable> down = new HashMap<>();
    for (Visit visit : land.service().toList()) {
      Unreachable report = Unreachable.of(land, visit);
      if (report.isServerDown()) {
        down.put(visit.endpoint().address(), report);
      } else if (report.isPresent() && !report.isLoop()) {
        lost.put(visit, report);
      }
    }
    // What comes while the router still asks for the host is told sooner than what made it ask.
    lost.entrySet()
        .removeIf(
            each ->
                Optional.ofNullable(down.get(each.getKey().endpoint().address()))
                    .filter(asked -> asked.error().equals(each.getValue().error()))
                    .isPresent());
    Set<InetAddress> reported = new HashSet<>();
    lost.keySet().forEach(visit -> reported.add(visit.endpoint().address()));
    addUnreported(land, lost);
    List<Finding> findings = new ArrayList<>();
    // It is the address that cannot be reached, with every port of it: one finding for each router.
    Map<Conclusion, List<Visit>> byRouter = new LinkedHashMap<>();
    lost.forEach(
        (visit, report) ->
            byRouter
                .computeIfAbsent(
                    conclude(report, reported.contains(visit.endpoint().address())),
                    key -> new ArrayList<>())
                .add(visit));
    byRouter.forEach((how, visits) -> findings.add(finding(land, new Group<>(how, visits), lost)));
    return findings;
  }

  /** Of an address that no report names, what its neighbours' reports say is an inference. */
  private static Conclusion conclude(Unreachable report, boolean named) {
    Optional<InetAddress> reporter = report.error().map(IcmpError::offender);
    Confidence confidence = named ? Confidence.CONFIRMED : Confidence.LIKELY;
    return new Conclusion(
        reporter, report.text(), reporter.isPresent() ? confidence : Confidence.POSSIBLE);
  }

  /**
   * Routers limit such errors by the second, so that of many packets few are reported (RFC 1812,
   * 4.3.2.8): what stays silent in the same network shares the report, unless somebody there is
   * alive.
   */
  private static void addUnreported(Landscape land, Map<Visit, Unreachable> lost) {
    List<Visit> reported = List.copyOf(lost.keySet());
    for (Visit silent : land.service().filter(Visit::isSilent).toList()) {
      reported.stream()
          .filter(visit -> isShared(land, visit, lost.get(visit), silent))
          .filter(visit -> isDead(land, visit.endpoint().address()))
          .findFirst()
          .ifPresent(visit -> lost.putIfAbsent(silent, lost.get(visit)));
    }
  }

  private static boolean isShared(Landscape land, Visit visit, Unreachable report, Visit silent) {
    InetAddress address = visit.endpoint().address();
    InetAddress other = silent.endpoint().address();
    return address.equals(other)
        || AddressRange.around(address).contains(other)
            && report
                .error()
                .filter(error -> Unreachable.isOfNetwork(land, visit, error))
                .isPresent();
  }

  private static boolean isDead(Landscape land, InetAddress address) {
    AddressRange network = AddressRange.around(address);
    return land.alive(
            land.visits().stream().filter(each -> network.contains(each.endpoint().address())))
        .isEmpty();
  }

  private static String said(Visit visit, Unreachable report) {
    return visit.isSilent()
        ? "no answer, beside others in its network that are reported"
        : report.text();
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, Unreachable> lost) {
    Optional<InetAddress> reporter = group.conclusion().reporter();
    Draft draft =
        Draft.of(Cause.NETWORK_UNREACHABLE)
            .about(land, group.visits())
            .stage(Stage.PATH)
            .grade(group.conclusion().confidence(), Blame.NETWORK)
            .location(reporter.map(by -> Ladders.of(land, by)).orElse(Location.unknown()))
            .progress(
                group.first().isTcp() ? "SYN" : "client datagram",
                group.first().isTcp() ? "SYN-ACK" : "any answer");
    reporter.ifPresent(by -> draft.detail("reportedBy", Addresses.text(by)));
    for (Visit visit : group.visits()) {
      Optional<Observation> own = visit.isSilent() ? visit.firstFailure() : lost.get(visit).step();
      own.ifPresent(step -> draft.subject(step, said(visit, lost.get(visit))));
    }
    land.alive(land.visits().stream())
        .ifPresent(alive -> draft.control(alive, Wording.place(alive) + " answers"));
    return draft.finish(
        draft.where()
            + " is unreachable: "
            + reporter
                .map(by -> "router " + Addresses.text(by) + " says so")
                .orElse("a router says so")
            + " ("
            + group.conclusion().text()
            + ").",
        "a capture, which names the router");
  }
}
