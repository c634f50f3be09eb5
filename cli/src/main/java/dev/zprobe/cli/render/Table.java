package dev.zprobe.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, separated by two blanks. */
final class Table {
  private final Palette palette;
  private final List<List<Cell>> rows = new ArrayList<>();

  Table(Palette palette) {
    this.palette = palette;
  }

  void add(List<Cell> row) {
    rows.add(List.copyOf(row));
  }

  /** Without trailing blanks, each line indented. */
  List<String> lines(String indent) {
    List<String> lines = new ArrayList<>();
    List<Integer> widths = widths();
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        Cell cell = row.get(column);
        line.append(palette.paint(cell.tone(), cell.words()));
        boolean last = column == row.size() - 1;
        line.append(last ? "" : " ".repeat(widths.get(column) - cell.words().length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (List<Cell> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int width = row.get(column).words().length();
        if (column == widths.size()) {
          widths.add(width);
        } else {
          widths.set(column, Math.max(widths.get(column), width));
        }
      }
    }
    return widths;
  }
}
