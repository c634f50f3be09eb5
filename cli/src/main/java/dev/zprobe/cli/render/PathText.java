package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.PathVerdict;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The path as a table for each place: one row per hop, one column per ladder. */
public final class PathText {
  private final Palette palette;
  private final int width;

  /**
   * @param width of the terminal in characters
   */
  public PathText(Palette palette, int width) {
    this.palette = palette;
    this.width = width;
  }

  /** Lines without line ends; says so where nothing was climbed. */
  public List<String> lines(Observations seen) {
    List<String> lines = new ArrayList<>();
    Map<Endpoint, List<PathVerdict>> places = new LinkedHashMap<>();
    PathVerdict.of(seen)
        .forEach(
            verdict ->
                places
                    .computeIfAbsent(verdict.test().endpoint(), key -> new ArrayList<>())
                    .add(verdict));
    if (places.isEmpty()) {
      lines.add("  no ladder was climbed: nothing is known of the path");
    }
    places.forEach((place, verdicts) -> addPlace(lines, place, verdicts));
    return lines;
  }

  private void addPlace(List<String> lines, Endpoint place, List<PathVerdict> verdicts) {
    Set<PathLadder> ladders = new LinkedHashSet<>();
    for (PathVerdict verdict : verdicts) {
      verdict.control().ifPresent(ladders::add);
      ladders.add(verdict.test());
    }
    List<PathLadder> columns = List.copyOf(ladders);
    lines.add(palette.paint(Palette.Tone.STRONG, "  " + place));
    lines.addAll(table(columns));
    for (PathVerdict verdict : verdicts) {
      int column = columns.indexOf(verdict.test());
      paragraph(lines, letter(column) + "  ", conclusion(verdict), tone(verdict));
    }
    for (PathLadder each : columns) {
      if (each.payload().control()) {
        String what = each.payload().description() + ", " + each.stop().meaning();
        paragraph(lines, letter(columns.indexOf(each)) + "  control: ", what, Palette.Tone.FAINT);
      }
    }
    lines.add("");
  }

  private static String conclusion(PathVerdict verdict) {
    PathLadder test = verdict.test();
    boolean arrives = verdict.outcome() == PathVerdict.Outcome.ARRIVES;
    String stop = arrives ? "" : " (ended because " + test.stop().meaning() + ")";
    String sureness = verdict.dies() ? ", " + verdict.confidence().text() : "";
    return test.payload().description() + " " + verdict.statement() + sureness + stop;
  }

  private static Palette.Tone tone(PathVerdict verdict) {
    return switch (verdict.outcome()) {
      case ARRIVES -> Palette.Tone.GOOD;
      case PASSES, UNKNOWN, NOT_TESTED -> Palette.Tone.WARNING;
      case DROPPED, RESET, CLOSED, REJECTED -> Palette.Tone.BAD;
    };
  }

  private List<String> table(List<PathLadder> columns) {
    Table table = new Table(palette);
    List<Cell> head = new ArrayList<>();
    head.add(new Cell(Palette.Tone.FAINT, "hop"));
    head.add(new Cell(Palette.Tone.FAINT, "address"));
    for (int column = 0; column < columns.size(); column++) {
      String title = letter(column) + " " + title(columns.get(column));
      head.add(new Cell(Palette.Tone.FAINT, title));
    }
    table.add(head);
    int end =
        columns.stream().flatMap(each -> each.hops().stream()).mapToInt(Hop::ttl).max().orElse(0);
    for (int ttl = 1; ttl <= end; ttl++) {
      table.add(row(columns, ttl));
    }
    return table.lines("    ");
  }

  private static List<Cell> row(List<PathLadder> columns, int ttl) {
    List<Cell> cells = new ArrayList<>();
    List<Hop> hops = columns.stream().flatMap(each -> each.at(ttl).stream()).toList();
    String addresses =
        hops.stream()
            .filter(hop -> hop.reply() != Reply.RESET && hop.reply() != Reply.FIN)
            .flatMap(hop -> hop.from().stream())
            .map(Addresses::text)
            .distinct()
            .collect(Collectors.joining(", "));
    cells.add(new Cell(Palette.Tone.NORMAL, String.valueOf(ttl)));
    cells.add(new Cell(Palette.Tone.NORMAL, addresses.isEmpty() ? "*" : addresses));
    columns.forEach(each -> cells.add(each.at(ttl).map(PathText::cell).orElse(Cell.EMPTY)));
    return cells;
  }

  private static Cell cell(Hop hop) {
    String time = time(hop.roundTrip());
    PathLadder.Tries tries = hop.tries();
    String share = tries.answered() < tries.sent() ? tries.answered() + "/" + tries.sent() : "";
    return switch (hop.reply()) {
      case TIME_EXCEEDED -> new Cell(Palette.Tone.NORMAL, (time + " " + share).strip());
      case ANSWER -> new Cell(Palette.Tone.GOOD, ("answer " + time + " " + share).strip());
      case RESET -> new Cell(Palette.Tone.BAD, "RST " + time);
      case FIN -> new Cell(Palette.Tone.BAD, "FIN " + time);
      case UNREACHABLE -> new Cell(Palette.Tone.BAD, "unreachable");
      case SILENT -> new Cell(Palette.Tone.WARNING, "* " + share);
    };
  }

  private static String time(Duration elapsed) {
    return String.format(Locale.ROOT, "%.1f ms", elapsed.toNanos() / 1e6);
  }

  private static String title(PathLadder ladder) {
    String stage =
        switch (ladder.payload().stage()) {
          case SYN -> "SYN";
          case CLIENT_HELLO -> "hello";
          case DATAGRAM -> "datagram";
          case DNS_QUERY -> "query";
          case REQUEST -> "request";
        };
    return ladder.payload().control() ? "control" : stage;
  }

  private static String letter(int column) {
    return column < 26 ? String.valueOf((char) ('A' + column)) : "+";
  }

  private void paragraph(List<String> lines, String label, String text, Palette.Tone tone) {
    for (String line : Wrap.lines(Inert.text(label + text), width - 4)) {
      lines.add("    " + palette.paint(tone, line));
    }
  }
}
