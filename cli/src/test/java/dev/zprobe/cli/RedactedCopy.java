package dev.zprobe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.cli.command.RealPipeline;
import dev.zprobe.net.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the redacted copy of a bundle as a user would, and says what is wrong with it: whoever is
 * still named in a file of it, and what the analyzer says of one capture and not of the other.
 *
 * <p>What must be gone is collected without the product's redaction: every address, name and
 * interface of the report, every hardware address of the capture.
 */
public final class RedactedCopy {
  private static final String TLS_RECORD = "\u0017\u0003\u0003";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.:])(?:\\d{1,3}(?:\\.\\d{1,3}){3}"
              + "|(?=[0-9a-f]*:[0-9a-f]*:)[0-9a-f:]{3,39})(?![\\w:])");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w./-])(?:[a-z0-9_-]+\\.)+(?:[a-z]{2,})(?![\\w-])");

  private static final Pattern WORDS = Pattern.compile("(?i)(?:CN|OU|O)=([^,+\\\\]{4,})");

  /** What has the look of a name: files, and the program's own words. */
  private static final Pattern OURS =
      Pattern.compile(".*\\.(?:pcapng|json|html|md|log|conf|local|service)|zprobe\\..*");

  private final List<String> complaints = new ArrayList<>();
  private final Map<String, byte[]> sought = new TreeMap<>();
  private final Path bundle;
  private final Path copy;

  private RedactedCopy(Path bundle, Path copy) {
    this.bundle = bundle;
    this.copy = copy;
  }

  /**
   * Redacts, searches, analyses twice. What it makes lies beside the bundle, and is gone afterwards
   * when nothing is wrong.
   *
   * @return what is wrong; empty when nothing is
   */
  public static List<String> complaints(Path bundle) throws IOException {
    Path place = Files.createTempDirectory(bundle.toAbsolutePath().getParent(), "redacted");
    List<String> complaints = complaints(bundle, place.resolve("copy"));
    if (complaints.isEmpty()) {
      try (Stream<Path> made = Files.walk(place)) {
        for (Path each : made.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return complaints;
  }

  private static List<String> complaints(Path bundle, Path copy) throws IOException {
    RedactedCopy first = new RedactedCopy(bundle, copy);
    first.redact();
    first.compare();
    if (first.complaints.stream().noneMatch(RedactedCopy::isPerhapsChance)) {
      return List.copyOf(first.complaints);
    }
    Path another = copy.resolveSibling(copy.getFileName() + "-again");
    RedactedCopy second = new RedactedCopy(bundle, another);
    second.redact();
    first.complaints.removeIf(each -> isPerhapsChance(each) && !second.complaints.contains(each));
    return List.copyOf(first.complaints);
  }

  /** A sum and what stands beside it may look like four bytes; not with the next key again. */
  private static boolean isPerhapsChance(String complaint) {
    return complaint.contains("holds bytes-of");
  }

  private void redact() throws IOException {
    run("evidence", "redact", bundle.toString(), "--out", copy.toString());
    run("evidence", "verify", copy.toString());
    collect();
    search();
  }

  private void run(String... arguments) {
    Captured program = new Captured();
    int code = program.run(new RealPipeline(), arguments);
    if (code > 1 || code == 1 && !arguments[0].equals("analyze")) {
      complaints.add(String.join(" ", arguments) + ": " + code + " " + program.text());
    }
  }

  private void collect() throws IOException {
    JsonNode report = JSON.readTree(bundle.resolve("report.json").toFile());
    TreeSet<String> stands = new TreeSet<>();
    Path wayBack = copy.resolveSibling(copy.getFileName() + ".private-map.json");
    for (JsonNode kind : JSON.readTree(wayBack.toFile())) {
      kind.fieldNames().forEachRemaining(stands::add);
    }
    texts(
        report,
        text -> {
          found(ADDRESS, text).forEach(this::address);
          WORDS
              .matcher(text)
              .results()
              .forEach(each -> text("subject", each.group(1).toLowerCase(Locale.ROOT)));
          found(NAME, text).filter(each -> !OURS.matcher(each).matches()).forEach(this::name);
        });
    report
        .path("host")
        .path("interfaces")
        .forEach(each -> text("interface", each.path("name").asText()));
    hardware();
    // One original may be the stand-in of another.
    sought.keySet().removeIf(each -> stands.contains(each.substring(each.indexOf(' ') + 1)));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text.toLowerCase(Locale.ROOT)).results().map(each -> each.group());
  }

  private static void texts(JsonNode node, Consumer<String> sink) {
    if (node.isTextual()) {
      sink.accept(node.asText());
    }
    node.properties().stream()
        .filter(each -> !each.getKey().equals("der") && !each.getKey().equals("tool"))
        .forEach(each -> texts(each.getValue(), sink));
    if (node.isArray()) {
      node.forEach(each -> texts(each, sink));
    }
  }

  private void text(String kind, String text) {
    boolean telling = !text.matches("lo0?|");
    if (telling) {
      sought.put(kind + " " + text, text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void address(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      byte[] bytes = address.getAddress();
      boolean telling =
          !address.isAnyLocalAddress()
              && !address.isMulticastAddress()
              && !Addresses.isNobody(address)
              && !text.equals("127.0.0.1")
              && !text.equals("::1")
              && !text.startsWith("255.");
      if (telling) {
        text("address", text);
        sought.put("bytes-of " + text, bytes);
      }
    } catch (IOException none) {
      // Digits and signs that are no address.
    }
  }

  private void name(String text) {
    text("name", text);
    StringBuilder labels = new StringBuilder();
    for (String label : text.split("\\.")) {
      labels.append((char) label.length()).append(label);
    }
    sought.put("labels-of " + text, labels.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Both hardware addresses of each Ethernet frame. */
  private void hardware() throws IOException {
    Path capture = bundle.resolve("capture.pcapng");
    if (!Files.exists(capture)) {
      return;
    }
    try (CaptureFiles frames = CaptureFiles.of(List.of(capture))) {
      frames.deliver(
          frame -> {
            if (frame.linkType() == 1 && frame.captured() > 12) {
              byte[] header = new byte[12];
              frame.buffer().get(frame.offset(), header);
              card(Arrays.copyOf(header, 6));
              card(Arrays.copyOfRange(header, 6, 12));
            }
          });
    }
  }

  private void card(byte[] bytes) {
    String plain = HexFormat.of().formatHex(bytes);
    if ((bytes[0] & 1) == 0 && !plain.equals("000000000000")) {
      sought.put("card " + plain, bytes);
      text("card", HexFormat.ofDelimiter(":").formatHex(bytes));
    }
  }

  private void search() throws IOException {
    try (Stream<Path> files = Files.list(copy)) {
      for (Path file : files.sorted().toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        String lower = content.toLowerCase(Locale.ROOT);
        boolean binary = file.toString().endsWith(".pcapng");
        for (Map.Entry<String, byte[]> each : sought.entrySet()) {
          boolean bytes = each.getKey().matches("(?:bytes-of|card [0-9a-f]{12}).*");
          String wanted = new String(each.getValue(), StandardCharsets.ISO_8859_1);
          if (bytes ? binary && holds(content, wanted) : stands(lower, wanted)) {
            complaints.add(file.getFileName() + " holds " + each.getKey());
          }
        }
      }
    }
  }

  /**
   * Not where a record of TLS begins with 17 03 03 after bytes that look like the rest of the
   * address: 62.115.23.3 is found behind every 65,536th record by chance.
   */
  private static boolean holds(String content, String wanted) {
    int at = content.indexOf(wanted);
    while (at >= 0) {
      if (!content.startsWith(TLS_RECORD, at + wanted.length() - 2)) {
        return true;
      }
      at = content.indexOf(wanted, at + 1);
    }
    return false;
  }

  /** As a word of its own: 10.0.0.1 is no part of 110.0.0.12. */
  private static boolean stands(String content, String wanted) {
    int at = content.indexOf(wanted);
    while (at >= 0) {
      boolean before = at > 0 && isWord(content.charAt(at - 1));
      int end = at + wanted.length();
      boolean after = end < content.length() && isWord(content.charAt(end));
      if (!before && !after) {
        return true;
      }
      at = content.indexOf(wanted, at + 1);
    }
    return false;
  }

  private static boolean isWord(char each) {
    return each < 128 && (Character.isLetterOrDigit(each) || each == '_');
  }

  private void compare() throws IOException {
    if (Files.exists(bundle.resolve("capture.pcapng"))) {
      List<String> after = findings(copy);
      List<String> before = withoutPortal(findings(bundle), after);
      List<String> lost = new ArrayList<>(before);
      lost.removeAll(after);
      lost.forEach(each -> complaints.add("only of the original: " + each));
      after.removeAll(before);
      after.forEach(each -> complaints.add("only of the copy: " + each));
    }
  }

  /**
   * That a login page stands in for everything shows in certificates, which a copy has not: without
   * them a client that went on may have had its reasons.
   */
  private static List<String> withoutPortal(List<String> before, List<String> after) {
    String portal = "captive-portal ";
    if (after.stream().anyMatch(each -> each.startsWith(portal))
        || before.stream().noneMatch(each -> each.startsWith(portal))) {
      return before;
    }
    return before.stream()
        .filter(each -> !each.startsWith(portal))
        .map(each -> each.replace(" explained ", "  "))
        .toList();
  }

  /** What the analyzer finds, without names. */
  private List<String> findings(Path place) throws IOException {
    Path file = copy.resolveSibling(copy.getFileName() + "." + place.hashCode() + ".json");
    run(
        "analyze",
        place.resolve("capture.pcapng").toString(),
        "--report",
        file.toString(),
        "--quiet");
    List<String> findings = new ArrayList<>();
    for (JsonNode each : JSON.readTree(file.toFile()).path("findings")) {
      findings.add(
          String.join(
              " ",
              each.path("cause").asText(),
              each.path("stage").asText(),
              each.path("severity").asText(),
              each.path("confidence").asText(),
              each.path("blame").asText(),
              each.path("location").path("kind").asText(),
              each.has("explainedBy") ? "explained" : "",
              each.path("scope").path("ports").toString()));
    }
    return findings;
  }
}
