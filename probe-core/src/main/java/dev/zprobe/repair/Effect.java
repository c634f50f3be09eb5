package dev.zprobe.repair;

import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a repair did to what it was to mend. */
public enum Effect {
  MENDED,
  /** Some of the endpoints that failed work now. */
  PARTLY,
  UNCHANGED,
  WORSE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Better or not; whether something else got worse is for a comparison to say.
   *
   * @param after the same services, tried again
   */
  public static Effect of(Situation before, Situation after, List<String> findings) {
    boolean gone = true;
    for (String id : findings) {
      Complaint complaint = before.complaint(id).orElseThrow();
      gone &= after.complaints().stream().noneMatch(other -> isSame(complaint, other));
    }
    if (gone && isSeen(before, after, findings)) {
      return MENDED;
    }
    return !gone && failing(before, before, findings) > failing(before, after, findings)
        ? PARTLY
        : UNCHANGED;
  }

  /** A finding about endpoints is not mended when another one merely hides it. */
  private static boolean isSeen(Situation before, Situation after, List<String> findings) {
    boolean aboutPorts =
        findings.stream()
            .flatMap(id -> before.complaint(id).stream())
            .anyMatch(complaint -> !complaint.scope().ports().isEmpty());
    boolean working = after.status().equals("healthy") || after.status().equals("degraded");
    return !aboutPorts || working || open(after, after) > open(before, after);
  }

  /** Endpoints that work in a report, of the targets that were tried again. */
  private static long open(Situation report, Situation again) {
    Set<String> targets =
        again.tested().stream().map(Situation.Tested::target).collect(Collectors.toSet());
    return report.tested().stream()
        .filter(each -> targets.contains(each.target()) && each.state().equals("open"))
        .count();
  }

  private static boolean isSame(Complaint complaint, Complaint other) {
    boolean sameKind =
        other.cause() == complaint.cause()
            && other.proof().explainedBy().isEmpty()
            && other.weight().severity() == complaint.weight().severity();
    Set<InetAddress> addresses = Set.copyOf(complaint.scope().addresses());
    Set<String> names = Set.copyOf(complaint.scope().names());
    boolean samePlace =
        other.scope().addresses().stream().anyMatch(addresses::contains)
            || other.scope().names().stream().anyMatch(names::contains)
            || addresses.isEmpty() && names.isEmpty();
    return sameKind && samePlace;
  }

  /** Endpoints within the findings' scopes that do not work in a report. */
  private static long failing(Situation scopes, Situation report, List<String> findings) {
    Set<String> places =
        findings.stream()
            .flatMap(id -> scopes.complaint(id).stream())
            .flatMap(
                complaint ->
                    complaint.scope().addresses().stream()
                        .flatMap(
                            address ->
                                complaint.scope().ports().stream()
                                    .map(port -> Addresses.text(address) + " " + port)))
            .collect(Collectors.toSet());
    return report.tested().stream()
        .filter(each -> places.contains(each.address() + " " + each.port()))
        .filter(each -> !each.state().equals("open"))
        .count();
  }
}
