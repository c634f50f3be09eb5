package dev.zprobe.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.net.Application;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private static final Catalog CATALOG =
      CatalogReader.parse(
          """
          {"schema": "zprobe.catalog/1", "date": "2026-10-08",
           "dnsControls": ["1.1.1.1", "2606:4700:4700::1111"], "timeServers": ["time.test"],
           "controls": [{"id": "n", "host": "www.example.com", "transport": "tcp", "ports": "443",
                         "application": "https"}],
           "targets": [
             {"id": "web", "service": "web", "host": "zoom.us", "transport": "tcp",
              "ports": "443", "application": "https"},
             {"id": "media", "service": "meetings", "transport": "udp", "ports": "8801-8803",
              "addresses": ["203.0.113.30", "2001:db8::30"], "application": "zoom-media",
              "expects": "nothing", "required": false}]}
          """,
          "test");

  @ParameterizedTest
  @CsvSource({
    "zoom.us:443/https, TCP, 443, HTTPS, true",
    "zoom.us, TCP, 443, HTTPS, true",
    "ZOOM.us.:443, TCP, 443, HTTPS, true",
    "zoom.us:443/tcp, TCP, 443, NONE, true",
    "example.org:80, TCP, 80, HTTP, true",
    "example.org:22, TCP, 22, NONE, true",
    "[2001:db8::1]:3478/stun, UDP, 3478, STUN, true",
    "2001:db8::1/stun, UDP, 3478, STUN, true",
    "192.0.2.1:8801/udp, UDP, 8801, ZOOM_MEDIA, false",
    "192.0.2.1:9999/udp, UDP, 9999, STUN, false",
    "203.0.113.30:8802/udp, UDP, 8802, ZOOM_MEDIA, false",
    "sip.test/sip, UDP, 5060, SIP, true",
    "sip.test:5091/sips, TCP, 5091, SIPS, true",
    "mail.test:993/tls, TCP, 993, TLS, true"
  })
  void targetsOfTheCommandLineAreUnderstood(
      String text, Transport transport, int port, Application application, boolean answers) {
    Target target = chosen(text).get(0);
    assertEquals(text, target.id());
    assertEquals(transport, target.transport());
    assertEquals(List.of(port), target.ports());
    assertEquals(application, target.application());
    assertEquals(answers, target.promise().answers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":443",
        "zoom.us:0",
        "zoom.us:70000",
        "zoom.us:443/quux",
        "zoom.us:",
        "[::1",
        "[::1]x",
        "300.1.2.3:443",
        "a b.test",
        "224.0.0.1:443",
        "-x.test/https/",
        "http://zoom.us"
      })
  void whatIsNoTargetIsRefusedInOneLine(String text) {
    PlanException thrown = assertThrows(PlanException.class, () -> chosen(text));
    assertTrue(thrown.getMessage().startsWith("target \"" + text), thrown::getMessage);
    assertFalse(thrown.getMessage().contains("\n"));
  }

  @Test
  void anUnknownServiceIsAnsweredWithTheKnownOnes() {
    PlanException thrown = assertThrows(PlanException.class, () -> services("web", "chat"));
    assertEquals(
        "there is no service \"chat\" in the catalog; it has meetings, web", thrown.getMessage());
    assertEquals(List.of("web"), services("web").stream().map(Target::id).toList());
  }

  @Test
  void oneFamilyLeavesNothingOfTheOther() {
    Plan plan = Planner.plan(CATALOG, PlanRequest.STANDARD.withFamilies(Plan.Families.IPV4));
    assertEquals(1, plan.catalog().targets().get(1).listedAddresses().size());
    assertEquals(1, plan.catalog().dnsControls().size());
    PlanRequest other =
        PlanRequest.STANDARD
            .withFamilies(Plan.Families.IPV6)
            .withChosen(new PlanRequest.Chosen(List.of("192.0.2.1:443"), List.of()));
    assertThrows(PlanException.class, () -> Planner.plan(CATALOG, other));
  }

  @Test
  void dnsControlNoneMeansNoComparison() {
    Plan plan = Planner.plan(CATALOG, compared(List.of("none"), List.of()));
    assertTrue(plan.catalog().dnsControls().isEmpty());
    assertThrows(
        PlanException.class,
        () -> Planner.plan(CATALOG, compared(List.of("none", "1.1.1.1"), List.of())));
    assertThrows(
        PlanException.class, () -> Planner.plan(CATALOG, compared(List.of("dns"), List.of())));
  }

  @Test
  void givenTimeServersStandInForTheCatalogs() {
    Plan plan = Planner.plan(CATALOG, compared(List.of(), List.of("127.0.0.1:1123")));
    assertEquals(List.of("127.0.0.1:1123"), plan.catalog().timeServers());
    assertThrows(
        PlanException.class, () -> Planner.plan(CATALOG, compared(List.of(), List.of("a:b"))));
  }

  @Test
  void trustFilesAreLookedAtBeforeAnythingIsSent(@TempDir Path directory) throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path garbage = Files.writeString(directory.resolve("garbage.pem"), "-----BEGIN x\ny");
    for (Path file : List.of(directory.resolve("missing.pem"), empty, garbage, directory)) {
      PlanRequest request = PlanRequest.STANDARD.withTrust(List.of(file));
      PlanException thrown =
          assertThrows(PlanException.class, () -> Planner.plan(CATALOG, request));
      assertTrue(thrown.getMessage().startsWith("--trust " + file), thrown::getMessage);
    }
  }

  @Test
  void aProxyIsAWordOrAUrl() {
    assertEquals(Plan.ProxyChoice.SYSTEM, Planner.plan(CATALOG, PlanRequest.STANDARD).proxy());
    assertEquals(
        "http://proxy.test:3128",
        Planner.plan(CATALOG, PlanRequest.STANDARD.withProxy("proxy.test:3128")).proxy().url());
    for (String wrong : List.of("", "ftp://x:1", "http://", "http://a b", "http://x:99999999999")) {
      assertThrows(
          PlanException.class,
          () -> Planner.plan(CATALOG, PlanRequest.STANDARD.withProxy(wrong)),
          wrong);
    }
  }

  private static List<Target> chosen(String text) {
    PlanRequest request =
        PlanRequest.STANDARD.withChosen(new PlanRequest.Chosen(List.of(text), List.of()));
    return Planner.plan(CATALOG, request).catalog().targets();
  }

  private static List<Target> services(String... services) {
    PlanRequest request =
        PlanRequest.STANDARD.withChosen(new PlanRequest.Chosen(List.of(), List.of(services)));
    return Planner.plan(CATALOG, request).catalog().targets();
  }

  private static PlanRequest compared(List<String> controls, List<String> times) {
    return PlanRequest.STANDARD.withCompared(new PlanRequest.Compared(List.of(), controls, times));
  }
}
