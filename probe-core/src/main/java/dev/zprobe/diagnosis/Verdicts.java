package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.Diagnosis.Error104103;
import dev.zprobe.diagnosis.Diagnosis.Filed;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.diagnosis.Diagnosis.Verdict;
import dev.zprobe.net.Target;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.SourcePortTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The one sentence, and what the run amounts to. */
final class Verdicts {
  /** Causes that make a call worse without keeping a handshake from its end. */
  private static final Set<Cause> NO_HANDSHAKE_LOST =
      EnumSet.of(
          Cause.DNS_DEGRADED,
          Cause.TIME_SOURCE_BAD,
          Cause.CLOCK_UNVERIFIABLE,
          Cause.LOW_BANDWIDTH,
          Cause.UDP_UNPROVEN,
          Cause.NAT_SYMMETRIC,
          Cause.ICMP_FILTERED);

  private Verdicts() {}

  static Verdict of(Landscape land, List<Filed> filed) {
    List<Finding> counting =
        filed.stream()
            .filter(each -> each.explainedBy().isEmpty())
            .map(Filed::finding)
            .filter(finding -> finding.judgement().severity() != Severity.NOTE)
            .toList();
    Status status = status(land, counting);
    Optional<Blame> blame =
        switch (status) {
          case HEALTHY -> Optional.empty();
          case INCONCLUSIVE -> Optional.of(Blame.UNKNOWN);
          case DEGRADED, BLOCKED -> Optional.of(counting.get(0).judgement().blame());
        };
    return new Verdict(
        status, summary(land, status, counting), blame, error(land, status, counting));
  }

  private static Status status(Landscape land, List<Finding> counting) {
    if (counting.stream().anyMatch(each -> each.judgement().severity() == Severity.BLOCKING)) {
      return Status.BLOCKED;
    }
    if (!testedAnything(land, counting) || !unexplained(land, counting).isEmpty()) {
      return Status.INCONCLUSIVE;
    }
    return counting.isEmpty() ? Status.HEALTHY : Status.DEGRADED;
  }

  /** Something of the service was tried to an end, or nothing of it was asked for. */
  private static boolean testedAnything(Landscape land, List<Finding> counting) {
    boolean wanted = land.seen().targets().stream().anyMatch(target -> !target.isControl());
    boolean tested = land.service().anyMatch(Visit::wasTested);
    // That this clock is right says nothing of the service.
    boolean other = land.seen().all().stream().anyMatch(each -> !(each instanceof ClockQuery));
    return tested || !wanted && (other || !counting.isEmpty());
  }

  /** Required endpoints that fail, or were never reached, without any finding about them. */
  private static List<String> unexplained(Landscape land, List<Finding> counting) {
    List<String> failing =
        land.service()
            .filter(visit -> visit.required() && visit.fails() && !hasNoFamily(land, visit))
            .filter(visit -> counting.stream().noneMatch(each -> concerns(each, visit)))
            .map(visit -> visit.endpoint().toString())
            .toList();
    if (!failing.isEmpty()) {
      return failing;
    }
    if (counting.isEmpty() && land.service().noneMatch(Visit::works)) {
      List<String> only = failing(land);
      if (!only.isEmpty()) {
        return only;
      }
    }
    return land.seen().targets().stream()
        .filter(target -> !target.isControl() && target.promise().required())
        .filter(
            target ->
                land.service()
                    .noneMatch(visit -> visit.targets().contains(target) && visit.wasTested()))
        .filter(target -> counting.stream().noneMatch(each -> concerns(each, target)))
        .map(target -> target.host().orElse(target.id()))
        .toList();
  }

  /** A host without IPv6 misses nothing as long as the target works over IPv4, and vice versa. */
  private static boolean hasNoFamily(Landscape land, Visit visit) {
    return visit.hasNoRoute()
        && land.service()
            .filter(other -> other.endpoint().port() == visit.endpoint().port())
            .filter(other -> other.targets().stream().anyMatch(visit.targets()::contains))
            .anyMatch(other -> other.endpoint().isIpv4() != visit.endpoint().isIpv4());
  }

  private static boolean concerns(Finding finding, Visit visit) {
    return finding.cause().isGlobal()
        || finding.cause() == Cause.CLOCK_SKEWED
        || finding.scope().addresses().contains(visit.endpoint().address());
  }

  private static boolean concerns(Finding finding, Target target) {
    return finding.cause().isGlobal()
        || target.host().filter(finding.scope().names()::contains).isPresent();
  }

