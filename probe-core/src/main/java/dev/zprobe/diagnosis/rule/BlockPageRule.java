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
import dev.zprobe.net.Transport;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A filter answers in the service's place with a page of its own. */
final class BlockPageRule implements Rule {
  /** Words of filters' titles. Only read where the answer cannot be the service's, or is plain. */
  private static final List<String> WORDS =
      List.of(
          "blocked",
          "denied",
          "filter",
          "policy",
          "restricted",
          "forbidden",
          "prohibited",
          "not allowed",
          "gateway security");

  private record Conclusion(int status, String title) {}

  @Override
  public Cause cause() {
    return Cause.BLOCK_PAGE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "An HTTP answer that says no or is titled as a filter's page, over plain HTTP while the"
            + " same host answers otherwise over TLS, or over TLS with a private certificate.",
        "The same refusal over valid TLS (service-denies); a page that replaces every site"
            + " (captive-portal).",
        "The same page over valid TLS, or from another network.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, HttpExchange> pages = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      visit.requests().stream()
          .filter(each -> isForeign(land, visit, each))
          .findFirst()
          .ifPresent(each -> pages.put(visit, each));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(List.copyOf(pages.keySet()), visit -> conclude(pages.get(visit)))) {
      findings.add(finding(land, group, pages));
    }
    return findings;
  }

  private static Conclusion conclude(HttpExchange each) {
    HttpExchange.Reply reply = each.reply().orElseThrow();
    return new Conclusion(reply.status(), reply.title());
  }

  private static boolean isForeign(Landscape land, Visit visit, HttpExchange each) {
    if (each.reply().isEmpty()) {
      return false;
    }
    boolean refuses = refuses(each);
    boolean titled = isTitled(each.reply().get().title());
    if (!visit.handshakes().isEmpty()) {
      boolean foreign =
          visit.regular().stream()
              .anyMatch(
                  hand ->
                      !hand.outcome().chain().isEmpty() && !hand.outcome().trust().publicRoot());
      return foreign && (refuses || titled);
    }
    boolean otherwise =
        land.at(visit.endpoint().address()).stream()
            .filter(other -> other.names().stream().anyMatch(visit.names()::contains))
            .filter(other -> !other.regular().isEmpty() && other.works())
            .flatMap(other -> other.requests().stream())
            .anyMatch(Observation::worked);
    return titled || (refuses && otherwise);
  }

  private static boolean refuses(HttpExchange each) {
    int status = each.reply().map(HttpExchange.Reply::status).orElse(0);
    return status == 403 || status == 451;
  }

  private static boolean isTitled(String title) {
    String lower = title.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(lower::contains);
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, HttpExchange> pages) {
    Conclusion how = group.conclusion();
    Severity severity = land.severityOf(group.visits());
    boolean all = group.visits().stream().noneMatch(Visit::works);
    Draft draft =
        Draft.of(Cause.BLOCK_PAGE)
            .about(land, group.visits())
            .severity(all ? severity : Severity.DEGRADING)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .detail("status", how.status())
            .detail("title", how.title())
            .progress("request", "the service's own response");
    group
        .visits()
        .forEach(
            visit ->
                draft.subject(
                    pages.get(visit),
                    "status " + how.status() + ", titled \"" + how.title() + "\""));
    for (Visit visit : group.visits()) {
      land.at(visit.endpoint().address()).stream()
          .filter(other -> other.works() && !other.requests().isEmpty())
          .findFirst()
          .ifPresent(
              other ->
                  draft.control(other.requests().get(0), "the same address answers otherwise"));
    }
    return draft.finish(
        "A filter answers for "
            + draft.where()
            + " with a page of its own (status "
            + how.status()
            + (how.title().isEmpty() ? ")." : ", \"" + how.title() + "\")."),
        "");
  }
}
