package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Application;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody on the way rewrites SIP. */
final class SipAlteredRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.SIP_ALTERED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Header fields that the server must return as they were sent come back changed; or the"
            + " server's answer names this host's private address as the one it was asked from,"
            + " while STUN servers see a translated one: somebody translates inside the message.",
        "The received and rport parameters that a server adds behind address translation (RFC"
            + " 3581), which are no change; answers that are not SIP (server-protocol-error).",
        "The same request over TLS, which nobody can rewrite.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, List<String>> altered = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.UDP)) {
      List<String> what =
          visit.exchanges().stream()
              .flatMap(each -> each.result().alterations().stream())
              .distinct()
              .toList();
      if (!what.isEmpty()) {
        altered.put(visit, what);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Integer> group :
        Groups.of(List.copyOf(altered.keySet()), visit -> altered.get(visit).size())) {
      List<String> what = altered.get(group.first());
      Draft draft =
          Draft.of(Cause.SIP_ALTERED)
              .about(land, group.visits())
              .severity(Severity.DEGRADING)
              .grade(Confidence.CONFIRMED, Blame.NETWORK)
              .detail("what", what)
              .progress("SIP request", "the response as it was sent");
      for (Visit visit : group.visits()) {
        visit.exchanges().forEach(each -> draft.subject(each, Wording.some(altered.get(visit))));
      }
      findings.add(
          draft.finish(
              "SIP to " + draft.where() + " is rewritten on the way: " + Wording.some(what) + ".",
              ""));
    }
    findings.addAll(byMapping(land, altered));
    return findings;
  }

  /** Without a rewriter a public server sees every datagram of this host behind translation. */
  private static List<Finding> byMapping(Landscape land, Map<Visit, List<String>> known) {
    Optional<UdpExchange> translated =
        land.seen()
            .each(UdpExchange.class)
            .filter(each -> isStun(each) && each.endpoint().isIpv4())
            .filter(each -> each.result().mapped().isPresent())
            .reduce((first, second) -> seesUs(land, first) ? first : second)
            .filter(each -> !seesUs(land, each));
    List<Visit> untouched =
        land.service(Transport.UDP).stream()
            .filter(visit -> !known.containsKey(visit) && visit.endpoint().isIpv4())
            .filter(visit -> !visit.endpoint().address().isSiteLocalAddress())
            .filter(visit -> visit.exchanges().stream().anyMatch(each -> seesUsBySip(land, each)))
            .toList();
    List<Finding> findings = new ArrayList<>();
    for (Group<Boolean> group :
        Groups.of(translated.isPresent() ? untouched : List.of(), visit -> true)) {
      UdpExchange stun = translated.orElseThrow();
      String outside = stun.result().mapped().orElseThrow().addressText();
      Draft draft =
          Draft.of(Cause.SIP_ALTERED)
              .about(land, group.visits())
              .severity(Severity.DEGRADING)
              .grade(Confidence.LIKELY, Blame.NETWORK)
              .detail("what", List.of("Via received"))
              .progress("SIP request", "the response as it was sent");
      for (Visit visit : group.visits()) {
        visit.exchanges().stream()
            .filter(each -> seesUsBySip(land, each))
            .forEach(
                each ->
                    draft.subject(
                        each,
                        "the answer names "
                            + each.result().mapped().orElseThrow().addressText()
                            + " as the address it was asked from"));
      }
      draft.control(stun, "a STUN server sees " + outside + " instead");
      findings.add(
          draft.finish(
              "SIP to "
                  + draft.where()
                  + " is rewritten on the way: its answers name this host's own address, though"
                  + " other servers see "
                  + outside
                  + ".",
              "the same request over TLS, which nobody can rewrite"));
    }
    return findings;
  }

  private static boolean isStun(UdpExchange each) {
    return each.application() == Application.STUN || each.application() == Application.ZOOM_STUN;
  }

  private static boolean seesUs(Landscape land, UdpExchange each) {
    return each.result().mapped().filter(at -> land.isOwn(at.address())).isPresent();
  }

  private static boolean seesUsBySip(Landscape land, UdpExchange each) {
    return each.application() == Application.SIP && seesUs(land, each);
  }
}
