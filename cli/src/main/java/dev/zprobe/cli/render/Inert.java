package dev.zprobe.cli.render;

/**
 * Makes text from elsewhere harmless to a terminal: certificate subjects, HTTP titles, DNS names
 * and file names may hold escape sequences or characters that reorder what a reader sees.
 */
public final class Inert {
  private static final int DELETE = 0x7f;
  private static final int LAST_C1 = 0x9f;

  private Inert() {}

  /**
   * One line without control characters (C0, DEL, C1), bidirectional controls, invisible and line
   * breaking characters, and lone surrogates: each is shown as its code, {@code \x1b} or {@code
   * \u202e}. Everything else stays.
   */
  public static String text(String text) {
    int harmless = firstHarmful(text);
    if (harmless == text.length()) {
      return text;
    }
    StringBuilder inert = new StringBuilder(text.length() + 16).append(text, 0, harmless);
    for (int index = harmless; index < text.length(); ) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      if (isHarmful(point)) {
        inert.append(code(point));
      } else {
        inert.appendCodePoint(point);
      }
    }
    return inert.toString();
  }

  /** {@link #text(String)}, cut to a number of characters. */
  public static String text(String text, int longest) {
    String inert = text(text);
    if (inert.codePointCount(0, inert.length()) <= longest) {
      return inert;
    }
    return inert.substring(0, inert.offsetByCodePoints(0, longest - 1)) + "~";
  }

  private static int firstHarmful(String text) {
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      if (isHarmful(point)) {
        return index;
      }
      index += Character.charCount(point);
    }
    return index;
  }

  private static String code(int point) {
    return point <= 0xff ? String.format("\\x%02x", point) : String.format("\\u%04x", point);
  }

  private static boolean isHarmful(int point) {
    if (point < ' ' || point >= DELETE && point <= LAST_C1) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.FORMAT, // bidirectional controls, zero width joiners, tags, BOM
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE, // a lone one: a pair arrives as one code point
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
