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
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Both speak TLS and find nothing in common, or the peer gives up with an alert. */
final class TlsIncompatibleRule implements Rule {
  private record Conclusion(String alert, List<String> offered, String chosen) {}

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
    for (Visit visit : land.service(Transport.TCP)) {
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
          .ifPresent(
              each ->
                  failed.put(
                      visit,
                      new Conclusion(
                          alert(each), each.hello().versions(), each.outcome().version())));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group : Groups.of(List.copyOf(failed.keySet()), failed::get)) {
      findings.add(finding(land, group));
    }
    return findings;
  }

  private static String alert(TlsHandshake each) {
    return each.outcome().alerts().stream()
        .filter(Alert::fatal)
        .min(Comparator.comparing(Alert::outgoing))
        .map(Alert::name)
        .orElse("");
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    TlsHandshake first = group.first().failedHandshake().orElseThrow();
    boolean hello = first.received("ServerHello");
    Draft draft =
        Draft.of(Cause.TLS_INCOMPATIBLE)
            .about(land, group.visits())
            .grade(Confidence.CONFIRMED, Blame.SERVICE)
            .atTarget()
            .progress(hello ? "ServerHello" : "ClientHello", hello ? "Finished" : "ServerHello")
            .detail("offered", how.offered());
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
    return draft.finish(
        draft.where()
            + " ends the TLS handshake"
            + (how.alert().isEmpty()
                ? ": no common version or cipher suite."
                : " with alert "
                    + how.alert()
                    + "; "
                    + String.join(", ", how.offered())
                    + " was offered."),
        "");
  }
}
