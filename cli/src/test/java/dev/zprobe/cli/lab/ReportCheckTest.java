package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportCheckTest {
  private static final String REPORT =
      """
      {"verdict": {"status": "blocked"},
       "capture": {"frames": 10},
       "observations": [{"id": "O1"}],
       "findings": [
        {"cause": "port-dropped", "severity": "blocking", "confidence": "likely", "detail": {"lossPercent": 4.0},
         "scope": {"transport": "tcp", "ports": [443]}, "location": {"kind": "hops", "first": 2, "last": 3},
         "summary": "s", "evidence": [{"observation": "O1", "frames": [10]}]},
        {"cause": "port-dropped", "severity": "blocking", "confidence": "likely", "detail": {"lossPercent": 5.0},
         "scope": {"transport": "tcp", "ports": [8801]}, "location": {"kind": "hops", "first": 2, "last": 2},
         "summary": "s", "evidence": [{"observation": "O1"}]},
        {"cause": "server-down", "severity": "blocking", "explainedBy": "F1", "summary": "s", "evidence": [{"observation": "O1"}]}]}
      """;

  @Test
  void acceptsWhatIsExpectedAndUnitesScopes() {
    assertEquals(
        List.of(),
        complaints(
            """
            {"exit": 1, "verdict": {"status": ["blocked", "degraded"]}, "absent": ["server-silent"],
             "findings": [{"cause": "port-dropped", "confidence": ["confirmed", "likely"],
               "detail": {"lossPercent": {"between": [3, 6]}},
               "scope": {"transport": "tcp", "ports": [443, 8801]}, "location": {"kind": "hops", "contains": 2, "widest": 1}}]}
            """,
            REPORT));
  }

  @Test
  void namesWhatIsMissingAndWhatIsTooMuch() {
    List<String> complaints =
        complaints("{\"exit\": 0, \"findings\": [{\"cause\": \"sni-blocked\"}]}", REPORT);
    assertTrue(complaints.contains("exit: 1 instead of 0"), complaints::toString);
    assertTrue(complaints.contains("missing sni-blocked"), complaints::toString);
    assertTrue(complaints.contains("unexpected port-dropped (blocking): s"), complaints::toString);
  }

  @Test
  void wantsTheHopInsideTheLocation() {
    List<String> complaints =
        complaints(
            "{\"findings\": [{\"cause\": \"port-dropped\", \"location\": {\"contains\": 1,"
                + " \"widest\": 0}}]}",
            REPORT);
    assertEquals(3, complaints.size(), complaints::toString);
  }

  @Test
  void wantsEvidenceThatExists() {
    String report =
        """
        {"capture": {"frames": 3}, "observations": [],
         "findings": [{"cause": "udp-unproven", "severity": "note", "evidence": [{"observation": "O9", "frames": [4]}]},
                      {"cause": "nat-symmetric", "severity": "note", "evidence": []}]}
        """;
    assertEquals(3, complaints("{}", report).size());
  }

  private static List<String> complaints(String expect, String report) {
    ObjectMapper json = new ObjectMapper();
    try {
      return ReportCheck.complaints(json.readTree(expect), json.readTree(report), 1);
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }
}
