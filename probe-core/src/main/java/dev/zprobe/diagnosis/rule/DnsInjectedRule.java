package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.Purpose;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two answers to one query that contradict each other: somebody was faster than the resolver. */
final class DnsInjectedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_INJECTED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "One query draws two answers that share no address or differ in their response code.",
        "A repeated answer, or the same addresses in another order; a resolver that lies alone"
            + " (dns-hijacked); queries led elsewhere (dns-intercepted).",
        "The IP TTL of the two answers in the capture.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<DnsLookup> doubled =
        land.seen()
            .each(DnsLookup.class)
            .filter(each -> each.question().purpose() == Purpose.SERVICE)
            .filter(each -> Names.contradiction(each).isPresent())
            .toList();
    if (doubled.isEmpty()) {
      return List.of();
    }
    Set<String> ours = Set.copyOf(Names.of(land).names());
    List<String> names =
        doubled.stream()
            .map(each -> each.question().name())
            .filter(ours::contains)
            .distinct()
            .toList();
    List<InetAddress> first =
        doubled.stream().flatMap(each -> each.answer().addresses().stream()).distinct().toList();
    List<Visit> misled =
        first.stream()
            .flatMap(each -> land.at(each).stream())
            .filter(visit -> visit.names().stream().anyMatch(names::contains))
            .toList();
    boolean harmless = !misled.isEmpty() && misled.stream().noneMatch(Visit::fails);
    Answer later = Names.contradiction(doubled.get(0)).orElseThrow();
    Draft draft =
        Draft.of(Cause.DNS_INJECTED)
            .scope(new Scope(Optional.empty(), List.of(), first, names))
            .severity(harmless ? Severity.DEGRADING : land.severityOfNames(names))
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .progress("query", "an undisputed answer")
            .detail("both", List.of(text(doubled.get(0).answer()), text(later)));
    for (DnsLookup each : doubled) {
      Answer other = Names.contradiction(each).orElseThrow();
      draft.subject(
          each,
          each.question().type()
              + " "
              + each.question().name()
              + ": first "
              + text(each.answer())
              + " after "
              + Wording.millis(each.answer().after())
              + ", then "
              + text(other)
              + " after "
              + Wording.millis(other.after()));
    }
    return List.of(
        draft.finish(
            "Somebody on the path answers queries for "
                + Wording.some(names.isEmpty() ? List.of(doubled.get(0).question().name()) : names)
                + " before the resolver does: first "
                + text(doubled.get(0).answer())
                + ", then "
                + text(later)
                + ".",
            ""));
  }

  private static String text(Answer answer) {
    return answer.addresses().isEmpty() ? answer.rcode() : Wording.addresses(answer.addresses());
  }
}
