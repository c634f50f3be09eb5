package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was seen beside the findings: names, clock, certificates, ladders, this host. */
final class Facts {
  private static final int MOST_NAMES = 200;
  private static final int MOST_CHAINS = 40;

  private final JsonNode report;

  Facts(JsonNode report) {
    this.report = report;
  }

  Markup sections() {
    Markup out = new Markup();
    names(out);
    clock(out);
    certificates(out);
    ladders(out);
    host(out);
    return out;
  }

  private static void table(Markup out, String caption, List<String> titles) {
    out.begin("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption);
    out.begin("table").element("caption", caption).begin("thead").begin("tr");
    titles.forEach(title -> out.element("th", title, "scope", "col"));
    out.end().end().begin("tbody");
  }

  private static void row(Markup out, List<String> cells) {
    out.begin("tr").element("th", cells.get(0), "scope", "row");
    cells.subList(1, cells.size()).forEach(cell -> out.element("td", cell));
    out.end().line();
  }

  private static void endTable(Markup out) {
    out.end().end().end().line();
  }

  /** The system's answer beside each control's. */
  private void names(Markup out) {
    JsonNode names = report.path("dns").path("names");
    if (names.isEmpty()) {
      return;
    }
    out.begin("section").element("h2", "Names");
    List<String> titles =
        List.of("name", "type", "system resolver", "control resolvers", "other resolvers");
    table(out, "Answers side by side", titles);
    int rows = 0;
    for (JsonNode name : names) {
      Set<String> types = new HashSet<>();
      for (JsonNode answer : name.path("answers")) {
        if (types.add(Words.of(answer, "type")) && rows++ < MOST_NAMES) {
          String type = Words.of(answer, "type");
          row(
              out,
              List.of(
                  Words.of(name, "name"),
                  type,
                  answers(name, type, "system"),
                  answers(name, type, "control"),
                  answers(name, type, "")));
        }
      }
    }
    endTable(out);
    out.end();
  }

  private static String answers(JsonNode name, String type, String role) {
    List<String> said = new ArrayList<>();
    for (JsonNode answer : name.path("answers")) {
      String its = Words.of(answer, "role");
      boolean other = role.isEmpty() && !its.equals("system") && !its.equals("control");
      if (Words.of(answer, "type").equals(type) && (its.equals(role) || other)) {
        said.add(Words.of(answer, "server") + ": " + answer(answer));
      }
    }
    return said.isEmpty() ? "–" : String.join("; ", said);
  }

  private static String answer(JsonNode answer) {
    String addresses = String.join(", ", Words.texts(answer.path("addresses")));
    String failure = Words.spaced(Words.of(answer, "failure"));
    String words = addresses.isEmpty() ? Words.of(answer, "rcode") : addresses;
    return failure.isEmpty() ? words : failure + (addresses.isEmpty() ? "" : ", " + addresses);
  }

  private void clock(Markup out) {
    if (!ClockPicture.isPossible(report)) {
      return;
    }
    out.begin("section").element("h2", "Clock");
    out.element("p", "True time minus this clock, with the range in which it may lie.");
    HtmlReport.scrolled(out, ClockPicture.of(report), "Clock offsets");
    out.end();
  }

  /** Each chain once, however many endpoints show it. */
  private void certificates(Markup out) {
    Set<String> known = new HashSet<>();
    for (JsonNode seen : report.path("observations")) {
      JsonNode chain = seen.path("tls").path("certificates");
      String leaf = Words.of(chain.path(0), "sha256");
      if (chain.isEmpty() || known.size() >= MOST_CHAINS || !known.add(leaf)) {
        continue;
      }
      if (known.size() == 1) {
        out.begin("section").element("h2", "Certificates");
      }
      chain(out, seen, chain);
    }
    if (!known.isEmpty()) {
      out.end();
    }
  }

  private static void chain(Markup out, JsonNode seen, JsonNode chain) {
    JsonNode trust = seen.path("tls").path("trust");
    String problem = Words.of(trust, "problem");
    out.element("h3", Words.of(seen, "target") + ", " + Words.of(seen, "endpoint"));
    out.element(
        "p",
        "Public root: %s; trusted here: %s; name matches: %s%s."
            .formatted(
                yes(trust, "publicRoot"),
                yes(trust, "trustedHere"),
                yes(trust, "nameMatches"),
                problem.isEmpty() ? "" : "; " + problem));
    table(
        out,
        "Certificate chain, " + Words.of(seen, "id"),
        List.of("subject", "issuer", "from", "to", "names", "SHA-256"));
    for (JsonNode each : chain) {
      row(
          out,
          List.of(
              Words.of(each, "subject"),
              Words.of(each, "issuer"),
              Words.of(each, "notBefore"),
              Words.of(each, "notAfter"),
              String.join(", ", Words.texts(each.path("names"))),
              Words.shortened(Words.of(each, "sha256"), 20)));
    }
    endTable(out);
  }

  private static String yes(JsonNode node, String key) {
    return node.path(key).asBoolean() ? "yes" : "no";
  }

  private void ladders(Markup out) {
    JsonNode ladders = report.path("path").path("ladders");
    if (ladders.isEmpty()) {
      return;
    }
    out.begin("section").element("h2", "Path ladders");
    table(out, "Who answered at each TTL", List.of("endpoint", "stage", "kind", "hops"));
    for (JsonNode ladder : ladders) {
      List<String> hops = new ArrayList<>();
      for (JsonNode hop : ladder.path("hops")) {
        String from = Words.of(hop, "address");
        hops.add(
            Words.of(hop, "ttl")
                + " "
                + Words.spaced(Words.of(hop, "reply"))
                + (from.isEmpty() ? "" : " " + from));
      }
      row(
          out,
          List.of(
              Words.of(ladder, "endpoint"),
              Words.spaced(Words.of(ladder, "stage")),
              ladder.path("control").asBoolean() ? "control" : "subject",
              String.join("; ", hops)));
    }
    endTable(out);
    out.end();
  }

  private void host(Markup out) {
    JsonNode host = report.path("host");
    if (host.isMissingNode()) {
      return;
    }
    out.begin("section").element("h2", "This host").begin("dl");
    Findings.term(out, "system", Words.of(host, "os"));
    for (JsonNode each : host.path("interfaces")) {
      String addresses = String.join(", ", Words.texts(each.path("addresses")));
      String words = addresses + (each.path("up").asBoolean() ? "" : " (down)");
      Findings.term(out, "interface " + Words.of(each, "name"), words);
    }
    for (JsonNode each : host.path("routes")) {
      String gateway = Words.of(each, "gateway");
      String words =
          Words.spaced(Words.of(each, "kind"))
              + (gateway.isEmpty() ? "" : " " + gateway)
              + " "
              + Words.of(each, "device");
      Findings.term(out, "route to " + Words.of(each, "destination"), words);
    }
    Findings.term(out, "resolvers", String.join(", ", Words.texts(host.path("resolvers"))));
    for (JsonNode each : host.path("proxies")) {
      Findings.term(out, "proxy", Words.of(each, "url") + " (" + Words.of(each, "origin") + ")");
    }
    Findings.term(out, "tunnels", String.join(", ", Words.texts(host.path("vpn"))));
    for (JsonNode each : host.path("hostsFile")) {
      Findings.term(out, "hosts file", Words.of(each, "name") + " = " + Words.of(each, "address"));
    }
    Findings.term(out, "firewall", String.join("; ", Words.texts(host.path("firewall"))));
    out.end().end();
  }
}
