package dev.zprobe.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small reports for comparisons: as much of the form as these read. */
final class Reports {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final ObjectNode report;

  Reports() {
    report = JSON.createObjectNode();
    report.put("schema", "zprobe.report/1");
    report.putObject("run").put("id", "r").put("started", "2026-11-25T10:00:00.000000Z");
    report.putObject("verdict").put("status", "blocked").put("summary", "s");
    report.putArray("targets");
    report.putArray("findings");
    report.putArray("observations");
  }

  /** An endpoint of the target {@code media} with one observation, whose id is its port's. */
  Reports udp(int port, String state) {
    return endpoint("media", port, "udp", state);
  }

  Reports endpoint(String target, int port, String transport, String state) {
    String id = "O" + port;
    report
        .withArray("targets")
        .add(
            node(
                "{'id':'%s','address':'203.0.113.30','port':%d,'transport':'%s','state':'%s','reason':'r','observations':['%s']}"
                    .formatted(target, port, transport, state, id)));
    report
        .withArray("observations")
        .add(
            node(
                "{'id':'%s','step':'udp-exchange','target':'%s','elapsedMs':12.5,'flow':{'framesOut':[%d],'framesIn':[]}}"
                    .formatted(id, target, port)));
    return this;
  }

  /** A finding about one port, between two hops. */
  Reports finding(String cause, String severity, int port, int hop) {
    int number = report.withArray("findings").size() + 1;
    report
        .withArray("findings")
        .add(
            node(
                ("{'id':'F%d','cause':'%s','severity':'%s','scope':{'transport':'udp','ports':[%d],'addresses':['203.0.113.30'],'names':[]},"
                        + "'location':{'kind':'hops','first':%d,'last':%d},'summary':'s',"
                        + "'evidence':[{'role':'subject','observation':'O%d','frames':[%d],'statement':'x'}]}")
                    .formatted(number, cause, severity, port, hop, hop + 1, port, port)));
    return this;
  }

  ReportView view() {
    return ReportReader.of(report, "test");
  }

  String text() {
    return report.toString();
  }

  private static JsonNode node(String singleQuoted) {
    try {
      return JSON.readTree(singleQuoted.replace('\'', '"'));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }
}
