package dev.zprobe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "fe80:0:0:0:0:0:0:ABCD, fe80::abcd",
    "203.0.113.7, 203.0.113.7"
  })
  void writesTheCanonicalForm(String given, String canonical) {
    assertEquals(canonical, Addresses.text(Addresses.parse(given).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "zoom.us",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.04x",
        "01.2.3.4",
        "::g",
        "1:2",
        "1.2.3.4.",
        ":::",
        "localhost"
      })
  void refusesWhatIsNoLiteral(String text) {
    assertTrue(Addresses.parse(text).isEmpty(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.1.2.3", "127.0.0.1", "169.254.9.9", "100.64.0.1", "fd00::1", "::1", "0.0.0.0"})
  void knowsWhatIsNoPublicServer(String text) {
    assertTrue(Addresses.isLocalOnly(Addresses.parse(text).orElseThrow()));
  }

  @Test
  void publicAddressesAreNotLocal() {
    assertFalse(Addresses.isLocalOnly(address("170.114.52.2")));
    assertFalse(Addresses.isLocalOnly(address("100.128.0.1")));
    assertFalse(Addresses.isLocalOnly(address("2407:30c0::1")));
  }

  @Test
  void endpointsReadLikeTheContract() {
    assertEquals("203.0.113.30:8801/udp", Endpoint.udp(address("203.0.113.30"), 8801).toString());
    assertEquals("[2001:db8::1]:443/tcp", Endpoint.tcp(address("2001:db8:0::1"), 443).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "170.114.0.0/16, 170.114.52.2, true",
    "170.114.0.0/16, 170.115.0.0, false",
    "2407:30c0::/32, 2407:30c0:182::aa72:3402, true",
    "2407:30c0::/32, 170.114.52.2, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.6, false",
    "3.235.96.26/31, 3.235.96.27, true",
    "3.235.96.26/31, 3.235.96.28, false"
  })
  void rangesContainTheirAddresses(String range, String address, boolean inside) {
    assertEquals(inside, AddressRange.parse(range).orElseThrow().contains(address(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/", "zoom.us/24", "::/129", "/8"})
  void refusesImpossibleRanges(String text) {
    assertTrue(AddressRange.parse(text).isEmpty(), text);
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
