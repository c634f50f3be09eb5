package dev.zprobe.cli.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Results in the form that build servers read: one {@code testsuite} with a {@code testcase} each.
 */
public final class JUnitXml {
  private JUnitXml() {}

  /** How a case went. */
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * @param group the class name of the form
   * @param milliseconds what it took, 0 where that is not known
   * @param message one line; only of what failed or was skipped
   * @param detail further lines, empty for none
   */
  public record Case(
      String group,
      String name,
      double milliseconds,
      Outcome outcome,
      String message,
      String detail) {
    public static Case passed(String group, String name, double milliseconds) {
      return new Case(group, name, milliseconds, Outcome.PASSED, "", "");
    }
  }

  /** UTF-8; does not close the stream. */
  public static void write(String suite, String timestamp, List<Case> cases, OutputStream out)
      throws IOException {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    long failed = cases.stream().filter(each -> each.outcome() == Outcome.FAILED).count();
    long skipped = cases.stream().filter(each -> each.outcome() == Outcome.SKIPPED).count();
    double total = cases.stream().mapToDouble(Case::milliseconds).sum();
    String counts =
        " tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%s\""
            .formatted(cases.size(), failed, skipped, seconds(total));
    xml.append("<testsuites name=\"").append(text(suite)).append('"').append(counts).append(">\n");
    xml.append("  <testsuite name=\"").append(text(suite)).append('"').append(counts);
    if (!timestamp.isEmpty()) {
      xml.append(" timestamp=\"").append(text(timestamp)).append('"');
    }
    xml.append(">\n");
    cases.forEach(each -> append(xml, each));
    xml.append("  </testsuite>\n</testsuites>\n");
    out.write(xml.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder xml, Case each) {
    xml.append("    <testcase classname=\"").append(text(each.group()));
    xml.append("\" name=\"").append(text(each.name()));
    xml.append("\" time=\"").append(seconds(each.milliseconds())).append('"');
    switch (each.outcome()) {
      case PASSED -> xml.append("/>\n");
      case SKIPPED ->
          xml.append(">\n      <skipped message=\"")
              .append(text(each.message()))
              .append("\"/>\n    </testcase>\n");
      case FAILED ->
          xml.append(">\n      <failure message=\"")
              .append(text(each.message()))
              .append("\" type=\"zprobe\">")
              .append(text(each.detail()))
              .append("</failure>\n    </testcase>\n");
    }
  }

  private static String seconds(double milliseconds) {
    return String.format(Locale.ROOT, "%.3f", milliseconds / 1000);
  }

  /** Escaped; what XML 1.0 cannot hold (section 2.2) becomes a question mark. */
  static String text(String raw) {
    StringBuilder text = new StringBuilder(raw.length() + 16);
    raw.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\t', '\n' -> text.append("&#").append(point).append(';');
                default -> text.appendCodePoint(isAllowed(point) ? point : '?');
              }
            });
    return text.toString();
  }

  private static boolean isAllowed(int point) {
    boolean surrogate = point >= 0xd800 && point <= 0xdfff;
    boolean control = point < ' ' || point >= 0x7f && point <= 0x9f;
    return !surrogate && !control && point != 0xfffe && point != 0xffff;
  }
}
