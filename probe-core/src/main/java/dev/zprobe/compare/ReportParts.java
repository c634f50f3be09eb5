package dev.zprobe.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.diagnosis.Diagnosis.State;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.diagnosis.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes a report's tree apart. Parts that are missing or of another type count as unknown. */
final class ReportParts {
  private static final Comparator<FindingView> HEAVIEST_FIRST =
      Comparator.comparing(FindingView::explained).thenComparing(FindingView::severity);

  private final JsonNode report;
  private final Map<String, JsonNode> observations = new HashMap<>();
  private final List<FindingView> findings = new ArrayList<>();

  private ReportParts(JsonNode report) {
    this.report = report;
  }

  static ReportView view(JsonNode report, String origin) {
    return new ReportParts(report).read(origin);
  }

  private ReportView read(String origin) {
    for (JsonNode each : report.path("observations")) {
      observations.putIfAbsent(each.path("id").asText(), each);
    }
    report.path("findings").forEach(each -> findings.add(finding(each)));
    Map<EndpointKey, EndpointView> endpoints = new TreeMap<>();
    for (JsonNode each : report.path("targets")) {
      EndpointView endpoint = endpoint(each);
      endpoints.merge(
          endpoint.key(),
          endpoint,
          (one, other) -> one.health() == EndpointView.Health.FAILS ? one : other);
    }
    JsonNode run = report.path("run");
    return new ReportView(
        new ReportView.RunView(
            origin,
            run.path("id").asText(),
            run.path("started").asText(),
            report.path("verdict").path("summary").asText()),
        word(Status.values(), report.path("verdict").path("status").asText())
            .orElse(Status.INCONCLUSIVE),
        endpoints,
        findings);
  }

  private static FindingView finding(JsonNode node) {
    JsonNode scope = node.path("scope");
    Set<Integer> ports = new HashSet<>();
    scope.path("ports").forEach(port -> ports.add(port.asInt()));
    JsonNode place = node.path("location");
    Set<String> subjects = new HashSet<>();
    Set<Long> frames = new TreeSet<>();
    for (JsonNode each : node.path("evidence")) {
      if (each.path("role").asText().equals("subject")) {
        subjects.add(each.path("observation").asText());
        each.path("frames").forEach(frame -> frames.add(frame.asLong()));
      }
    }
    return new FindingView(
        node.path("id").asText(),
        node.path("cause").asText(),
        word(Severity.values(), node.path("severity").asText()).orElse(Severity.NOTE),
        node.has("explainedBy"),
        new ScopeView(
            scope.path("transport").asText(),
            ports,
            texts(scope.path("addresses")),
            texts(scope.path("names"))),
        new LocationView(
            place.path("kind").asText("unknown"),
            place.path("first").asInt(),
            place.path("last").asInt(),
            list(place.path("addresses"))),
        new FindingView.Account(node.path("summary").asText(), subjects, List.copyOf(frames)));
  }

  private EndpointView endpoint(JsonNode node) {
    EndpointKey key =
        new EndpointKey(
            node.path("id").asText(),
            node.path("address").asText(),
            node.path("port").asInt(),
            node.path("transport").asText());
    State state = word(State.values(), node.path("state").asText()).orElse(State.NOT_TESTED);
    List<JsonNode> steps = new ArrayList<>();
    for (JsonNode each : node.path("observations")) {
      Optional.ofNullable(observations.get(each.asText())).ifPresent(steps::add);
    }
    List<FindingView> suffered =
        findings.stream()
            .filter(each -> each.severity() != Severity.NOTE)
            .filter(each -> concerns(each, key, state, steps))
            .sorted(HEAVIEST_FIRST)
            .toList();
    return new EndpointView(
        key, state, node.path("reason").asText(), elapsed(steps), suffered, frames(steps));
  }

  /**
   * Evidence is bounded, so that not every endpoint of a large scope is named by it; and a scope is
   * a product of ports and addresses, in which some may work.
   */
  private static boolean concerns(
      FindingView finding, EndpointKey key, State state, List<JsonNode> steps) {
    boolean shown =
        steps.stream().anyMatch(each -> finding.account().subjects().contains(id(each)));
    if (shown) {
      return true;
    }
    return finding.scope().covers(key)
        && switch (state) {
          case CLOSED, REJECTED, FILTERED, ALTERED -> true;
          case NOT_TESTED -> false;
          case OPEN, OPEN_OR_FILTERED -> steps.stream().anyMatch(ReportParts::failsAbove);
        };
  }

  /** A step above the connection that a client would make and that failed. */
  private static boolean failsAbove(JsonNode step) {
    return step.has("failure")
        && switch (step.path("step").asText()) {
          case "tls-handshake" -> step.at("/tls/hello/variant").asText().equals("normal");
          case "http-exchange" -> true;
          default -> false;
        };
  }

  private static OptionalDouble elapsed(List<JsonNode> steps) {
    for (JsonNode each : steps) {
      JsonNode roundTrip = each.at("/udp/roundTripMs");
      if (roundTrip.isNumber()) {
        return OptionalDouble.of(roundTrip.asDouble());
      }
      boolean answered = !each.at("/failure/manner").asText().equals("silent");
      boolean connects = Set.of("tcp-connect", "udp-exchange").contains(each.path("step").asText());
      if (connects && answered && each.path("elapsedMs").isNumber()) {
        return OptionalDouble.of(each.path("elapsedMs").asDouble());
      }
    }
    return OptionalDouble.empty();
  }

  private static List<Long> frames(Collection<JsonNode> steps) {
    Set<Long> frames = new TreeSet<>();
    for (JsonNode each : steps) {
      each.at("/flow/framesOut").forEach(frame -> frames.add(frame.asLong()));
      each.at("/flow/framesIn").forEach(frame -> frames.add(frame.asLong()));
    }
    return frames.stream().limit(EndpointView.MOST_FRAMES).toList();
  }

  private static String id(JsonNode step) {
    return step.path("id").asText();
  }

  private static List<String> list(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> texts(JsonNode array) {
    return new TreeSet<>(list(array));
  }

  private static <E extends Enum<E>> Optional<E> word(E[] known, String text) {
    for (E each : known) {
      if (each.name().equalsIgnoreCase(text.replace('-', '_'))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
