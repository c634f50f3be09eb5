package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Evidence;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.net.Addresses;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One finding in a few lines. */
final class FindingText {
  private static final int FRAMES_SHOWN = 8;
  private static final int STATEMENTS_SHOWN = 3;
  private static final String INDENT = "      ";
  private final Palette palette;
  private final int width;

  FindingText(Palette palette, int width) {
    this.palette = palette;
    this.width = width;
  }

  List<String> lines(Diagnosis.Filed filed) {
    Finding finding = filed.finding();
    List<String> lines = new ArrayList<>();
    lines.add(heading(filed));
    paragraph(lines, "", finding.account().summary());
    if (filed.explainedBy().isPresent()) {
      paragraph(lines, "follows from ", filed.explainedBy().get());
      return lines;
    }
    progress(lines, finding);
    String where = where(finding.location());
    if (!where.isEmpty()) {
      paragraph(lines, "where: ", where);
    }
    evidence(lines, finding.evidence());
    if (!finding.account().decide().isEmpty()) {
      paragraph(lines, "to decide: ", finding.account().decide());
    }
    return lines;
  }

  /** The first of each thing that is said; the same words about other observations are counted. */
  private void evidence(List<String> lines, List<Evidence> all) {
    Map<String, Evidence> first = new LinkedHashMap<>();
    all.forEach(each -> first.putIfAbsent(each.role().text() + each.statement(), each));
    Map<Evidence.Role, Integer> shown = new EnumMap<>(Evidence.Role.class);
    int told = 0;
    for (Evidence each : first.values()) {
      if (shown.merge(each.role(), 1, Integer::sum) <= STATEMENTS_SHOWN) {
        paragraph(lines, each.role().text() + ": ", statement(each));
        told++;
      }
    }
    if (told < all.size()) {
      lines.add(INDENT + "and " + (all.size() - told) + " more of these in report.json");
    }
  }

  private String heading(Diagnosis.Filed filed) {
    Finding finding = filed.finding();
    Finding.Judgement judgement = finding.judgement();
    String grades =
        judgement.severity().text()
            + ", "
            + judgement.confidence().text()
            + ", blame: "
            + judgement.blame().text();
    return "  "
        + palette.paint(Palette.Tone.STRONG, filed.id())
        + "  "
        + palette.paint(tone(judgement.severity()), finding.cause().id())
        + "  "
        + palette.paint(Palette.Tone.FAINT, "(" + grades + ")");
  }

  static Palette.Tone tone(Severity severity) {
    return switch (severity) {
      case BLOCKING -> Palette.Tone.BAD;
      case DEGRADING -> Palette.Tone.WARNING;
      case NOTE -> Palette.Tone.NORMAL;
    };
  }

  private void progress(List<String> lines, Finding finding) {
    String seen = finding.progress().lastSeen();
    String missing = finding.progress().missing();
    List<String> parts = new ArrayList<>();
    if (!seen.isEmpty()) {
      parts.add("last seen: " + seen);
    }
    if (!missing.isEmpty()) {
      parts.add("missing: " + missing);
    }
    if (!parts.isEmpty()) {
      lines.add(INDENT + palette.paint(Palette.Tone.STRONG, Inert.text(String.join("; ", parts))));
    }
  }

  static String where(Location location) {
    String addresses =
        location.addresses().stream().map(Addresses::text).collect(Collectors.joining(", "));
    String named = addresses.isEmpty() ? "" : " (" + addresses + ")";
    return switch (location.kind()) {
      case HOST -> "this machine" + named;
      case HOPS -> hops(location) + named;
      case TARGET -> "the target itself" + named;
      case RESOLVER -> "the resolver" + named;
      case PROXY -> "the proxy" + named;
      case UNKNOWN -> "";
    };
  }

  private static String hops(Location location) {
    return location.first() == location.last()
        ? "at hop " + location.first()
        : "between hop " + location.first() + " and hop " + location.last() + ", both included";
  }

  private static String statement(Evidence evidence) {
    return evidence.statement() + " [" + evidence.observation() + frames(evidence.frames()) + "]";
  }

  private static String frames(List<Long> frames) {
    if (frames.isEmpty()) {
      return "";
    }
    String shown =
        frames.stream().limit(FRAMES_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    String more = frames.size() > FRAMES_SHOWN ? ", ..." : "";
    return (frames.size() == 1 ? ", frame " : ", frames ") + shown + more;
  }

  private void paragraph(List<String> lines, String label, String text) {
    for (String line : Wrap.lines(Inert.text(label + text), width - INDENT.length())) {
      lines.add(INDENT + line);
    }
  }
}
