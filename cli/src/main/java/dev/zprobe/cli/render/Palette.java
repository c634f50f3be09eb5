package dev.zprobe.cli.render;

/** Colour where it is wanted; the words carry the meaning without it. */
public enum Palette {
  PLAIN,
  COLOURED;

  /** What a piece of text means. */
  public enum Tone {
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    STRONG("1"),
    FAINT("2"),
    NORMAL("");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  public String paint(Tone tone, String text) {
    if (this == PLAIN || tone == Tone.NORMAL || text.isBlank()) {
      return text;
    }
    return "\u001b[" + tone.code + "m" + text + "\u001b[0m";
  }
}
