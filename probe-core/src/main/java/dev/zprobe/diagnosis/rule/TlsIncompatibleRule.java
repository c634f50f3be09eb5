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
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Both speak TLS and find nothing in common, or the peer gives up with an alert. */
final class TlsIncompatibleRule implements Rule {
  /** What a client says of a certificate that it does not take, RFC 8446 section 6.2. */
  private static final Set<String> OF_CERTIFICATES =
      Set.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca");

  private record Conclusion(String alert, boolean byClient, List<String> offered, String chosen) {
    /** The client takes no certificate, or not this one: what is wrong with it was not seen. */
    boolean dislikesCertificate() {
      return byClient && OF_CERTIFICATES.contains(alert);
    }
  }

  @Override
  public Cause cause() {
    return Cause.TLS_INCOMPATIBLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A fatal alert comes back, or a version or cipher is chosen that was not offered.",
        "RST, FIN or silence without an alert (sni-blocked, tls-reset, server-silent); bytes that"
            + " are not TLS (server-protocol-error); an alert whose frames come from nearer than"
            + " the target, for one name only (sni-blocked).",
        "The same hello from another network: a filter may send alerts in a server's name.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> failed = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      if (HelloExperiment.of(land, visit)
          .filter(HelloExperiment::isAnsweredByAnother)
          .isPresent()) {
        continue;
      }
      visit
          .failedHandshake()
          .filter(
              each ->
                  each.failedWith(FailureCode.TLS_ALERT)
                      || each.failedWith(FailureCode.TLS_INCOMPATIBLE))
          .map(TlsIncompatibleRule::conclude)
          .filter(how -> !how.dislikesCertificate() || !isJudged(visit))
          .ifPresent(how -> failed.put(visit, how));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(failed.keySet()), failed::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  private static Conclusion conclude(TlsHandshake each) {
    Optional<Alert> alert =
        each.outcome().alerts().stream()
            .filter(Alert::fatal)
            .min(Comparator.comparing(Alert::outgoing));
    return new Conclusion(
        alert.map(Alert::name).orElse(""),
        alert.filter(Alert::outgoing).isPresent(),
        each.hello().versions(),
        each.outcome().version());
  }

  /** What is wrong with its certificate is a finding of its own. */
  private static boolean isJudged(Visit visit) {
    TlsHandshake.Trust trust = visit.failedHandshake().orElseThrow().outcome().trust();
    return !trust.problem().isEmpty()
        || trust.platformRoot() && !trust.publicRoot()
        || trust.publicRoot() && !trust.nameMatches();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    TlsHandshake first = group.first().failedHandshake().orElseThrow();
    boolean hello = first.received("ServerHello");
    Draft draft =
        Draft.of(Cause.TLS_INCOMPATIBLE)
            .about(land, group.visits())
            .grade(Confidence.CONFIRMED, how.dislikesCertificate() ? Blame.UNKNOWN : Blame.SERVICE)
            .progress(hello ? "ServerHello" : "ClientHello", hello ? "Finished" : "ServerHello")
            .detail("offered", how.offered());
    if (!how.byClient()) {
      draft.atTarget();
    }
    if (!how.alert().isEmpty()) {
      draft.detail("alert", how.alert());
    }
    if (!how.chosen().isEmpty()) {
      draft.detail("chosen", how.chosen());
    }
    for (Visit visit : group.visits()) {
      TlsHandshake each = visit.failedHandshake().orElseThrow();
      String detail = each.failure().orElseThrow().detail();
      draft.subject(
          each,
          (how.alert().isEmpty() ? "no common ground" : "fatal alert " + how.alert())
              + (detail.isEmpty() ? "" : " (" + detail + ")"));
      HelloExperiment.of(land, visit)
          .flatMap(
              experiment -> experiment.controls().stream().filter(TlsHandshake::worked).findFirst())
          .ifPresent(
              other ->
                  draft.against(
                      other,
                      "a hello that differs ("
                          + other.hello().variant().name().toLowerCase(Locale.ROOT)
                          + ") completes"));
    }
    return draft.finish(summary(draft.where(), how), "");
  }

  private static String summary(String where, Conclusion how) {
    if (how.alert().isEmpty()) {
      return where + " ends the TLS handshake: no common version or cipher suite.";
    }
    String end =
        how.byClient()
            ? "The client ends the TLS handshake with " + where
            : where + " ends the TLS handshake";
    return end
        + (how.byClient() ? ", alert " : " with alert ")
        + how.alert()
        + (how.dislikesCertificate() ? ": it does not take the certificate" : "")
        + "; "
        + String.join(", ", how.offered())
        + " was offered.";
  }
}
