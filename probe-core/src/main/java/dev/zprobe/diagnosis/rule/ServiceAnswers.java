package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.TlsHandshake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** HTTP answers that certainly are the service's own. */
final class ServiceAnswers {
  private ServiceAnswers() {}

  /**
   * Endpoints with such a status. TLS must vouch for it: at the endpoint itself, or for plain HTTP
   * at another endpoint of the same name with the same kind of answer, or else nothing there may
   * contradict it.
   */
  static Map<Visit, Integer> with(Landscape land, Predicate<Integer> wanted) {
    Map<Visit, Integer> found = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      Optional<Integer> status = status(visit).filter(wanted);
      if (status.isEmpty()) {
        continue;
      }
      boolean vouched =
          visit.handshakes().isEmpty() ? plainIsOwn(land, visit, wanted) : isVouched(visit);
      if (vouched) {
        found.put(visit, status.get());
      }
    }
    return found;
  }

  private static Optional<Integer> status(Visit visit) {
    return visit.failedRequest().flatMap(HttpExchange::reply).map(HttpExchange.Reply::status);
  }

  private static boolean isVouched(Visit visit) {
    return visit.regular().stream()
        .map(each -> each.outcome().trust())
        .anyMatch(trust -> trust.publicRoot() && trust.nameMatches());
  }

  private static boolean plainIsOwn(Landscape land, Visit plain, Predicate<Integer> wanted) {
    List<Visit> secured =
        land.service()
            .filter(other -> other.names().stream().anyMatch(plain.names()::contains))
            .filter(other -> !other.requests().isEmpty() && isVouched(other))
            .toList();
    boolean refusal = status(plain).filter(each -> each == 403 || each == 451).isPresent();
    return refusal
        ? secured.stream().anyMatch(other -> status(other).filter(wanted).isPresent())
        : secured.stream().noneMatch(Visit::works);
  }

  static Draft draft(Landscape land, Cause cause, Group<Integer> group) {
    Draft draft =
        Draft.of(cause)
            .about(land, group.visits())
            .grade(Confidence.CONFIRMED, Blame.SERVICE)
            .atTarget()
            .detail("status", group.conclusion())
            .progress("request", "a welcoming response");
    for (Visit visit : group.visits()) {
      visit.failedRequest().ifPresent(each -> draft.subject(each, "status " + group.conclusion()));
      visit.regular().stream()
          .filter(TlsHandshake::worked)
          .findFirst()
          .ifPresent(each -> draft.control(each, "the certificate is valid: it is the service"));
    }
    return draft;
  }
}
