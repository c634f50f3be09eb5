package dev.zprobe.diagnosis;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Applies {@link Cause#explains} to the findings of one run. */
final class Precedence {
  private Precedence() {}

  /** For each finding the index of the one that it follows from, as far as there is one. */
  static List<Optional<Integer>> of(List<Finding> findings) {
    List<Optional<Integer>> explained = new ArrayList<>();
    for (Finding follower : findings) {
      Optional<Integer> first = Optional.empty();
      for (int index = 0; index < findings.size() && first.isEmpty(); index++) {
        if (explains(findings.get(index), follower)) {
          first = Optional.of(index);
        }
      }
      explained.add(first.or(() -> together(findings, follower)));
    }
    return explained;
  }

  /** A note never explains anything: it says what is not known. */
  private static boolean explains(Finding reason, Finding follower) {
    return mayExplain(reason, follower) && (reason.cause().isGlobal() || within(reason, follower));
  }

  private static boolean mayExplain(Finding reason, Finding follower) {
    return reason.cause() != follower.cause()
        && reason.judgement().severity() != Severity.NOTE
        && reason.cause().explains().contains(follower.cause())
        && !(reason.cause() == Cause.LOW_BANDWIDTH && isActed(follower));
  }

  /** Somebody sent something to end it: no queue does that. */
  private static boolean isActed(Finding follower) {
    return !"silence".equals(follower.detail().getOrDefault("manner", "silence"));
  }

  /** Of one cause there may be several findings, each for a part of what follows. */
  private static Optional<Integer> together(List<Finding> findings, Finding follower) {
    Set<Cause> causes =
        findings.stream().map(Finding::cause).collect(Collectors.toCollection(LinkedHashSet::new));
    for (Cause cause : causes) {
      List<Finding> reasons =
          findings.stream()
              .filter(each -> each.cause() == cause && mayExplain(each, follower))
              .toList();
      boolean all =
          !reasons.isEmpty()
              && !follower.scope().addresses().isEmpty()
              && each(follower.scope(), Precedence::addressOf, reasons)
              && each(follower.scope(), Scope::ports, reasons);
      if (all) {
        return Optional.of(findings.indexOf(reasons.get(0)));
      }
    }
    return Optional.empty();
  }

  /**
   * A scope says which ports and which addresses, not which port of which address: so each of
   * either must be explained with one of the other.
   */
  private static boolean each(Scope follower, Function<Scope, ?> by, List<Finding> reasons) {
    Map<Object, Boolean> explained = new LinkedHashMap<>();
    for (Scope part : parts(follower)) {
      boolean covered = reasons.stream().anyMatch(reason -> covers(reason.scope(), part));
      explained.merge(by.apply(part), covered, Boolean::logicalOr);
    }
    return explained.values().stream().allMatch(covered -> covered);
  }

  private static InetAddress addressOf(Scope part) {
    return part.addresses().get(0);
  }

  private static List<Scope> parts(Scope scope) {
    return scope.addresses().stream()
        .flatMap(
            address ->
                scope.ports().isEmpty()
                    ? Stream.of(part(scope, List.of(), address))
                    : scope.ports().stream().map(port -> part(scope, List.of(port), address)))
        .toList();
  }

  private static Scope part(Scope scope, List<Integer> ports, InetAddress address) {
    return new Scope(scope.transport(), ports, List.of(address), scope.names());
  }

  private static boolean within(Finding reason, Finding follower) {
    boolean bothDns = reason.cause().stage() == Stage.DNS && follower.cause().stage() == Stage.DNS;
    // What looks for a name in hellos finds it in plain requests as well, on other ports.
    boolean bothRead =
        reason.cause() == Cause.SNI_BLOCKED && follower.judgement().stage() == Stage.HTTP;
    return bothDns || bothRead
        ? !follower.scope().names().isEmpty()
            && reason.scope().names().containsAll(follower.scope().names())
        : covers(reason.scope(), follower.scope());
  }

  /** True when the follower lies within the reason's scope, as far as both are bounded. */
  static boolean covers(Scope reason, Scope follower) {
    boolean sameTransport =
        reason.transport().isEmpty()
            || follower.transport().isEmpty()
            || reason.transport().equals(follower.transport());
    boolean ports = reason.ports().isEmpty() || reason.ports().containsAll(follower.ports());
    if (!sameTransport || !ports) {
      return false;
    }
    if (!reason.addresses().isEmpty()) {
      return !follower.addresses().isEmpty()
          && reason.addresses().containsAll(follower.addresses());
    }
    // A name alone says nothing of what happens at an address, which may be the right one.
    return follower.addresses().isEmpty()
        && !follower.names().isEmpty()
        && reason.names().containsAll(follower.names());
  }
}
