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
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mapped port changes with the destination. */
final class NatSymmetricRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.NAT_SYMMETRIC;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "From one socket, two destinations see two different ports.",
        "Different sockets, which may well have different ports; one mapping for all"
            + " (endpoint-independent translation).",
        "A third destination from the same socket.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Integer, List<UdpExchange>> bySocket = new LinkedHashMap<>();
    land.seen()
        .each(UdpExchange.class)
        .filter(each -> each.result().mapped().isPresent())
        .forEach(
            each ->
                each.stamp().flows().stream()
                    .map(flow -> flow.local().port())
                    .distinct()
                    .filter(port -> port > 0)
                    .forEach(
                        port -> bySocket.computeIfAbsent(port, k -> new ArrayList<>()).add(each)));
    for (List<UdpExchange> sameSocket : bySocket.values()) {
      List<Integer> ports =
          sameSocket.stream()
              .filter(each -> each.endpoint().isIpv4())
              .map(each -> each.result().mapped().orElseThrow().port())
              .distinct()
              .toList();
      if (ports.size() > 1) {
        return List.of(finding(land, sameSocket, ports));
      }
    }
    return List.of();
  }

  private static Finding finding(
      Landscape land, List<UdpExchange> sameSocket, List<Integer> ports) {
    List<Visit> visits =
        sameSocket.stream()
            .flatMap(each -> land.visit(each.endpoint()).stream())
            .distinct()
            .toList();
    Draft draft =
        Draft.of(Cause.NAT_SYMMETRIC)
            .about(land, visits)
            .severity(Severity.NOTE)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .detail("mappedPorts", ports);
    sameSocket.forEach(
        each ->
            draft.subject(
                each,
                each.endpoint() + " sees " + each.result().mapped().orElseThrow().hostPort()));
    return draft.finish(
        "Address translation is symmetric: one socket shows as ports "
            + Wording.some(ports.stream().map(String::valueOf).toList())
            + " to different destinations.",
        "");
  }
}
