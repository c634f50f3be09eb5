package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.Diagnosis.State;
import dev.zprobe.diagnosis.Diagnosis.TargetState;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One verdict per address and port, whatever the findings group. */
final class EndpointStates {
  /** Findings that tell a silent UDP port to be filtered. */
  private static final Set<Cause> FILTERS =
      EnumSet.of(
          Cause.PORT_DROPPED,
          Cause.ADDRESS_BLOCKED,
          Cause.HOST_FIREWALL,
          Cause.VPN_INTERFERES,
          Cause.IPV6_BROKEN);

  private static final Set<FailureCode> ALTERED =
      EnumSet.of(
          FailureCode.TLS_MALFORMED,
          FailureCode.HTTP_MALFORMED,
          FailureCode.UDP_MALFORMED,
          FailureCode.CERTIFICATE_WRONG_NAME,
          FailureCode.CERTIFICATE_UNTRUSTED);

  private static final Set<Cause> ALTERERS =
      EnumSet.of(
          Cause.TLS_INTERCEPTED,
          Cause.TCP_TERMINATED,
          Cause.SIP_ALTERED,
          Cause.CAPTIVE_PORTAL,
          Cause.BLOCK_PAGE,
          Cause.DNS_HIJACKED);

  private record Row(String target, Endpoint endpoint) {}

  private EndpointStates() {}

  static List<TargetState> of(Landscape land, List<Finding> findings) {
    Map<Row, TargetState> rows = new LinkedHashMap<>();
    Set<Endpoint> covered = new HashSet<>();
    for (Visit visit : land.visits()) {
      covered.add(visit.endpoint());
      String reason = reason(land, visit);
      State state = state(land, visit, findings);
      List<String> steps = visit.all().stream().map(Observation::id).toList();
      visit.all().stream()
          .map(Observation::target)
          .distinct()
          .forEach(
              target -> {
                Row row = new Row(target, visit.endpoint());
                // Of several names in a capture, the one that fails is the verdict.
                if (!rows.containsKey(row) || visit.fails()) {
                  rows.put(row, new TargetState(target, visit.endpoint(), state, reason, steps));
                }
              });
    }
    List<TargetState> states = new ArrayList<>(rows.values());
    for (Target target : land.seen().targets()) {
      if (target.place() instanceof Place.Listed listed) {
        states.addAll(untried(target, listed.addresses(), covered));
      }
    }
    return states;
  }

  private static List<TargetState> untried(
      Target target, List<InetAddress> addresses, Set<Endpoint> covered) {
    List<TargetState> states = new ArrayList<>();
    for (InetAddress address : addresses) {
      for (int port : target.ports()) {
        Endpoint endpoint = new Endpoint(address, port, target.transport());
        if (!covered.contains(endpoint)) {
          states.add(
              new TargetState(
                  target.id(), endpoint, State.NOT_TESTED, "nothing was sent", List.of()));
        }
      }
    }
    return states;
  }

  private static State state(Landscape land, Visit visit, List<Finding> findings) {
    if (!visit.wasTested() || (visit.fails() && land.lacksFamily(visit.endpoint()))) {
      return State.NOT_TESTED;
    }
    Optional<Failure> failure = visit.firstFailure().flatMap(Observation::failure);
    if (failure.filter(each -> ALTERED.contains(each.code())).isPresent()
        || named(findings, visit, ALTERERS)) {
      return State.ALTERED;
    }
    if (visit.connected() || visit.answered() || failure.isEmpty()) {
      return State.OPEN;
    }
    Optional<Refusal> refusal = Refusal.of(land, visit);
    if (refusal.isPresent()) {
      return switch (refusal.get().who()) {
        case TARGET, UNKNOWN -> State.CLOSED;
        case DEVICE, THIS_HOST -> State.REJECTED;
      };
    }
    return switch (failure.get().code().manner()) {
      case SILENT ->
          visit.isTcp() || named(findings, visit, FILTERS)
              ? State.FILTERED
              : FarEnd.proof(land, visit.endpoint()).isPresent() && !visit.mustAnswer()
                  ? State.OPEN
                  : State.OPEN_OR_FILTERED;
      case REJECTED -> State.REJECTED;
      case ALTERED -> State.ALTERED;
      case LOCAL -> failure.get().is(FailureCode.HOST_NO_ROUTE) ? State.NOT_TESTED : State.FILTERED;
    };
  }

  private static boolean named(List<Finding> findings, Visit visit, Set<Cause> causes) {
    return findings.stream()
        .filter(finding -> causes.contains(finding.cause()))
        .map(Finding::scope)
        .anyMatch(
            scope ->
                scope.addresses().contains(visit.endpoint().address())
                    && scope.ports().contains(visit.endpoint().port())
                    && scope
                        .transport()
                        .filter(each -> each != visit.endpoint().transport())
                        .isEmpty());
  }

  private static String far(Landscape land, Visit visit) {
    return Ladders.passing(land, visit.endpoint())
        .map(reading -> "; it passes every hop that can be seen, up to hop " + reading.lastRouter())
        .orElse("");
  }

  private static String reason(Landscape land, Visit visit) {
    if (!visit.wasTested()) {
      return FailureCode.NOT_TESTED.meaning();
    }
    Optional<Observation> failed = visit.firstFailure();
    if (failed.isPresent() && land.lacksFamily(visit.endpoint())) {
      return "this host has no address of this family";
    }
    if (failed.isEmpty()) {
      if (!visit.patchyHandshakes().isEmpty()) {
        return "some TLS handshakes fail, others work";
      }
      return visit.isTcp() ? "everything that was tried works" : "it answers";
    }
    Failure failure = failed.get().failure().orElseThrow();
    if (visit.silentUdp() && !visit.mustAnswer() && Refusal.of(land, visit).isEmpty()) {
      if (FarEnd.proof(land, visit.endpoint()).isPresent()) {
        return "silent, as it may be; the far end answers on this port both ways";
      }
    }
    String detail = failure.detail().isEmpty() ? "" : " (" + failure.detail() + ")";
    String prefix = visit.connected() ? "accepts connections; " : "";
    String who =
        Refusal.of(land, visit).map(each -> ": " + each.how() + ", " + each.reason()).orElse("");
    return prefix + failure.code().meaning() + detail + who + far(land, visit);
  }
}
