package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Target by port by stage, in words as well as in colour. */
final class MatrixTable {
  private static final int MOST_ROWS = 1_500;

  /** The columns. */
  enum Column {
    DNS,
    PROXY,
    TCP,
    TLS,
    HTTP,
    UDP
  }

  private final JsonNode report;
  private final Map<String, JsonNode> observations = new HashMap<>();
  private final Map<String, JsonNode> lookups = new HashMap<>();

  MatrixTable(JsonNode report) {
    this.report = report;
    for (JsonNode each : report.path("observations")) {
      observations.put(Words.of(each, "id"), each);
      JsonNode dns = each.path("dns");
      if (Words.of(dns, "server").equals("system") && Words.of(dns, "purpose").equals("service")) {
        dns.path("addresses").forEach(address -> lookups.putIfAbsent(address.asText(), each));
      }
    }
  }

  Markup table() {
    Markup out = new Markup();
    out.begin("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "Endpoints");
    out.begin("table").element("caption", "How far each endpoint came");
    out.begin("thead").begin("tr");
    for (String title : new String[] {"target", "address", "port"}) {
      out.element("th", title, "scope", "col");
    }
    for (Column column : Column.values()) {
      out.element("th", column.name(), "scope", "col");
    }
    out.element("th", "state", "scope", "col").element("th", "why", "scope", "col");
    out.end().end().line().begin("tbody");
    int rows = 0;
    for (JsonNode target : report.path("targets")) {
      if (rows++ < MOST_ROWS) {
        row(out, target);
      }
    }
    return out.end().end().end();
  }

  /** The first observation of each stage at an endpoint. */
  Map<Column, JsonNode> cells(JsonNode target) {
    Map<Column, JsonNode> cells = new EnumMap<>(Column.class);
    JsonNode lookup = lookups.get(Words.of(target, "address"));
    if (lookup != null) {
      cells.put(Column.DNS, lookup);
    }
    for (JsonNode id : target.path("observations")) {
      JsonNode seen = observations.get(id.asText());
      if (seen != null) {
        column(seen).ifPresent(column -> cells.putIfAbsent(column, seen));
      }
    }
    return cells;
  }

  private void row(Markup out, JsonNode target) {
    Map<Column, JsonNode> cells = cells(target);
    out.begin("tr").element("th", Words.of(target, "id"), "scope", "row");
    out.element("td", Words.of(target, "address"));
    out.element("td", Words.of(target, "port") + "/" + Words.of(target, "transport"));
    for (Column column : Column.values()) {
      cell(out, cells.get(column));
    }
    String state = Words.of(target, "state");
    out.element("td", Words.spaced(state), "class", look(state));
    out.element("td", Words.of(target, "reason")).end().line();
  }

  private static Optional<Column> column(JsonNode seen) {
    boolean normal = Words.of(seen.path("tls").path("hello"), "variant").equals("normal");
    return switch (Words.of(seen, "step")) {
      case "tcp-connect" -> Optional.of(Column.TCP);
      case "tls-handshake" -> normal ? Optional.of(Column.TLS) : Optional.empty();
      case "http-exchange" -> Optional.of(Column.HTTP);
      case "udp-exchange" -> Optional.of(Column.UDP);
      case "proxy-connect" -> Optional.of(Column.PROXY);
      default -> Optional.empty();
    };
  }

  private static void cell(Markup out, JsonNode seen) {
    if (seen == null) {
      out.element("td", "–", "class", "faint");
    } else {
      out.element("td", words(seen), "class", lookOf(seen));
    }
  }

  /** What a cell says of an observation. */
  static String words(JsonNode seen) {
    String code = code(seen);
    return code.isEmpty()
        ? "ok " + Words.time(seen.path("elapsedMs").asDouble())
        : Words.spaced(code);
  }

  static String lookOf(JsonNode seen) {
    return switch (code(seen)) {
      case "" -> "good";
      case "not-tested" -> "warning";
      default -> "bad";
    };
  }

  private static String code(JsonNode seen) {
    return Words.of(seen.path("failure"), "code");
  }

  static String look(String state) {
    return switch (state) {
      case "open" -> "good";
      case "open-or-filtered", "not-tested" -> "warning";
      default -> "bad";
    };
  }
}
