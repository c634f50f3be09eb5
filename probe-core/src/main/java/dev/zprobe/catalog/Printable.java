package dev.zprobe.catalog;

/** Text from a file, made safe for one line of a message. */
final class Printable {
  private Printable() {}

  static String bounded(String text, int longest) {
    String clean = text.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069]+", " ").strip();
    return clean.length() <= longest ? clean : clean.substring(0, longest) + "…";
  }
}
