package dev.zprobe.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.catalog.CatalogException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private final ReportView run =
      new Reports()
          .udp(8801, "open")
          .udp(8802, "open-or-filtered")
          .endpoint("web", 443, "tcp", "rejected")
          .endpoint("web", 80, "tcp", "not-tested")
          .view();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'target':'media','ports':'8801','transport':'udp','state':'open'|",
        "'ports':8801,'transport':'udp','state':'open','maxMs':13|",
        "'ports':8801,'transport':'udp','state':'open','maxMs':12|is open after 13 ms instead of at"
            + " most 12",
        "'address':'203.0.113.30','ports':'443','transport':'tcp','state':['rejected','filtered']|",
        "'ports':8801,'transport':'udp','state':'filtered'|is open instead of filtered (r)",
        "'ports':8802,'transport':'udp','state':'open'|is open-or-filtered instead of open, which"
            + " only a responder",
        "'ports':80,'transport':'tcp','state':'open'|is not-tested instead of open, so that nothing"
            + " is shown",
        "'target':'nobody','state':'open'|the run has no such endpoint"
      })
  void saysWhatIsNotAsExpected(String row, String complaint) {
    PolicyCheck check = PolicyCheck.of(policy("{" + row + "}"), run);
    String said = check.results().get(0).complaint();
    assertTrue(said.startsWith(complaint == null ? "" : complaint), said);
    assertEquals(complaint == null, check.holds(), said);
  }

  @Test
  void countsWhatNoRowNames() {
    PolicyCheck check =
        PolicyCheck.of(policy("{'target':'media','state':['open','open-or-filtered']}"), run);
    assertEquals(2, check.results().size());
    assertEquals(2, check.unnamed());
    assertTrue(check.holds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'state':'open'}|expect[0].target or address or ports",
        "{'target':'x'}|expect[0].state is missing",
        "{'target':'x','state':'ajar'}|expect[0].state must be of",
        "{'target':'x','state':'not-tested'}|expect[0].state must be of",
        "{'target':'x','state':'filtered','maxMs':5}|expect[0].maxMs is impossible here",
        "{'target':'x','state':'open','maxMs':0}|expect[0].maxMs must be within",
        "{'target':'x','state':'open','maxMs':'5'}|expect[0].maxMs must be a whole number",
        "{'ports':'1','state':'open'}|expect[0].transport is missing",
        "{'ports':'0','transport':'udp','state':'open'}|expect[0].ports is wrong",
        "{'ports':'9-3','transport':'udp','state':'open'}|expect[0].ports is wrong",
        "{'target':'x','transport':'sctp','state':'open'}|expect[0].transport must be",
        "{'address':'224.0.0.1','state':'open'}|expect[0].address",
        "{'address':'zoom.us','state':'open'}|expect[0].address",
        "{'target':'x','state':'open','port':3}|expect[0].port is unknown",
        "{'target':'x','state':'open'},{'target':'x','state':'closed'}|expect[1] overlaps"
            + " expect[0]",
        "{'target':'x','state':'open'},{'ports':'1','transport':'udp','state':'closed'}|expect[1]"
            + " overlaps",
        "{'ports':'1-5','transport':'udp','state':'open'},{'ports':'5-9','transport':'udp','state':'open'}|expect[1]"
            + " overlaps"
      })
  void refusesWhatIsImpossibleOrOverlaps(String rows, String complaint) {
    String message = assertThrows(CatalogException.class, () -> policy(rows)).getMessage();
    assertTrue(message.startsWith("policy: " + complaint), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void rowsThatOnlyTouchAreFine() {
    Policy policy =
        policy(
            "{'ports':'1','transport':'udp','state':'open'},"
                + "{'ports':'1','transport':'tcp','state':'open'},"
                + "{'ports':'2','transport':'tcp','target':'a','state':'open'},"
                + "{'ports':'2','transport':'tcp','target':'b','state':'open'}");
    assertEquals(4, policy.rows().size());
  }

  @Test
  void aRunFulfilsThePolicyDerivedFromIt() {
    for (boolean timed : List.of(false, true)) {
      String text = PolicyJson.derived(run, timed).toString();
      Policy policy = PolicyReader.parse(text, "derived");
      assertTrue(PolicyCheck.of(policy, run).holds(), text);
      assertEquals(3, policy.rows().size());
    }
    ReportView later = new Reports().udp(8801, "filtered").view();
    Policy policy = PolicyReader.parse(PolicyJson.derived(run, false).toString(), "derived");
    assertFalse(PolicyCheck.of(policy, later).holds());
  }

  private static Policy policy(String rows) {
    String text = "{'schema':'zprobe.policy/1','expect':[" + rows + "]}";
    return PolicyReader.parse(text.replace('\'', '"'), "policy");
  }
}
