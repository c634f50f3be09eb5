package dev.zprobe.probe;

/** Makes text from a peer fit for a report. */
public final class PeerText {
  private static final int MOST_CHARACTERS = 200;

  private PeerText() {}

  /** Without control characters and other invisible ones, at most 200 characters. */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MOST_CHARACTERS)
        .forEach(
            each -> {
              if (isVisible(each)) {
                clean.appendCodePoint(each);
              } else {
                clean.append(Character.isWhitespace(each) ? ' ' : '?');
              }
            });
    return clean.toString().strip();
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
