package dev.zprobe.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.render.page.HtmlReport;
import dev.zprobe.cli.render.page.MatrixPicture;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.traffic.CaptureReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

class HtmlReportTest {
  private static final String HOSTILE =
      "\"'><script>alert(1)</script><img src=x onerror=y>\u202e\u001b[2J`|*_[x](http://e)";
  private static final ObjectNode REPORT =
      ReportJson.of(Scene.filtered(new CaptureReport(true, "", List.of("eth0"), 120, 0)));

  @Test
  void thePageSaysVerdictFindingsAndEveryEndpoint() {
    String page = HtmlReport.of(REPORT);
    assertTrue(page.contains("<h1>zprobe: BLOCKED</h1>"), page);
    for (JsonNode finding : REPORT.path("findings")) {
      assertTrue(page.contains("id=\"" + finding.path("id").asText() + "\""), page);
    }
    assertEquals(REPORT.path("targets").size(), count(page, "<tr><th scope=\"row\">", "Findings"));
  }

  @Test
  void nothingIsLoadedAndNothingRuns() {
    String page = HtmlReport.of(REPORT);
    for (String word :
        List.of(
            "<script", "javascript:", "http:", "https:", " src=", "url(", "@import", " style=")) {
      assertFalse(page.contains(word), word);
    }
    assertTrue(page.contains("default-src 'none'"), page);
  }

  @Test
  void elementsAreClosedInOrder() {
    String page = HtmlReport.of(REPORT);
    java.util.ArrayDeque<String> open = new java.util.ArrayDeque<>();
    Matcher tag = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>").matcher(page);
    while (tag.find()) {
      if (tag.group(1).isEmpty() && tag.group(3).isEmpty() && !tag.group(2).equals("meta")) {
        open.push(tag.group(2));
      } else if (!tag.group(1).isEmpty()) {
        assertEquals(open.pop(), tag.group(2));
      }
    }
    assertTrue(open.isEmpty(), open.toString());
  }

  @Test
  void whateverAPeerSentIsTextInEveryPlace() {
    JsonNode hostile = poisoned(REPORT);
    String page = HtmlReport.of(hostile);
    assertFalse(page.contains("<script") || page.contains("<img"), page);
    String picture = MatrixPicture.of(hostile);
    assertFalse(picture.contains("<script") || picture.contains("<img"), picture);
    assertTrue(isWellFormed(picture), picture);
    String ticket = MarkdownReport.of(hostile);
    assertFalse(
        ticket.contains("<script") || Pattern.compile("(?<!\\\\)]\\(").matcher(ticket).find(),
        ticket);
    for (String text : List.of(page, ticket)) {
      assertTrue(text.codePoints().noneMatch(each -> each == 0x202e || each == 0x1b), text);
    }
  }

  @Test
  void theTicketHasTheVerdictAndTheFindings() {
    String ticket = MarkdownReport.of(REPORT);
    assertTrue(ticket.startsWith("# zprobe: BLOCKED\n"), ticket);
    assertTrue(ticket.contains("\n## F1 "), ticket);
    assertTrue(ticket.contains("| target | endpoint | state | why |"), ticket);
  }

  /** Every text replaced, but for the few that say of what kind a thing is. */
  private static JsonNode poisoned(JsonNode node) {
    if (node.isTextual()) {
      return JsonNodeFactory.instance.textNode(node.asText() + HOSTILE);
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> array.add(poisoned(each)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> each : node.properties()) {
        boolean kept = List.of("role", "observation", "id", "step", "kind").contains(each.getKey());
        object.set(each.getKey(), kept ? each.getValue() : poisoned(each.getValue()));
      }
      return object;
    }
    return node;
  }

  private static long count(String page, String what, String until) {
    String part = page.substring(0, page.indexOf("<h2>" + until));
    return Pattern.compile(Pattern.quote(what)).matcher(part).results().count();
  }

  private static boolean isWellFormed(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Element root =
          factory
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
              .getDocumentElement();
      return root.getTagName().equals("svg") && root.getElementsByTagName("text").getLength() > 4;
    } catch (ParserConfigurationException | SAXException | IOException broken) {
      return false;
    }
  }
}
