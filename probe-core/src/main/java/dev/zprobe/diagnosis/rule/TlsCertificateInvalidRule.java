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
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import dev.zprobe.observation.TlsHandshake.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A certificate that is wrong by true time, and not for lack of a private authority. */
final class TlsCertificateInvalidRule implements Rule {
  private record Conclusion(String problem, boolean timely) {}

  @Override
  public Cause cause() {
    return Cause.TLS_CERTIFICATE_INVALID;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The chain that came is expired or not yet valid by true time, is for other names, is"
            + " self-signed, or lacks an intermediate.",
        "A certificate that only looks invalid because this clock is wrong (clock-skewed); a chain"
            + " from a private authority (tls-intercepted); a login page (captive-portal).",
        "The same handshake from another network.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> invalid = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      handshake(visit)
          .flatMap(each -> conclude(land, each))
          .ifPresent(how -> invalid.put(visit, how));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(invalid.keySet()), invalid::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  private static Optional<TlsHandshake> handshake(Visit visit) {
    return visit.regular().stream().filter(each -> !each.outcome().chain().isEmpty()).findFirst();
  }

  private static Optional<Conclusion> conclude(Landscape land, TlsHandshake each) {
    Trust trust = each.outcome().trust();
    boolean privately = trust.problem().equals("unknown-authority") || onlyHere(trust);
    Instant now = land.time().trueTime(each.stamp().started());
    List<PeerCertificate> chain = each.outcome().chain();
    boolean timely = land.time().known();
    if (!trust.problem().isEmpty() && !privately) {
      return Optional.of(new Conclusion(trust.problem(), true));
    }
    if (chain.stream().anyMatch(certificate -> now.isAfter(certificate.notAfter()))) {
      return Optional.of(new Conclusion("expired", timely));
    }
    if (chain.stream().anyMatch(certificate -> now.isBefore(certificate.notBefore()))) {
      return Optional.of(new Conclusion("not-yet-valid", timely));
    }
    boolean wrongName = !trust.nameMatches() && each.failure().isPresent() && trust.publicRoot();
    return wrongName ? Optional.of(new Conclusion("wrong-name", true)) : Optional.empty();
  }

  private static boolean onlyHere(Trust trust) {
    return trust.platformRoot() && !trust.publicRoot();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    Draft draft =
        Draft.of(Cause.TLS_CERTIFICATE_INVALID)
            .about(land, group.visits())
            .grade(how.timely() ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.SERVICE)
            .atTarget()
            .progress("Certificate", "")
            .detail("problem", how.problem());
    PeerCertificate leaf = handshake(group.first()).orElseThrow().outcome().chain().get(0);
    draft.detail("subject", leaf.subject());
    draft.detail("issuer", leaf.issuer());
    draft.detail("notBefore", leaf.notBefore().toString());
    draft.detail("notAfter", leaf.notAfter().toString());
    for (Visit visit : group.visits()) {
      handshake(visit)
          .ifPresent(
              each ->
                  draft.subject(
                      each,
                      "the certificate for "
                          + Wording.some(each.outcome().chain().get(0).names())
                          + " is valid from "
                          + each.outcome().chain().get(0).notBefore()
                          + " to "
                          + each.outcome().chain().get(0).notAfter()));
    }
    land.time().agreeing().stream()
        .limit(2)
        .forEach(each -> draft.control(each, "true time is known from it"));
    return draft.finish(
        "The certificate at " + draft.where() + " is " + words(how.problem()) + ".",
        "a trustworthy time source: by this clock alone it cannot be known");
  }

  private static String words(String problem) {
    return switch (problem) {
      case "expired" -> "expired by true time";
      case "not-yet-valid" -> "not yet valid by true time";
      case "wrong-name" -> "for other names";
      case "incomplete-chain" -> "sent without the intermediate that links it to a root";
      default -> problem;
    };
  }
}
