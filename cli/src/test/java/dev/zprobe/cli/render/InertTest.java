package dev.zprobe.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InertTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "zoom.us", "CN=Zöm, O=株式会社", "naïve 🎉", "a\\x1b", "tab-free ~!@#$%^&*()"})
  void ordinaryTextStays(String text) {
    assertEquals(text, Inert.text(text));
  }

  @Test
  void controlCharactersAreShownAsTheirCodes() {
    assertEquals("\\x1b[2J\\x1b]0;owned\\x07", Inert.text("\u001b[2J\u001b]0;owned\u0007"));
    assertEquals("a\\x0d\\x0ab\\x09c\\x00", Inert.text("a\r\nb\tc\0"));
    assertEquals("\\x7f\\x9b31m\\x80", Inert.text("\u007f\u009b31m\u0080"));
  }

  @ParameterizedTest
  @CsvSource({
    "202a", "202b", "202c", "202d", "202e", "2066", "2067", "2068", "2069", "200e", "200f", "061c",
    "200b", "200d", "feff", "00ad", "2028", "2029", "e000", "e0041", "fff9"
  })
  void whatReordersOrHidesTextIsShownAsItsCode(String code) {
    String character = Character.toString(Integer.parseInt(code, 16));
    String shown = Inert.text("gpj." + character + "exe");
    assertTrue(shown.startsWith("gpj.\\") && shown.endsWith("exe"), shown);
    assertTrue(shown.chars().allMatch(each -> each < 0x7f), shown);
  }

  @Test
  void loneSurrogatesAreShownAndPairsStay() {
    assertEquals("a\\ud800b", Inert.text("a\ud800b"));
    assertEquals("\\udc00", Inert.text("\udc00"));
    assertEquals("\ud83c\udf89", Inert.text("\ud83c\udf89"));
  }

  @Test
  void everyCharacterBelowSpaceAndAroundDeleteIsHarmless() {
    for (int point = 0; point < 0x100; point++) {
      String shown = Inert.text(Character.toString(point));
      assertTrue(
          shown.chars().noneMatch(each -> each < ' ' || each >= 0x7f && each < 0xa0),
          "code point " + point);
    }
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertEquals("abcd", Inert.text("abcd", 4));
    assertEquals("abc~", Inert.text("abcde", 4));
    assertEquals("🎉~", Inert.text("🎉🎉🎉", 2));
  }
}
