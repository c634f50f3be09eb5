package dev.zprobe.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
  private final Pseudonyms stands =
      new Pseudonyms("a key for tests".getBytes(java.nio.charset.StandardCharsets.UTF_8));

  @Test
  void commonPrefixesStayCommonAndNoTwoAddressesMeet() {
    Random random = new Random(4);
    Set<InetAddress> made = new HashSet<>();
    Set<InetAddress> asked = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      InetAddress first = random(random);
      InetAddress second = random(random);
      int common = common(first, second);
      assertEquals(common, common(stands.address(first), stands.address(second)));
      asked.add(first);
      made.add(stands.address(first));
    }
    assertEquals(asked.size(), made.size());
  }

  @Test
  void whatKindAnAddressIsOfStays() {
    for (String text :
        List.of(
            "10.1.2.3",
            "172.20.1.1",
            "192.168.7.9",
            "127.5.6.7",
            "169.254.3.4",
            "100.70.1.1",
            "203.0.113.9",
            "8.8.8.8",
            "fe80::1:2",
            "fd00::7",
            "2001:db8::9")) {
      InetAddress original = Addresses.parse(text).orElseThrow();
      InetAddress made = stands.address(original);
      assertNotEquals(original, made);
      assertEquals(original.isSiteLocalAddress(), made.isSiteLocalAddress(), text);
      assertEquals(original.isLoopbackAddress(), made.isLoopbackAddress(), text);
      assertEquals(original.isLinkLocalAddress(), made.isLinkLocalAddress(), text);
      assertFalse(made.isMulticastAddress(), text);
    }
  }

  @Test
  void namesShareTheirEndsAndKeepTheirLength() {
    String web = stands.name("www.example.com");
    String other = stands.name("mail.Example.com");
    assertEquals("www.example.com".length(), web.length());
    assertTrue(web.endsWith(".com"));
    assertEquals(web.substring(3), other.substring(4));
    assertFalse(web.contains("example"));
    assertEquals("*" + web.substring(3), stands.name("*.example.com"));
  }

  @Test
  void aTextLosesEverythingThatNamesSomebody() {
    PseudonymText text = new PseudonymText(stands);
    String made =
        text.of(
            "RST from 203.0.113.7:443 and [2001:db8::1]:53 for *.corp.example.com,"
                + " de:ad:be:ef:00:01, alice.smith@example.com,"
                + " http://bob:secret@proxy.example.com:3128, 12:30:45, report.json");
    for (String gone :
        List.of(
            "203.0.113.7",
            "2001:db8::1",
            "corp",
            "example",
            "de:ad",
            "alice",
            "smith",
            "bob",
            "secret")) {
      assertFalse(made.contains(gone), made);
    }
    assertTrue(made.contains("report.json") && made.contains(":443"), made);
  }

  @Test
  void theReportKeepsItsVerdictAndFitsTheSchema() {
    ObjectNode report = ReportJson.of(SampleBundle.withEverything());
    ObjectNode made = new ReportRedactor(stands).redact(report);
    ReportSchema.accepts(made.toString());
    assertEquals(report.path("verdict").path("status"), made.path("verdict").path("status"));
    assertEquals(report.findValuesAsText("cause"), made.findValuesAsText("cause"));
  }

  private static InetAddress random(Random random) {
    String near = "198.51." + random.nextInt(4) + "." + random.nextInt(256);
    String far =
        (1 + random.nextInt(220)) + "." + random.nextInt(256) + ".7." + random.nextInt(256);
    return Addresses.parse(random.nextBoolean() ? near : far).orElseThrow();
  }

  private static int common(InetAddress left, InetAddress right) {
    byte[] first = left.getAddress();
    byte[] second = right.getAddress();
    int bits = 0;
    while (bits < 32 && ((first[bits / 8] ^ second[bits / 8]) & 0x80 >>> bits % 8) == 0) {
      bits++;
    }
    return bits;
  }

  @Test
  void addressesThatAreKeysOfAReportAreReplacedAsWell() {
    ObjectNode report = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    report.putObject("servers").put("203.0.113.9", "clock-timeout").put("offsetMs", 3);
    String made = new ReportRedactor(stands).redact(report).toString();
    assertFalse(made.contains("203.0.113.9"), made);
    assertTrue(made.contains("\"offsetMs\":3"), made);
  }
}
