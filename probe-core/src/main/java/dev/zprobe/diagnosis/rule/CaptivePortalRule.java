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
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import java.util.List;

/** A login page stands in for every answer. */
final class CaptivePortalRule implements Rule {
  private static final int NETWORK_AUTHENTICATION_REQUIRED = 511; // RFC 6585 section 6

  @Override
  public Cause cause() {
    return Cause.CAPTIVE_PORTAL;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Pages whose answer is known word for word are redirected or come back with other content,"
            + " and no handshake with the service is whole.",
        "Only the service's own pages are replaced (block-page); the check is answered as it should"
            + " be; an error of the check's server.",
        "The check's page from a browser.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<HttpExchange> checks =
        land.seen()
            .each(HttpExchange.class)
            .filter(each -> each.target().equals("portal"))
            .toList();
    List<HttpExchange> replaced = checks.stream().filter(CaptivePortalRule::isReplaced).toList();
    boolean anyClear = checks.stream().anyMatch(Observation::worked);
    boolean wholeHandshake =
        land.service()
            .flatMap(visit -> visit.handshakes().stream())
            .anyMatch(CaptivePortalRule::isWhole);
    if (replaced.isEmpty() || anyClear || wholeHandshake) {
      return List.of();
    }
    List<Visit> failing = land.service().filter(Visit::fails).toList();
    String page =
        replaced.stream()
            .flatMap(each -> each.reply().stream())
            .map(HttpExchange.Reply::location)
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse("");
    Draft draft =
        Draft.of(Cause.CAPTIVE_PORTAL)
            .severity(failing.isEmpty() ? Severity.BLOCKING : land.severityOf(failing))
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .progress("HTTP request", "the known answer");
    if (!page.isEmpty()) {
      draft.detail("location", page);
    }
    replaced.forEach(
        each ->
            draft.subject(
                each,
                each.url()
                    + " is answered with status "
                    + each.reply().map(HttpExchange.Reply::status).orElse(0)));
    failing.stream()
        .flatMap(visit -> visit.firstFailure().stream())
        .limit(6)
        .forEach(step -> draft.subject(step, step.failure().orElseThrow().code().meaning()));
    return List.of(
        draft.finish(
            "This network wants a login first: a portal answers in the place of the web"
                + (page.isEmpty() ? "." : " (" + page + ")."),
            ""));
  }

  /** With the service itself; a client that went on has looked at a chain that nobody else saw. */
  private static boolean isWhole(TlsHandshake each) {
    TlsHandshake.Outcome outcome = each.outcome();
    return each.worked() && (outcome.trust().publicRoot() || outcome.chain().isEmpty());
  }

  /** Another page, not an error of the check's server. */
  private static boolean isReplaced(HttpExchange each) {
    int status = each.reply().map(HttpExchange.Reply::status).orElse(0);
    boolean page = status >= 200 && status < 400;
    return each.failedWith(FailureCode.HTTP_STATUS)
        && (page || status == NETWORK_AUTHENTICATION_REQUIRED);
  }
}
