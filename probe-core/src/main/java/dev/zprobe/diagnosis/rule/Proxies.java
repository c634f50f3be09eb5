package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a configured proxy did with the connections that were asked of it. */
final class Proxies {
  private Proxies() {}

  static List<ProxyConnect> failing(Landscape land, Set<FailureCode> codes) {
    return land.seen()
        .each(ProxyConnect.class)
        .filter(
            each -> each.failure().filter(failure -> codes.contains(failure.code())).isPresent())
        .toList();
  }

  /** Direct attempts at the places that were asked of the proxy. */
  static List<Visit> direct(Landscape land, List<ProxyConnect> asked) {
    Set<String> places = asked.stream().map(ProxyConnect::destination).collect(Collectors.toSet());
    return land.service(Transport.TCP).stream()
        .filter(
            visit ->
                places.contains(visit.endpoint().hostPort())
                    || visit.names().stream()
                        .anyMatch(name -> places.contains(name + ":" + visit.endpoint().port())))
        .toList();
  }

  /**
   * A proxy that fails blocks where the direct way fails as well; where that works, a client that
   * insists on its proxy still suffers.
   */
  static Draft draft(Landscape land, Cause cause, List<ProxyConnect> asked) {
    List<Visit> direct = direct(land, asked);
    List<Visit> lost = direct.stream().filter(Visit::fails).toList();
    List<String> names = asked.stream().map(each -> host(each.destination())).distinct().toList();
    List<Integer> ports = asked.stream().map(each -> port(each.destination())).distinct().toList();
    boolean elsewhere = !direct.isEmpty() && lost.isEmpty();
    Draft draft =
        Draft.of(cause)
            .scope(
                new Scope(
                    Optional.of(Transport.TCP),
                    ports,
                    lost.stream().map(visit -> visit.endpoint().address()).toList(),
                    names))
            .severity(
                elsewhere
                    ? Severity.DEGRADING
                    : lost.isEmpty() ? land.severityOfNames(names) : land.severityOf(lost))
            .grade(Confidence.CONFIRMED, Blame.PROXY)
            .location(Location.of(Location.Kind.PROXY));
    asked.forEach(each -> draft.subject(each, said(each)));
    direct.stream()
        .filter(Visit::works)
        .flatMap(visit -> visit.connects().stream())
        .filter(Observation::worked)
        .limit(2)
        .forEach(each -> draft.control(each, Wording.place(each) + " works directly"));
    lost.stream()
        .flatMap(visit -> visit.firstFailure().stream())
        .limit(4)
        .forEach(
            each -> draft.subject(each, "and directly: " + each.failure().get().code().meaning()));
    return draft;
  }

  private static String said(ProxyConnect each) {
    String reply = each.reply().status() == 0 ? "" : ": status " + each.reply().status();
    return each.proxy()
        + " for "
        + each.destination()
        + reply
        + each.failure().map(failure -> ", " + failure.code().meaning()).orElse(", connected");
  }

  static String host(String place) {
    int colon = place.lastIndexOf(':');
    return colon < 0 ? place : place.substring(0, colon);
  }

  private static int port(String place) {
    String port = place.substring(place.lastIndexOf(':') + 1);
    return port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
  }
}
