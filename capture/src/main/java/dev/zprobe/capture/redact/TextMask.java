package dev.zprobe.capture.redact;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * HTTP and SIP heads: methods, versions, status and the headers that a handshake needs stay. Other
 * values keep their signs and their length, the letters and digits in them become stand-ins that
 * are the same wherever the original is the same.
 */
final class TextMask {
  private static final Pattern FIRST =
      Pattern.compile("(?s)(?:[A-Z]{3,12} \\S+ (?:HTTP|SIP)/\\d|(?:HTTP|SIP)/\\d\\.\\d \\d{3}).*");
  private static final int LONGEST_FIRST = 2_000;
  private static final Set<String> KEPT =
      Set.of(
          "content-length",
          "l",
          "content-type",
          "c",
          "transfer-encoding",
          "connection",
          "proxy-connection",
          "proxy-authenticate",
          "www-authenticate",
          "cseq",
          "max-forwards",
          "date",
          "expires",
          "accept",
          "allow",
          "supported",
          "upgrade");
  private static final String PORTAL_CHECK = "/generate_204";
  private static final Set<String> SCHEMES =
      Set.of("basic", "digest", "ntlm", "negotiate", "bearer", "kerberos");

  private final Substitutes put;

  TextMask(Substitutes put) {
    this.put = put;
  }

  static boolean recognises(byte[] bytes, int at) {
    int length = Math.min(LONGEST_FIRST, bytes.length - at);
    return length > 8
        && bytes[at] >= 'A'
        && bytes[at] <= 'Z'
        && FIRST.matcher(new String(bytes, at, length, StandardCharsets.ISO_8859_1)).matches();
  }

  /** Masks the head; the place after it. The body is not its business. */
  int mask(byte[] bytes, int from) {
    int at = from;
    boolean first = true;
    while (at < bytes.length) {
      int end = lineEnd(bytes, at);
      int length = end - at;
      String line = new String(bytes, at, length, StandardCharsets.ISO_8859_1).stripTrailing();
      if (!first && line.isEmpty()) {
        return end;
      }
      byte[] made = (first ? first(line) : header(line)).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(made, 0, bytes, at, Math.min(made.length, length));
      first = false;
      at = end;
    }
    return at;
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return Math.min(bytes.length, at + 1);
  }

  private String first(String line) {
    int blank = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    boolean reply = line.startsWith("HTTP/") || line.startsWith("SIP/");
    if (reply || blank < 0 || last <= blank) {
      return line; // version, number and phrase
    }
    String target = line.substring(blank + 1, last);
    int rest =
        target.contains("://") ? target.indexOf("://") + 3 : target.startsWith("sip") ? 4 : 0;
    rest = Math.min(rest, target.length());
    // A page that everybody asks for tells of a portal, and of nobody.
    boolean check = target.endsWith(PORTAL_CHECK);
    int end = check ? target.length() - PORTAL_CHECK.length() : target.length();
    return line.substring(0, blank + 1)
        + target.substring(0, Math.min(rest, end))
        + words(target.substring(Math.min(rest, end), end))
        + target.substring(end)
        + line.substring(last);
  }

  private String header(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return words(line);
    }
    String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    if (KEPT.contains(key)) {
      boolean login = key.endsWith("authenticate");
      return login ? line.substring(0, colon + 1) + scheme(line.substring(colon + 1)) : line;
    }
    String value = line.substring(colon + 1);
    String kept = "";
    if (key.equals("via") || key.equals("v")) {
      int blank = value.indexOf(' ', 1);
      kept = blank > 0 ? value.substring(0, blank) : "";
    }
    return line.substring(0, colon + 1) + kept + words(value.substring(kept.length()));
  }

  /** Which scheme a proxy wants, without its realm. */
  private String scheme(String value) {
    String stripped = value.stripLeading();
    int blank = (stripped + " ").indexOf(' ');
    boolean known = SCHEMES.contains(stripped.substring(0, blank).toLowerCase(Locale.ROOT));
    int kept = known ? value.length() - stripped.length() + blank : 0;
    return value.substring(0, kept) + words(value.substring(kept));
  }

  /** Each run of letters and digits by its stand-in, dotted names as names. */
  private String words(String value) {
    StringBuilder made = new StringBuilder();
    int at = 0;
    while (at < value.length()) {
      int end = at;
      while (end < value.length() && isWord(value.charAt(end))) {
        end++;
      }
      if (end == at) {
        made.append(value.charAt(at++));
      } else {
        String word = value.substring(at, end);
        byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        put.word(bytes, 0, bytes.length);
        made.append(new String(bytes, StandardCharsets.ISO_8859_1));
        at = end;
      }
    }
    return made.toString();
  }

  private static boolean isWord(char each) {
    return Character.isLetterOrDigit(each) || each == '.' || each == '-' || each == '_';
  }
}
