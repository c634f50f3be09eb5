package dev.zprobe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8,10.0.0.0/8",
    "10.1.2.3,10.1.2.3/32",
    "255.255.255.255/0,0.0.0.0/0",
    "203.0.113.129/25,203.0.113.128/25",
    "2001:db8:1:2::3/48,2001:db8:1::/48",
  })
  void hostBitsAreCleared(String text, String expected) {
    assertEquals(Optional.of(expected), AddressRange.parse(text).map(AddressRange::toString), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "x/8"})
  void otherTextsAreNone(String text) {
    assertFalse(AddressRange.parse(text).isPresent());
  }
}