  private static String summary(Landscape land, Status status, List<Finding> counting) {
    return switch (status) {
      case HEALTHY -> healthy(land);
      case INCONCLUSIVE -> inconclusive(land, counting);
      case DEGRADED, BLOCKED -> {
        String first = counting.get(0).account().summary();
        String others =
            counting.size() == 1
                ? ""
                : " Also found: "
                    + Wording.some(
                        counting.stream().skip(1).map(each -> each.cause().id()).toList())
                    + ".";
        yield first + others + stillWorks(land);
      }
    };
  }

  private static String healthy(Landscape land) {
    long working = land.service().filter(Visit::works).count();
    long silent = land.service().filter(visit -> visit.silentUdp() && !visit.mustAnswer()).count();
    List<String> spared = failing(land);
    return (spared.isEmpty() ? "No handshake with" : "Nothing that is needed of")
        + " the service fails: "
        + working
        + " endpoints answer"
        + (spared.isEmpty()
            ? ""
            : ", and at " + Wording.some(spared) + " fails what it can do without")
        + (silent == 0 ? "." : ", " + silent + " UDP ports may be silent and are.");
  }

  /** Where something fails, needed or not. */
  private static List<String> failing(Landscape land) {
    return land.service().filter(Visit::fails).map(each -> each.endpoint().toString()).toList();
  }

  private static String inconclusive(Landscape land, List<Finding> counting) {
    List<String> open = unexplained(land, counting);
    if (open.isEmpty()) {
      return "Nothing of the service could be tested, so nothing can be said about it. A run, or a"
          + " capture in which its client tries to connect, would decide.";
    }
    if (failing(land).isEmpty()) {
      return Wording.some(open)
          + (open.size() == 1 ? " was" : " were")
          + " not tested to an end. "
          + (isRun(land)
              ? "A run with a longer time limit would decide."
              : "A run, or a capture of a whole handshake there, would decide.");
    }
    return "No judgement is possible for "
        + Wording.some(open)
        + ": what was seen fits no single cause. A trace to it alone would decide.";
  }

  /** Time limits end runs only; of captures alone nothing is known of a host. */
  private static boolean isRun(Landscape land) {
    return land.host().isPresent()
        || land.seen().all().stream().anyMatch(each -> each.failedWith(FailureCode.NOT_TESTED));
  }

  private static String stillWorks(Landscape land) {
    List<Visit> working = land.service().filter(Visit::works).toList();
    if (working.isEmpty()) {
      return "";
    }
    List<String> services =
        working.stream()
            .flatMap(visit -> visit.targets().stream())
            .filter(target -> !target.isControl())
            .map(Target::id)
            .distinct()
            .toList();
    String what = services.isEmpty() ? "" : " (" + Wording.some(services) + ")";
    long all = land.service().filter(Visit::wasTested).count();
    return " " + working.size() + " of " + all + " endpoints work" + what + ".";
  }

  private static Error104103 error(Landscape land, Status status, List<Finding> counting) {
    boolean lost =
        land.service().anyMatch(visit -> visit.fails() && !hasNoFamily(land, visit))
            || land.service().anyMatch(visit -> !visit.patchyHandshakes().isEmpty())
            || land.service().anyMatch(visit -> isSplit(land, visit))
            || namesLost(land);
    boolean explains =
        counting.stream().anyMatch(each -> !NO_HANDSHAKE_LOST.contains(each.cause()));
    if (explains && (lost || status == Status.BLOCKED)) {
      return Error104103.EXPLAINED;
    }
    return lost || status == Status.INCONCLUSIVE
        ? Error104103.NOT_EXPLAINED
        : Error104103.NOT_REPRODUCED;
  }

  /** It works from some source ports: a client meets the others, too. */
  private static boolean isSplit(Landscape land, Visit visit) {
    return land.seen().sourcePorts(visit.endpoint()).anyMatch(SourcePortTest::isSplit);
  }

  /** A name of the service that no configured resolver gives an address for. */
  private static boolean namesLost(Landscape land) {
    Map<String, Boolean> resolved = new TreeMap<>();
    land.seen()
        .each(DnsLookup.class)
        .filter(each -> each.server().role() == DnsLookup.Role.SYSTEM)
        .filter(each -> each.question().purpose() == DnsLookup.Purpose.SERVICE)
        .filter(each -> isOurs(land, each.question().name()))
        .forEach(
            each ->
                resolved.merge(
                    each.question().name(),
                    !each.answer().addresses().isEmpty(),
                    Boolean::logicalOr));
    return resolved.containsValue(false);
  }

  private static boolean isOurs(Landscape land, String name) {
    return land.seen().targets().stream()
        .anyMatch(target -> !target.isControl() && target.host().filter(name::equals).isPresent());
  }
}
