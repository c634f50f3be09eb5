package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Issuance;
import dev.zprobe.diagnosis.PathVerdict;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.TlsHandshake;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is asked most, gathered from the observations: names, clock and path. */
final class OverviewJson {
  private OverviewJson() {}

  /** For every name: who was asked, and what each said. */
  static ObjectNode dns(Observations seen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Map<String, List<DnsLookup>> byName =
        seen.each(DnsLookup.class)
            .collect(
                Collectors.groupingBy(
                    each -> each.question().name(), TreeMap::new, Collectors.toList()));
    ArrayNode names = node.putArray("names");
    byName.forEach(
        (name, lookups) -> {
          ObjectNode entry = names.addObject().put("name", name);
          ArrayNode answers = entry.putArray("answers");
          lookups.forEach(each -> putLookup(answers.addObject(), each));
        });
    putIssuance(node, seen);
    return node;
  }

  /** For each public certificate's name: whether its issuer is among those whom CAA names. */
  private static void putIssuance(ObjectNode node, Observations seen) {
    Set<String> told = new HashSet<>();
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    seen.each(TlsHandshake.class)
        .filter(each -> each.worked() && each.outcome().trust().publicRoot())
        .forEach(
            each -> {
              String name = each.hello().serverName();
              Optional<Issuance> issuance = Issuance.of(seen, name);
              if (issuance.isPresent() && told.add(name)) {
                putIssuance(entries.addObject().put("name", name), issuance.get(), each);
              }
            });
    if (!entries.isEmpty()) {
      node.set("issuance", entries);
    }
  }

  private static void putIssuance(ObjectNode node, Issuance issuance, TlsHandshake handshake) {
    TlsHandshake.PeerCertificate leaf = handshake.outcome().chain().get(0);
    node.put("recordsOf", issuance.lookup().question().name());
    node.put("observation", issuance.lookup().id());
    ObservationJson.addAll(node.putArray("allowed"), issuance.allowed().stream().sorted().toList());
    node.put("issuer", leaf.issuer());
    node.put("handshake", handshake.id());
    issuance.allows(leaf).ifPresent(yes -> node.put("allowsIssuer", yes));
  }

  private static void putLookup(ObjectNode node, DnsLookup lookup) {
    node.put("observation", lookup.id());
    node.put("server", lookup.server().endpoint().toString());
    node.put("role", StepJson.word(lookup.server().role()));
    node.put("type", lookup.question().type());
    lookup.failure().ifPresent(failure -> node.put("failure", failure.code().id()));
    StepJson.putAnswer(node, lookup.answer());
  }

  /** The offset is the one with the smallest error among the servers that were believed. */
  static ObjectNode clock(Observations seen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    List<ClockQuery> queries = seen.each(ClockQuery.class).toList();
    queries.stream()
        .filter(ClockQuery::worked)
        .flatMap(query -> query.reading().stream())
        .min(Comparator.comparing(ClockQuery.Reading::error))
        .ifPresent(
            best ->
                node.put("offsetMs", JsonText.milliseconds(best.offset()))
                    .put("errorMs", JsonText.milliseconds(best.error())));
    ArrayNode servers = node.putArray("servers");
    for (ClockQuery query : queries) {
      ObjectNode entry = servers.addObject();
      entry.put("observation", query.id());
      entry.put("server", query.server());
      entry.put("address", query.endpoint().addressText());
      query
          .reading()
          .ifPresent(
              reading ->
                  entry
                      .put("offsetMs", JsonText.milliseconds(reading.offset()))
                      .put("errorMs", JsonText.milliseconds(reading.error()))
                      .put("stratum", reading.stratum())
                      .put("samples", reading.samples()));
      query.failure().ifPresent(failure -> entry.put("failure", failure.code().id()));
    }
    return node;
  }

  /** For every ladder the routers that answered, for every stage what its ladders show. */
  static ObjectNode path(Observations seen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode ladders = node.putArray("ladders");
    seen.each(PathLadder.class)
        .forEach(
            ladder -> {
              ObjectNode entry = ladders.addObject();
              entry.put("observation", ladder.id());
              entry.put("endpoint", ladder.endpoint().toString());
              entry.setAll(StepJson.ladder(ladder));
            });
    ArrayNode stages = node.putArray("stages");
    PathVerdict.of(seen).forEach(verdict -> putStage(stages.addObject(), verdict));
    return node;
  }

  private static void putStage(ObjectNode node, PathVerdict verdict) {
    PathLadder test = verdict.test();
    node.put("target", test.target());
    node.put("endpoint", test.endpoint().toString());
    node.put("stage", StepJson.word(test.payload().stage()));
    FindingJson.putText(node, "payload", test.payload().description());
    node.put("outcome", verdict.outcome().text());
    FindingJson.putLocation(node.putObject("location"), verdict.location());
    node.put("confidence", verdict.confidence().text());
    node.put("test", test.id());
    verdict.control().ifPresent(control -> node.put("control", control.id()));
    node.put("statement", verdict.statement());
  }
}
