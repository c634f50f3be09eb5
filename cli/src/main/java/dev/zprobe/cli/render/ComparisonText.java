package dev.zprobe.cli.render;

import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingChange;
import dev.zprobe.compare.FindingView;
import dev.zprobe.compare.LocationView;
import dev.zprobe.compare.ReportView;
import dev.zprobe.compare.TargetChange;
import dev.zprobe.net.Ports;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What changed between two reports, for an engineer: first whether it got worse, then what. */
public final class ComparisonText {
  private static final int MOST_FRAMES = 6;

  private final Palette palette;
  private final int width;
  private final boolean everything;

  /**
   * @param width of the terminal in characters
   * @param everything also what did not change
   */
  public ComparisonText(Palette palette, int width, boolean everything) {
    this.palette = palette;
    this.width = width;
    this.everything = everything;
  }

  /** Lines without line ends. */
  public List<String> lines(Comparison comparison) {
    List<String> lines = new ArrayList<>(verdict(comparison));
    lines.add("");
    lines.add(run("before", comparison.before()));
    lines.add(run("after ", comparison.after()));
    targets(
        lines,
        comparison.targets().stream()
            .filter(each -> everything || each.kind() != TargetChange.Kind.UNCHANGED)
            .toList());
    findings(lines, comparison.findings());
    return lines;
  }

  /** Some changes alone, without the verdict. */
  public List<String> changes(List<TargetChange> targets, List<FindingChange> findings) {
    List<String> lines = new ArrayList<>();
    targets(lines, targets);
    findings(lines, findings);
    return lines;
  }

  private void targets(List<String> lines, List<TargetChange> changes) {
    Map<TargetChange.Kind, List<TargetChange>> byKind =
        new TreeMap<>(changes.stream().collect(Collectors.groupingBy(TargetChange::kind)));
    byKind.forEach(
        (kind, alike) -> {
          lines.add("");
          lines.add("  " + palette.paint(tone(kind), kind.id().replace('-', ' ')));
          lines.addAll(table(alike));
        });
  }

  /** Whether it got worse, and the counts. */
  public List<String> verdict(Comparison comparison) {
    boolean worse = comparison.worse();
    List<String> lines = new ArrayList<>();
    lines.add(
        palette.paint(worse ? Palette.Tone.BAD : Palette.Tone.GOOD, worse ? "WORSE" : "NOT WORSE"));
    for (String line : Wrap.lines(Inert.text(comparison.summary()), width - 2)) {
      lines.add("  " + palette.paint(Palette.Tone.STRONG, line));
    }
    return lines;
  }

  private String run(String which, ReportView view) {
    String status = view.status().name().toLowerCase(Locale.ROOT);
    String started = view.run().started().isEmpty() ? "" : "  " + view.run().started();
    return Inert.text("  " + which + "  " + status + started + "  " + view.run().origin());
  }

  static Palette.Tone tone(TargetChange.Kind kind) {
    return switch (kind) {
      case NEWLY_FAILING -> Palette.Tone.BAD;
      case CHANGED_REASON, MOVED_HOP, STILL_FAILING, NOT_RETESTED -> Palette.Tone.WARNING;
      case FIXED -> Palette.Tone.GOOD;
      case NEWLY_TESTED, UNCHANGED -> Palette.Tone.FAINT;
    };
  }

  /** Ports that differ in nothing else share a row. */
  private List<String> table(List<TargetChange> changes) {
    Map<List<String>, List<TargetChange>> groups = new LinkedHashMap<>();
    for (TargetChange change : changes) {
      List<String> alike =
          List.of(
              change.key().target(),
              change.key().address(),
              change.key().transport(),
              side(change.before()),
              side(change.after()));
      groups.computeIfAbsent(alike, fresh -> new ArrayList<>()).add(change);
    }
    Table table = new Table(palette);
    groups.values().forEach(group -> table.add(row(group)));
    return table.lines("    ");
  }

  private static List<Cell> row(List<TargetChange> group) {
    TargetChange first = group.get(0);
    String ports = Ports.text(group.stream().map(each -> each.key().port()).toList());
    return List.of(
        new Cell(Palette.Tone.STRONG, Inert.text(first.key().target(), 28)),
        plain(first.key().address()),
        plain(ports + "/" + first.key().transport()),
        plain(side(first.before()) + frames(group, true)),
        plain("-> " + side(first.after()) + frames(group, false)));
  }

  /** State, causes and place of one side. */
  static String side(Optional<EndpointView> view) {
    if (view.isEmpty()) {
      return "absent";
    }
    EndpointView seen = view.get();
    String causes = seen.causes().isEmpty() ? "" : " (" + String.join(", ", seen.causes()) + ")";
    LocationView place = seen.location();
    return seen.state().text().replace('-', ' ')
        + causes
        + (place.isKnown() ? " at " + place.text(seen.key().address()) : "");
  }

  private static String frames(List<TargetChange> group, boolean before) {
    TreeSet<Long> frames = new TreeSet<>();
    for (TargetChange each : group) {
      (before ? each.before() : each.after()).ifPresent(view -> frames.addAll(view.frames()));
    }
    return frames(frames);
  }

  static String frames(Collection<Long> frames) {
    if (frames.isEmpty()) {
      return "";
    }
    String shown =
        frames.stream().limit(MOST_FRAMES).map(String::valueOf).collect(Collectors.joining(", "));
    return " [frames " + shown + (frames.size() > MOST_FRAMES ? " ...]" : "]");
  }

  private void findings(List<String> lines, List<FindingChange> changes) {
    for (FindingChange change : changes) {
      FindingView view = change.latest();
      if (!everything && (change.kind() == FindingChange.Kind.KEPT || !view.weighs())) {
        continue;
      }
      lines.add("");
      String ids =
          change.before().map(FindingView::id).orElse("-")
              + " -> "
              + change.after().map(FindingView::id).orElse("-");
      lines.add(
          "  finding "
              + palette.paint(tone(change), change.kind().id())
              + "  "
              + Inert.text(view.cause())
              + "  "
              + Inert.text(ids)
              + Inert.text(frames(view.account().frames())));
      Wrap.lines(Inert.text(view.account().summary()), width - 6)
          .forEach(line -> lines.add("      " + line));
    }
  }

  private static Palette.Tone tone(FindingChange change) {
    return switch (change.kind()) {
      case NEW -> change.worse() ? Palette.Tone.BAD : Palette.Tone.WARNING;
      case KEPT -> Palette.Tone.FAINT;
      case GONE -> Palette.Tone.GOOD;
    };
  }

  private static Cell plain(String words) {
    return new Cell(Palette.Tone.NORMAL, Inert.text(words));
  }
}
