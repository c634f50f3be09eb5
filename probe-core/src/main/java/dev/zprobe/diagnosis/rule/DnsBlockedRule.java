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
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resolver denies a name that exists, or sends it to nowhere. */
final class DnsBlockedRule implements Rule {
  private static final String IGNORED = "no answer";

  private record Conclusion(String answer, Confidence confidence, List<InetAddress> resolvers) {}

  @Override
  public Cause cause() {
    return Cause.DNS_BLOCKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The configured resolver says NXDOMAIN, no data, or an address where no host can be"
            + " (0.0.0.0, loopback), or answers for other names and never for this one, while an"
            + " independent resolver gives an address.",
        "A name that the control denies as well; a name with addresses of one type only; an error"
            + " (dns-failing); another, real address (dns-hijacked, dns-stale).",
        "The same question to an independent resolver.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    Map<Conclusion, List<String>> blocked = new LinkedHashMap<>();
    for (String name : names.names()) {
      conclude(land, names, name)
          .ifPresent(how -> blocked.computeIfAbsent(how, key -> new ArrayList<>()).add(name));
    }
    List<Finding> findings = new ArrayList<>();
    blocked.forEach((how, list) -> findings.add(finding(land, names, how, list)));
    return findings;
  }

  /**
   * A client takes the first answer that it gets: the first resolver that answers decides, and a
   * denial by a later one of them does no harm.
   */
  private static Optional<Conclusion> conclude(Landscape land, Names names, String name) {
    List<DnsLookup> independent = names.independent(name);
    List<InetAddress> any = Names.addresses(independent);
    List<DnsLookup> first =
        Names.byResolver(names.system(name)).values().stream()
            .filter(lookups -> lookups.stream().anyMatch(Names::answered))
            .findFirst()
            .orElse(List.of());
    if (first.isEmpty()) {
      return ignored(land, names, name, !any.isEmpty());
    }
    Optional<String> denial = denial(first, any);
    boolean denied = independent.stream().anyMatch(Names::answered) && any.isEmpty();
    if (denial.isEmpty() || denied) {
      return Optional.empty();
    }
    boolean known = !any.isEmpty();
    boolean dropped = denial.get().equals("NXDOMAIN") || denial.get().equals("no data");
    if (!known && dropped && (!othersResolve(names, name) || mayNotExist(land, names, name))) {
      return Optional.empty();
    }
    // An address at which something answers is odd, but it is not nowhere.
    if (!known && Names.addresses(first).stream().anyMatch(land.seen()::alive)) {
      return Optional.empty();
    }
    return Optional.of(
        new Conclusion(
            denial.get(),
            known ? Confidence.CONFIRMED : Confidence.POSSIBLE,
            Names.at(first).addresses()));
  }

  /**
   * Questions for this name alone stay without an answer: whoever drops them, a client gets no
   * address. A resolver that answers nothing has a cause of its own.
   */
  private static Optional<Conclusion> ignored(
      Landscape land, Names names, String name, boolean known) {
    List<DnsLookup> asked = names.system(name);
    boolean silent =
        asked.size() > 1
            && asked.stream().allMatch(each -> each.failedWith(FailureCode.DNS_TIMEOUT));
    boolean answersOthers =
        land.seen()
            .each(DnsLookup.class)
            .filter(each -> Names.answeredAName(each) && !each.question().name().equals(name))
            .anyMatch(
                each ->
                    asked.stream()
                        .anyMatch(mine -> Names.resolver(mine).equals(Names.resolver(each))));
    return silent && answersOthers && known
        ? Optional.of(new Conclusion(IGNORED, Confidence.LIKELY, Names.at(asked).addresses()))
        : Optional.empty();
  }

  /** Without a control, only a resolver that otherwise works can be said to deny this name. */
  private static boolean othersResolve(Names names, String name) {
    return names.system().stream()
        .anyMatch(each -> !each.question().name().equals(name) && Names.resolves(each));
  }

  /**
   * A capture shows names that nobody promised to exist: several resolvers agree that this one does
   * not, or the name above it is resolved, which a filter would block as well.
   */
  private static boolean mayNotExist(Landscape land, Names names, String name) {
    if (land.host().isPresent()) {
      return false;
    }
    long denying =
        names.system(name).stream()
            .filter(each -> each.failedWith(FailureCode.DNS_NXDOMAIN))
            .map(each -> each.server().endpoint().address())
            .distinct()
            .count();
    return denying > 1
        || land.seen()
            .each(DnsLookup.class)
            .filter(Names::resolves)
            .anyMatch(each -> name.endsWith("." + each.question().name()));
  }

  private static Optional<String> denial(List<DnsLookup> first, List<InetAddress> right) {
    List<InetAddress> given = Names.addresses(first);
    if (!given.isEmpty()) {
      boolean nowhere = given.stream().allMatch(each -> Names.isSinkhole(each, right));
      boolean shared = given.stream().anyMatch(right::contains);
      return nowhere && !shared ? Optional.of("sinkhole") : Optional.empty();
    }
    if (first.stream().anyMatch(each -> each.failedWith(FailureCode.DNS_NXDOMAIN))) {
      return Optional.of("NXDOMAIN");
    }
    boolean nothing =
        !first.isEmpty()
            && first.stream().allMatch(each -> each.failedWith(FailureCode.DNS_NO_DATA));
    return nothing ? Optional.of("no data") : Optional.empty();
  }

  private static Finding finding(Landscape land, Names names, Conclusion how, List<String> list) {
    List<DnsLookup> denied =
        list.stream()
            .flatMap(name -> names.system(name).stream())
            .filter(each -> how.resolvers().contains(each.server().endpoint().address()))
            .toList();
    List<InetAddress> sinkholes = Names.addresses(denied);
    Draft draft =
        Draft.of(Cause.DNS_BLOCKED)
            .scope(new Scope(Optional.empty(), List.of(), sinkholes, list))
            .severity(land.severityOfNames(list))
            .grade(how.confidence(), Blame.RESOLVER)
            .location(Names.at(denied))
            .detail("answer", how.answer())
            .progress(
                how.answer().equals(IGNORED) ? "query" : "answer",
                how.answer().equals(IGNORED) ? "answer" : "address");
    denied.forEach(each -> draft.subject(each, Names.said(each)));
    list.stream()
        .flatMap(name -> names.independent(name).stream())
        .filter(Names::resolves)
        .forEach(each -> draft.control(each, Names.said(each)));
    String says =
        how.answer().equals("sinkhole")
            ? "sends " + Wording.some(list) + " to " + Wording.addresses(sinkholes)
            : how.answer().equals(IGNORED)
                ? "answers for other names and not for " + Wording.some(list)
                : "answers " + how.answer() + " for " + Wording.some(list);
    return draft.finish(
        "The resolver "
            + Wording.addresses(how.resolvers())
            + " "
            + says
            + (how.confidence() != Confidence.POSSIBLE
                ? ", while an independent resolver gives addresses."
                : "; no independent resolver was there to compare."),
        "the same question to an independent resolver");
  }
}
