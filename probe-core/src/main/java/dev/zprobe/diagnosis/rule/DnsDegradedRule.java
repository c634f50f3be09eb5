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
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names resolve, but slowly or with the help of a second resolver. */
final class DnsDegradedRule implements Rule {
  private static final Duration SLOW = Duration.ofSeconds(1);

  @Override
  public Cause cause() {
    return Cause.DNS_DEGRADED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "One of several configured resolvers answers nothing or fails while another works; or the"
            + " answers of a resolver take more than a second in the middle.",
        "No resolver works (dns-unreachable, dns-failing); single lost packets; a slow resolver"
            + " whose answers come within a second.",
        "The same questions again, to that resolver alone.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<DnsLookup> udp =
        names.system().stream()
            .filter(each -> each.server().endpoint().transport() == Transport.UDP)
            .toList();
    Map<Names.Resolver, List<DnsLookup>> byResolver = Names.byResolver(udp);
    boolean works = names.system().stream().anyMatch(Names::resolves);
    List<Finding> findings = new ArrayList<>();
    byResolver.forEach(
        (resolver, lookups) -> {
          if (byResolver.size() > 1 && works && lookups.stream().allMatch(DnsDegradedRule::lost)) {
            findings.add(finding(lookups, resolver, Duration.ZERO, other(land, resolver)));
            return;
          }
          Duration middle = median(lookups);
          if (middle.compareTo(SLOW) > 0) {
            findings.add(finding(lookups, resolver, middle, other(land, resolver)));
          }
        });
    return findings;
  }

  /** An answer of another resolver, in time: without one, the name itself may be slow. */
  private static Optional<DnsLookup> other(Landscape land, Names.Resolver resolver) {
    return land.seen()
        .each(DnsLookup.class)
        .filter(each -> !each.server().endpoint().address().equals(resolver.address()))
        .filter(each -> Names.resolves(each) && each.answer().after().compareTo(SLOW) <= 0)
        .findFirst();
  }

  private static boolean lost(DnsLookup each) {
    return each.failedWith(FailureCode.DNS_TIMEOUT)
        || each.failedWith(FailureCode.DNS_REJECTED)
        || Names.fails(each);
  }

  private static Duration median(List<DnsLookup> lookups) {
    List<Duration> times =
        lookups.stream()
            .filter(each -> !each.answer().rcode().isEmpty())
            .map(each -> each.answer().after())
            .sorted()
            .toList();
    return times.isEmpty() ? Duration.ZERO : times.get((times.size() - 1) / 2);
  }

  private static Finding finding(
      List<DnsLookup> lookups,
      Names.Resolver resolver,
      Duration middle,
      Optional<DnsLookup> other) {
    boolean slow = !middle.isZero();
    Duration longest =
        lookups.stream()
            .map(each -> each.stamp().elapsed())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    List<String> asked = lookups.stream().map(each -> each.question().name()).distinct().toList();
    Draft draft =
        Draft.of(Cause.DNS_DEGRADED)
            .scope(Names.scope(lookups, asked))
            .severity(Severity.DEGRADING)
            .grade(other.isPresent() ? Confidence.LIKELY : Confidence.POSSIBLE, Blame.RESOLVER)
            .location(Names.at(lookups))
            .detail("resolver", Addresses.text(resolver.address()))
            .detail("elapsedMs", (slow ? middle : longest).toMillis())
            .progress("query", slow ? "" : "answer");
    lookups.forEach(
        each ->
            draft.subject(
                each,
                Names.said(each)
                    + " after "
                    + Wording.millis(
                        each.answer().rcode().isEmpty()
                            ? each.stamp().elapsed()
                            : each.answer().after())));
    other.ifPresent(
        each ->
            draft.control(
                each, Names.said(each) + " after " + Wording.millis(each.answer().after())));
    return draft.finish(
        "The resolver "
            + Addresses.text(resolver.address())
            + (slow
                ? " takes " + Wording.millis(middle) + " for an answer."
                : " gives no usable answer, while another one does: every name waits for it"
                    + " first."),
        "the same questions again, to that resolver alone");
  }
}
