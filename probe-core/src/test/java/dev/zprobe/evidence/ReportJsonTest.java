package dev.zprobe.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.traffic.CaptureReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private final ObjectNode report = ReportJson.of(SampleBundle.withEverything());

  @Test
  void aReportWithEveryKindOfObservationFitsTheSchema() throws IOException {
    ReportSchema.accepts(text(report));
  }

  @Test
  void aLiveCaptureNamesItsFile() throws IOException {
    CaptureReport live = new CaptureReport(true, "", List.of("eth0"), 812, 3);
    ObjectNode other = ReportJson.of(SampleBundle.of(SampleObservations.all(), live));
    ReportSchema.accepts(text(other));
    assertEquals("capture.pcapng", other.at("/capture/file").asText());
    assertEquals(812, other.at("/capture/frames").asLong());
  }

  @Test
  void timesAreUtcWithMicroseconds() {
    assertEquals("2026-10-08T10:00:00.123456Z", report.at("/run/started").asText());
    assertEquals("2026-10-08T10:00:02.623456Z", report.at("/run/ended").asText());
  }

  @Test
  void durationsAreMilliseconds() {
    assertEquals(1.235, report.at("/observations/0/elapsedMs").asDouble());
  }

  @Test
  void endpointsAndAddressesAreCanonical() {
    assertEquals("[2001:db8::30]:443/tcp", report.at("/observations/0/endpoint").asText());
    assertEquals("[2001:db8::30]:40000", report.at("/observations/3/udp/mapped").asText());
  }

  @Test
  void framesAreThereOnlyWhereSomethingWasCaptured() {
    assertTrue(report.at("/observations/0/flow").isMissingNode());
    assertEquals(212, report.at("/observations/3/flow/framesOut/0").asLong());
    assertEquals(213, report.at("/observations/3/flow/framesIn/0").asLong());
    assertTrue(report.at("/findings/0/evidence/1/frames").isMissingNode());
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    List<String> nulls = new ArrayList<>();
    collectNulls("", report, nulls);
    assertEquals(List.of(), nulls);
    assertTrue(report.at("/findings/0/explainedBy").isMissingNode());
    assertEquals("F1", report.at("/findings/1/explainedBy").asText());
  }

  @Test
  void detailsKeepTheirTypes() {
    JsonNode detail = report.at("/findings/0/detail");
    assertTrue(detail.at("/offsetMs").isDouble());
    assertTrue(detail.at("/breaksTls").isBoolean());
    assertTrue(detail.at("/offered").isArray());
    assertTrue(detail.at("/count").isIntegralNumber());
    assertEquals("62.115.12.2", detail.at("/by").asText());
    assertEquals("value", detail.at("/inner/key").asText());
  }

  @Test
  void theSchemaKnowsEveryCauseAndNoOther() throws IOException {
    try (var stream = ReportJson.class.getResourceAsStream("report.schema.json")) {
      JsonNode known = new ObjectMapper().readTree(stream).at("/$defs/cause/enum");
      List<String> ids = new ArrayList<>();
      known.forEach(each -> ids.add(each.asText()));
      assertEquals(
          Arrays.stream(Cause.values()).map(Cause::id).sorted().toList(),
          ids.stream().sorted().toList());
    }
  }

  @Test
  void theSchemaRefusesNullUnknownKeysAndMissingBlame() throws IOException {
    ObjectNode withNull = report.deepCopy();
    ((ObjectNode) withNull.get("run")).putNull("id");
    assertFalse(ReportSchema.objections(text(withNull)).isEmpty());
    ObjectNode withKey = report.deepCopy();
    withKey.put("extra", 1);
    assertFalse(ReportSchema.objections(text(withKey)).isEmpty());
    ObjectNode withoutBlame = report.deepCopy();
    ((ObjectNode) withoutBlame.get("verdict")).remove("blame");
    assertFalse(ReportSchema.objections(text(withoutBlame)).isEmpty());
    ((ObjectNode) withoutBlame.get("verdict")).put("status", "healthy");
    ReportSchema.accepts(text(withoutBlame));
  }

  @Test
  void theTextCannotSteerATerminal() throws IOException {
    ObjectNode hostile = report.deepCopy();
    ((ObjectNode) hostile.get("verdict")).put("summary", "a\u001b[2Jb\u007fc\u009bd\u202ee");
    String text = text(hostile);
    assertTrue(text.chars().allMatch(each -> each == '\n' || each >= ' ' && each < 0x7f));
    assertTrue(text.contains("\\u001B[2Jb\\u007Fc\\u009Bd\\u202Ee"), text);
  }

  static String text(JsonNode tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonText.write(tree, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void collectNulls(String path, JsonNode node, List<String> nulls) {
    if (node.isNull()) {
      nulls.add(path);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      collectNulls(path + "/" + entry.getKey(), entry.getValue(), nulls);
    }
    node.elements().forEachRemaining(each -> collectNulls(path + "/*", each, nulls));
  }
}
