package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

class CompareTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();

  @Test
  void whatGotWorseIsOneAndSaidInEveryForm()
      throws IOException, ParserConfigurationException, SAXException {
    Path before = report("before", "open");
    Path after = report("after", "filtered");
    Path junit = place.resolve("out.xml");
    Path page = place.resolve("out.html");
    int code =
        zprobe.run(
            "compare",
            before.toString(),
            after.toString(),
            "--junit",
            junit.toString(),
            "--html",
            page.toString());
    assertEquals(1, code, zprobe::text);
    assertTrue(zprobe.out().contains("newly failing"), zprobe::text);
    Element suite = suite(junit);
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("2", suite.getAttribute("tests"));
    assertEquals(1, suite.getElementsByTagName("failure").getLength());
    String text = Files.readString(page);
    assertTrue(text.contains("203.0.113.30:8801/udp"));
    assertTrue(text.contains("<main>") && !text.contains("<th></th>"), "for screen readers");
  }

  @Test
  void theOtherWayRoundIsAnImprovementAsJson() throws IOException {
    Path before = report("before", "open");
    Path after = report("after", "filtered");
    assertEquals(0, zprobe.run("compare", after.toString(), before.toString(), "--json"));
    JsonNode json = new ObjectMapper().readTree(zprobe.out());
    assertEquals("fixed", json.at("/targets/0/change").asText());
    assertEquals(0, zprobe.err().size());
  }

  @Test
  void hostileTextStaysInertEverywhere() throws Exception {
    Path before = report("before", "open\",\"reason\":\"\\u001b[2J<b>&\\u0000");
    Path junit = place.resolve("out.xml");
    zprobe.run("compare", before.toString(), before.toString(), "-v", "--junit", junit.toString());
    assertTrue(zprobe.out().indexOf('\u001b') < 0);
    assertEquals("2", suite(junit).getAttribute("tests"));
  }

  @Test
  void anUnreadableSideIsTwoAndOneLine() throws IOException {
    Path before = report("before", "open");
    assertEquals(2, zprobe.run("compare", before.toString(), place.resolve("none").toString()));
    assertEquals(1, zprobe.err().size());
    assertEquals(2, zprobe.run("compare", before.toString()));
  }

  private static Element suite(Path junit)
      throws IOException, ParserConfigurationException, SAXException {
    Document read = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    return (Element) read.getElementsByTagName("testsuite").item(0);
  }

  private Path report(String name, String state) throws IOException {
    String target =
        "{\"id\":\"%s\",\"address\":\"203.0.113.30\",\"port\":8801,\"transport\":\"udp\",\"state\":\"%s\"}";
    return Files.writeString(
        place.resolve(name + ".json"),
        "{\"schema\":\"zprobe.report/1\",\"observations\":[],\"findings\":[],\"targets\":["
            + target.formatted("media", state)
            + ","
            + target.formatted("other", "open")
            + "]}");
  }
}
