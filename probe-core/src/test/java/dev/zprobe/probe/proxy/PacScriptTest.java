package dev.zprobe.probe.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacScriptTest {
  private static final Map<String, String> NAMES =
      Map.of("intranet.test", "10.1.2.3", "zoom.us", "170.114.52.2", "six.test", "2001:db8::6");

  @Test
  void aUsualFileDecidesByNameNetAndFallback() throws Exception {
    String source =
        """
        function FindProxyForURL(url, host) {
          if (isPlainHostName(host) || dnsDomainIs(host, ".internal.test")) return "DIRECT";
          if (isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "DIRECT";
          if (shExpMatch(host, "*.zoom.us") || host == "zoom.us")
            return "PROXY a.test:3128; SOCKS5 b.test:1080; DIRECT";
          return "PROXY c.test:8080";
        }
        """;
    assertEquals("DIRECT", find(source, "printer"));
    assertEquals("DIRECT", find(source, "x.internal.test"));
    assertEquals("DIRECT", find(source, "intranet.test"));
    assertEquals(
        List.of("http://a.test:3128", "socks5://b.test:1080", "direct"),
        ProxyPlace.ofPac(find(source, "zoom.us")).stream().map(ProxyPlace::text).toList());
    assertEquals("PROXY c.test:8080", find(source, "example.org"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shExpMatch("us04web.zoom.us", "*.zoom.us") | true
          shExpMatch("zoom.us", "*.zoom.us") | false
          shExpMatch("http://a/b", "http://?/*") | true
          shExpMatch("a.b", "a?b?") | false
          localHostOrDomainIs("www", "www.test.org") | true
          localHostOrDomainIs("www.other.org", "www.test.org") | false
          dnsDomainLevels("a.b.c") | 2
          isResolvable("nowhere.test") | false
          isResolvable("six.test") | false
          isResolvableEx("six.test") | true
          isInNet("10.9.9.9", "10.0.0.0", "255.0.0.0") | true
          isInNet("192.168.1.9", "192.168.1.0", "255.255.255.255") | false
          isInNet("nowhere.test", "10.0.0.0", "255.0.0.0") | false
          isInNetEx("2001:db8::6", "2001:db8::/32") | true
          myIpAddress() | 192.0.2.7
          weekdayRange("MON", "FRI", "GMT") | true
          weekdayRange("SAT", "SUN", "GMT") | false
          weekdayRange("FRI", "WED", "GMT") | true
          dateRange("NOV", "DEC", "GMT") | true
          dateRange(24, "NOV", 2026, 26, "NOV", 2026, "GMT") | true
          dateRange(1, "DEC", 2026, 26, "DEC", 2026, "GMT") | false
          dateRange(2027, "GMT") | false
          timeRange(9, 17, "GMT") | true
          timeRange(22, 6, "GMT") | false
          timeRange(12, 0, 13, 30, "GMT") | true
          """)
  void theFunctionsDoWhatTheirDescriptionsSay(String call, String expected) throws Exception {
    assertEquals(expected, find("function FindProxyForURL() { return " + call + "; }", "h"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "function FindProxyForURL() { for (;;) { try { while (true) {} } catch (e) {} } }",
        "function FindProxyForURL() { try { for (;;) {} } finally { for (;;) {} } }",
        "function FindProxyForURL() { return FindProxyForURL(); }",
        "function FindProxyForURL() { return 'x'.repeat(1 << 30); }",
        "function FindProxyForURL() { return java.lang.System.exit(1); }",
        "function FindProxyForURL() { return Packages.java.io.File('/etc/passwd'); }",
        "function FindProxyForURL() {"
            + " return hostAddresses.constructor.constructor('return java')().lang.String; }",
        "function FindProxyForURL() { var a = [1]; while (true) { a = a.concat(a); } }",
        "function FindProxyForURL() { var s = 'x'; while (true) { s += s; s.charAt(1); } }",
        "function FindProxyForURL() { return Array(1e9).join('x'); }",
        "function FindProxyForURL() { return new Uint8Array(1 << 30); }",
        "function FindProxyForURL() { throw 'no'; }",
        "this is no script",
        "",
        "FindProxyForURL = 7;"
      })
  void aHostileOrBrokenFileIsARefusalInTime(String source) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThrows(PacScript.PacException.class, () -> find(source, "zoom.us")));
  }

  @Test
  void nullMeansNothing() throws Exception {
    assertEquals("", find("function FindProxyForURL() { return null; }", "h"));
    assertEquals("", find("function FindProxyForURL() {}", "h"));
  }

  @Test
  void namesBeyondTheTwentiethDoNotResolve() throws Exception {
    String source =
        """
        function FindProxyForURL() {
          var n = 0;
          for (var i = 0; i < 100; i++) { if (isResolvable("zoom.us")) n++; }
          return String(n);
        }
        """;
    assertEquals("20", find(source, "h"));
  }

  private static String find(String source, String host) throws Exception {
    PacScript.World world =
        new PacScript.World(
            name -> NAMES.containsKey(name) ? List.of(address(NAMES.get(name))) : List.of(),
            () -> List.of(address("2001:db8::7"), address("192.0.2.7")),
            InstantSource.fixed(Instant.parse("2026-11-25T12:30:00Z")));
    return new PacScript(source, world).find("https://" + host + "/", host);
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
