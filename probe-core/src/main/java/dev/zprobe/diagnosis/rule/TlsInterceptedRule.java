package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Issuance;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Trust;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Somebody on the way speaks TLS in the service's name. */
final class TlsInterceptedRule implements Rule {
  private record Conclusion(String issuer, boolean trustedHere) {}

  @Override
  public Cause cause() {
    return Cause.TLS_INTERCEPTED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The chain ends in a private authority: one that only this machine's store knows, or that"
            + " no store knows. It degrades where this machine trusts it: media that pin their"
            + " certificates fail all the same.",
        "Expired, self-signed or incomplete chains and other names (tls-certificate-invalid); a"
            + " login page (captive-portal); a wrong address (dns-hijacked).",
        "The same certificate seen from another network.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, TlsHandshake> private_ = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      visit.regular().stream()
          .filter(each -> !each.outcome().chain().isEmpty() && isPrivate(each.outcome().trust()))
          .findFirst()
          .ifPresent(each -> private_.put(visit, each));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(List.copyOf(private_.keySet()), visit -> conclude(private_.get(visit)))) {
      findings.add(finding(land, group, private_));
    }
    return findings;
  }

  private static boolean isPrivate(Trust trust) {
    boolean unknown = trust.problem().equals("unknown-authority");
    return !trust.publicRoot() && (trust.platformRoot() || unknown);
  }

  private static Conclusion conclude(TlsHandshake each) {
    return new Conclusion(
        each.outcome().chain().get(0).issuer(), each.outcome().trust().platformRoot());
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, TlsHandshake> hands) {
    Conclusion how = group.conclusion();
    Draft draft = Draft.of(Cause.TLS_INTERCEPTED).about(land, group.visits());
    if (how.trustedHere()) {
      draft.severity(Severity.DEGRADING);
    }
    draft
        .grade(Confidence.CONFIRMED, Blame.NETWORK)
        .detail("issuer", how.issuer())
        .detail("trustedHere", how.trustedHere())
        .progress("Certificate", "a certificate of a public authority");
    for (Visit visit : group.visits()) {
      TlsHandshake each = hands.get(visit);
      draft.subject(
          each,
          "the certificate for "
              + Wording.some(each.outcome().chain().get(0).names())
              + " is issued by "
              + how.issuer());
    }
    speakFor(draft, land, group.visits().stream().map(hands::get).toList());
    land.seen()
        .each(TlsHandshake.class)
        .filter(each -> each.worked() && each.outcome().trust().publicRoot())
        .findFirst()
        .ifPresent(each -> draft.control(each, "a public certificate comes from here"));
    return draft.finish(
        "TLS to "
            + draft.where()
            + " is broken open: the certificate is issued by the private authority "
            + how.issuer()
            + (how.trustedHere()
                ? ", which this machine trusts."
                : ", which this machine does not trust."),
        "");
  }

  /** CAA names public authorities, so that a private one is never among them. */
  private static void speakFor(Draft draft, Landscape land, List<TlsHandshake> hands) {
    hands.stream()
        .map(each -> each.hello().serverName())
        .distinct()
        .flatMap(name -> Issuance.of(land.seen(), name).stream())
        .distinct()
        .forEach(
            each ->
                draft.subject(
                    each.lookup(),
                    "speaks for it: by its CAA records, "
                        + each.lookup().question().name()
                        + " lets only "
                        + each.text()
                        + " issue certificates"));
  }
}
