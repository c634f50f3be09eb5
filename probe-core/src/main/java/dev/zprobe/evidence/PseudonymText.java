package dev.zprobe.evidence;

import dev.zprobe.net.Addresses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redacts free text: addresses, hardware addresses, names, identities. For one thread. */
public final class PseudonymText {
  private static final Pattern HARDWARE =
      Pattern.compile("(?i)(?<![0-9a-f:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f:])");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w])"
              + "|(?<![\\w:.])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{2,39}(?:\\d{1,3}(?:\\.\\d{1,3}){3})?(?![\\w:])");
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(?<![\\w.-])(?:\\*\\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z][a-z0-9-]{0,61}(?![\\w-])");
  private static final Pattern IDENTITY = Pattern.compile("(?i)([a-z0-9._%+-]{1,64})@");
  private static final Pattern PASSWORD = Pattern.compile("://[^/@\\s]{1,200}@");

  /** What looks like a name, and is a file of the bundle. */
  private static final Set<String> OURS =
      Set.of("capture.pcapng", "report.json", "report.html", "report.md", "keys.log", "plan.json");

  private final Pseudonyms stands;

  public PseudonymText(Pseudonyms stands) {
    this.stands = stands;
  }

  /** The same text about the stand-ins. */
  public String of(String text) {
    String made = PASSWORD.matcher(text).replaceAll("://");
    if (text.indexOf(' ') >= 0) { // a word alone is one of ours: an authority may be called "proxy"
      for (Map.Entry<String, String> each : stands.phrases().entrySet()) {
        made = word(made, each.getKey(), each.getValue());
      }
    }
    made = HARDWARE.matcher(made).replaceAll(found -> hardware(found.group()));
    made = ADDRESS.matcher(made).replaceAll(found -> address(found.group()));
    made = IDENTITY.matcher(made).replaceAll(found -> stands.label(found.group(1)) + "@");
    made = NAME.matcher(made).replaceAll(this::name);
    for (Map.Entry<String, String> each : stands.interfaces().entrySet()) {
      made = word(made, each.getKey(), each.getValue());
    }
    return made;
  }

  private static String word(String text, String from, String to) {
    return text.contains(from)
        ? Pattern.compile("(?<![\\w.-])" + Pattern.quote(from) + "(?![\\w-])")
            .matcher(text)
            .replaceAll(Matcher.quoteReplacement(to))
        : text;
  }

  private String hardware(String text) {
    byte[] mapped = stands.hardware(HexFormat.of().parseHex(text.replaceAll("[:-]", "")));
    return HexFormat.ofDelimiter(":").formatHex(mapped);
  }

  private String address(String text) {
    return Addresses.parse(text).map(stands::address).map(Addresses::text).orElse(text);
  }

  private String name(MatchResult found) {
    String text = found.group();
    return OURS.contains(text.toLowerCase(Locale.ROOT)) ? text : stands.name(text);
  }

  /** Every known name in these bytes, whatever they are, becomes its stand-in of equal length. */
  public void sweep(byte[] bytes) {
    List<Map.Entry<String, String>> known = new ArrayList<>(stands.names().entrySet());
    known.sort(Comparator.comparing(each -> -each.getKey().length()));
    for (Map.Entry<String, String> each : known) {
      byte[] from = each.getKey().getBytes(StandardCharsets.ISO_8859_1);
      byte[] to = each.getValue().getBytes(StandardCharsets.ISO_8859_1);
      boolean dotted = each.getKey().indexOf('.') > 0; // a single label may be a part of others
      if (from.length == to.length && dotted) {
        replace(bytes, from, to);
      }
    }
  }

  private static void replace(byte[] bytes, byte[] from, byte[] to) {
    for (int at = 0; at + from.length <= bytes.length; at++) {
      int same = 0;
      while (same < from.length && lower(bytes[at + same]) == from[same]) {
        same++;
      }
      if (same == from.length) {
        System.arraycopy(to, 0, bytes, at, to.length);
        at += to.length - 1;
      }
    }
  }

  private static byte lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
  }
}
