package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.Finding.Account;
import dev.zprobe.diagnosis.Finding.Judgement;
import dev.zprobe.diagnosis.Finding.Progress;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A finding while a rule writes it. Not for use by several threads. */
public final class Draft {
  /** A range of thousands of ports still gives a readable finding. */
  private static final int MOST_EVIDENCE = 40;

  private final Cause cause;
  private Stage stage;
  private Severity severity = Severity.DEGRADING;
  private Confidence confidence = Confidence.CONFIRMED;
  private Blame blame = Blame.UNKNOWN;
  private Scope scope = Scope.NONE;
  private Location location = Location.unknown();
  private Progress progress = Progress.NONE;
  private final Map<String, Object> detail = new LinkedHashMap<>();
  private final List<Evidence> evidence = new ArrayList<>();

  private Draft(Cause cause) {
    this.cause = cause;
    this.stage = cause.stage();
  }

  public static Draft of(Cause cause) {
    return new Draft(cause);
  }

  /** Scope, stage and severity follow from the endpoints. */
  public Draft about(Landscape land, Collection<Visit> visits) {
    scope = scopeOf(visits);
    severity = land.severityOf(visits);
    boolean udp = scope.transport().filter(each -> each == Transport.UDP).isPresent();
    if (stage == Stage.TCP && udp) {
      stage = Stage.UDP;
    }
    return this;
  }

  /** Every port, address and name of these endpoints. */
  public static Scope scopeOf(Collection<Visit> visits) {
    List<Transport> transports =
        visits.stream().map(visit -> visit.endpoint().transport()).distinct().toList();
    List<InetAddress> addresses = visits.stream().map(visit -> visit.endpoint().address()).toList();
    return new Scope(
        transports.size() == 1 ? Optional.of(transports.get(0)) : Optional.empty(),
        visits.stream().map(visit -> visit.endpoint().port()).toList(),
        addresses,
        visits.stream().flatMap(visit -> visit.names().stream()).toList());
  }

  public Draft scope(Scope other) {
    scope = other;
    return this;
  }

  public Draft stage(Stage other) {
    stage = other;
    return this;
  }

  public Draft severity(Severity other) {
    severity = other;
    return this;
  }

  public Draft grade(Confidence how, Blame whose) {
    confidence = how;
    blame = whose;
    return this;
  }

  public Draft location(Location other) {
    location = other;
    return this;
  }

  /** At the targets themselves. */
  public Draft atTarget() {
    return location(new Location(Location.Kind.TARGET, 0, 0, scope.addresses()));
  }

  public Draft onThisHost() {
    return location(Location.of(Location.Kind.HOST));
  }

  public Draft progress(String lastSeen, String missing) {
    progress = new Progress(lastSeen, missing);
    return this;
  }

  public Draft detail(String key, Object value) {
    detail.put(key, value);
    return this;
  }

  public Draft subject(Observation seen, String statement) {
    return evidence(Evidence.subject(seen, statement));
  }

  public Draft control(Observation seen, String statement) {
    return evidence(Evidence.control(seen, statement));
  }

  public Draft against(Observation seen, String statement) {
    return evidence(Evidence.against(seen, statement));
  }

  public Draft evidence(Evidence more) {
    boolean known =
        evidence.stream()
            .anyMatch(
                each ->
                    each.observation().equals(more.observation()) && each.role() == more.role());
    if (!known && evidence.size() < MOST_EVIDENCE) {
      evidence.add(more);
    }
    return this;
  }

  /** The scope in words, for the summary. */
  public String where() {
    return Wording.where(scope);
  }

  /**
   * @param summary one sentence
   * @param decide the measurement that would raise the confidence; left out when confirmed
   */
  public Finding finish(String summary, String decide) {
    return new Finding(
        new Judgement(cause, stage, severity, confidence, blame),
        scope,
        location,
        progress,
        detail,
        new Account(summary, confidence == Confidence.CONFIRMED ? "" : decide),
        evidence);
  }
}
