package dev.zprobe.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ReportRedactorTest {
  private static JsonNode redacted(String json) throws JsonProcessingException {
    return new ReportRedactor(new Pseudonyms(new byte[32]))
        .redact(new ObjectMapper().readTree(json));
  }

  @Test
  void anAuthorityIsNotNamedInSentencesEither() throws JsonProcessingException {
    JsonNode made =
        redacted(
            "{\"findings\": [{\"summary\": \"The certificate is from Acme Inspection CA (Acme"
                + " Security).\"}], \"observations\": [{\"issuer\": \"CN=Acme Inspection CA,O=Acme"
                + " Security\"}]}");
    String summary = made.path("findings").path(0).path("summary").asText();
    String issuer = made.path("observations").path(0).path("issuer").asText();
    assertFalse(made.toString().contains("Acme"), made::toString);
    String name = issuer.substring("CN=".length(), issuer.indexOf(','));
    assertEquals("The certificate is from " + name, summary.substring(0, 24 + name.length()));
  }

  @Test
  void anAuthorityThatIsCalledLikeOneOfOurWordsLeavesTheReportValid()
      throws JsonProcessingException {
    JsonNode made =
        redacted("{\"findings\": [{\"blame\": \"proxy\", \"issuer\": \"CN=proxy,O=proxy\"}]}");
    assertEquals("proxy", made.at("/findings/0/blame").asText());
    assertFalse(made.at("/findings/0/issuer").asText().contains("proxy"), made::toString);
  }

  @Test
  void theTitleOfARepairIsOursAndStays() throws JsonProcessingException {
    JsonNode made =
        redacted(
            "{\"repairPlan\": {\"steps\": [{\"who\": \"user\", \"title\": \"Flush the cache\"}]},"
                + " \"observations\": [{\"title\": \"Acme blocks this\"}]}");
    assertEquals("Flush the cache", made.at("/repairPlan/steps/0/title").asText());
    assertFalse(made.toString().contains("Acme"), made::toString);
  }

  @Test
  void aTargetThatIsCalledByItsAddressOrNameIsCalledByItsStandIn() throws JsonProcessingException {
    JsonNode made =
        redacted(
            "{\"targets\": [{\"id\": \"10.1.0.2:443/tcp\"}, {\"id\": \"intra.example:443/tcp\"}],"
                + " \"observations\": [{\"id\": \"O17\", \"target\": \"10.1.0.2:443/tcp\"}]}");
    assertFalse(made.toString().contains("10.1.0.2"), made::toString);
    assertFalse(made.toString().contains("intra"), made::toString);
    assertEquals(made.at("/targets/0/id"), made.at("/observations/0/target"));
    assertEquals("O17", made.at("/observations/0/id").asText());
  }
}
