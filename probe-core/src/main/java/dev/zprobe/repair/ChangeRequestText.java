package dev.zprobe.repair;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.repair.dialect.Dialect;
import dev.zprobe.repair.dialect.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A letter that the owner of a device can act upon: what, from where, to where, and the proof. */
final class ChangeRequestText {
  /** Those that a rule for addresses and ports mends. */
  private static final Set<Cause> BY_RULE =
      Set.of(
          Cause.PORT_DROPPED,
          Cause.PORT_REJECTED,
          Cause.ADDRESS_BLOCKED,
          Cause.NETWORK_UNREACHABLE,
          Cause.IPV6_BROKEN,
          Cause.DNS_TRANSPORT_BLOCKED,
          Cause.PROXY_REQUIRED);

  private static final int SHOWN_FRAMES = 12;

  private ChangeRequestText() {}

  static Optional<RepairPlan.ChangeRequest> of(Situation situation, List<RepairPlan.Step> steps) {
    List<RepairPlan.Step> asked = new ArrayList<>();
    for (RepairPlan.Step step : steps) {
      if (!step.repair().who().isHere()) {
        asked.add(step);
      }
    }
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    List<Permit> permits = new ArrayList<>();
    List<String> paragraphs = new ArrayList<>();
    for (RepairPlan.Step step : asked) {
      paragraphs.add(paragraph(situation, step, permits));
    }
    List<RepairPlan.DialectRule> rules = new ArrayList<>();
    if (!permits.isEmpty()) {
      for (Dialect dialect : Dialect.all()) {
        rules.add(new RepairPlan.DialectRule(dialect.id(), dialect.write(permits)));
      }
    }
    return Optional.of(new RepairPlan.ChangeRequest(String.join("\n\n", paragraphs), rules));
  }

  private static String paragraph(Situation situation, RepairPlan.Step step, List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add("To the " + step.repair().who().text() + ": " + step.repair().words().title() + ".");
    for (String id : step.findings()) {
      Complaint complaint = situation.complaint(id).orElseThrow();
      lines.add("  " + id + ": " + complaint.proof().summary());
      if (BY_RULE.contains(complaint.cause())) {
        for (Permit permit : Permits.of(situation, complaint)) {
          if (!permits.contains(permit)) {
            permits.add(permit);
          }
          lines.addAll(wanted(permit));
        }
      } else if (!complaint.scope().names().isEmpty()) {
        lines.add("    names: " + Wording.some(complaint.scope().names()));
      }
      String where = Wording.where(complaint.location());
      if (!where.isEmpty()) {
        lines.add("    where: " + where);
      }
      if (!complaint.proof().frames().isEmpty()) {
        lines.add("    proof: frames " + frames(complaint) + " of " + situation.source().capture());
      }
    }
    lines.add("  Wanted: " + step.repair().words().changes());
    return String.join("\n", lines);
  }

  private static List<String> wanted(Permit permit) {
    String ports =
        permit.ports().stream().map(range -> range.text("-")).collect(Collectors.joining(", "));
    List<String> lines = new ArrayList<>();
    lines.add("    direction: outbound, with the answers to it");
    lines.add("    protocol: " + permit.transport().name());
    lines.add("    source: " + permit.source().map(Addresses::text).orElse("any client"));
    lines.add(
        "    destination: "
            + permit.destinations().stream().map(Addresses::text).collect(Collectors.joining(", "))
            + (permit.names().isEmpty() ? "" : " (" + Wording.some(permit.names()) + ")"));
    lines.add("    ports: " + ports);
    return lines;
  }

  private static String frames(Complaint complaint) {
    List<Long> frames = complaint.proof().frames().stream().distinct().sorted().toList();
    String shown =
        frames.stream().limit(SHOWN_FRAMES).map(String::valueOf).collect(Collectors.joining(", "));
    return frames.size() > SHOWN_FRAMES ? shown + " …" : shown;
  }
}
