package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A report about stand-ins: the same verdict, findings and frames. For one thread. */
public final class ReportRedactor {
  /** The program's own words, which never hold what a peer or a user said. */
  private static final Set<String> OWN =
      Set.of("schema", "tool", "started", "ended", "file", "step", "error104103");

  private static final Pattern DISTINGUISHED =
      Pattern.compile("(?i)(?<=^|[,+])\\s*((?:[a-z]{1,16}|[0-9.]{3,40})=)((?:\\\\.|[^,+\\\\])*)");
  private static final Pattern URL =
      Pattern.compile("(?i)([a-z]{2,8}://[^/?#\\s\"]*)[/?#][^\\s\"]*");

  private final Pseudonyms stands;
  private final PseudonymText text;

  public ReportRedactor(Pseudonyms stands) {
    this.stands = stands;
    this.text = new PseudonymText(stands);
  }

  /** A new tree; the given one stays. */
  public ObjectNode redact(JsonNode report) {
    for (JsonNode each : report.path("host").path("interfaces")) {
      stands.interfaceName(each.path("name").asText(""));
    }
    report.path("capture").path("interfaces").forEach(it -> stands.interfaceName(it.asText("")));
    learnPhrases(report);
    ObjectNode made = object(report);
    if (made.path("host") instanceof ObjectNode host) {
      host.remove("firewall");
      host.putArray("firewall");
      host.put("os", report.path("host").path("os").asText("").split(" ")[0]);
      ArrayNode entries = host.putArray("hostsFile");
      for (JsonNode each : report.path("host").path("hostsFile")) {
        ObjectNode entry = object(each);
        entry.put("name", stands.name(each.path("name").asText("")));
        entries.add(entry);
      }
    }
    return made;
  }

  /** Sentences speak of authorities and pages, too: their names are known before the first one. */
  private void learnPhrases(JsonNode node) {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      switch (each.getKey()) {
        case "subject", "issuer" -> distinguished(each.getValue().asText());
        case "title" -> {
          if (!isRepair(node)) {
            stands.phrase(each.getValue().asText());
          }
        }
        default -> learnPhrases(each.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(this::learnPhrases);
    }
  }

  /** Its title is ours, while a page's is its owner's. */
  private static boolean isRepair(JsonNode node) {
    return node.has("who");
  }

  private ObjectNode object(JsonNode node) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      boolean own = each.getKey().matches("[A-Za-z0-9]+"); // others are addresses, names, ports
      String key = own ? each.getKey() : text.of(each.getKey());
      boolean ours = key.equals("title") && isRepair(node);
      made.set(key, ours ? each.getValue() : value(each.getKey(), each.getValue()));
    }
    return made;
  }

  private JsonNode value(String key, JsonNode value) {
    if (OWN.contains(key)) {
      return value;
    }
    if (value.isObject()) {
      return object(value);
    }
    if (value.isArray()) {
      ArrayNode made = JsonNodeFactory.instance.arrayNode();
      value.forEach(each -> made.add(value(key, each)));
      return made;
    }
    return value.isTextual()
        ? JsonNodeFactory.instance.textNode(words(key, value.asText()))
        : value;
  }

  private String words(String key, String original) {
    return switch (key) {
      case "der" -> "";
      case "sha256", "spki" -> stands.digest(original);
      case "subject", "issuer" -> distinguished(original);
      case "title" -> stands.phrase(original);
      default -> text.of(URL.matcher(original).replaceAll("$1/"));
    };
  }

  /** Of a distinguished name the kinds of its parts stay, the values go. */
  private String distinguished(String original) {
    return DISTINGUISHED
        .matcher(original)
        .replaceAll(
            found -> {
              String value = found.group(2);
              boolean name = value.matches("[\\w*-]+(\\.[\\w-]+)+");
              String made = name ? text.of(value) : stands.phrase(value);
              return java.util.regex.Matcher.quoteReplacement(found.group(1) + made);
            });
  }
}
