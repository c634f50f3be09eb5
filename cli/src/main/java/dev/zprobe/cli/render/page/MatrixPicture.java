package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.cli.render.page.MatrixTable.Column;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The matrix as a picture of its own, for a ticket or a page that takes no HTML. */
public final class MatrixPicture {
  private static final int MOST_ROWS = 500;
  private static final int ROW = 20;
  private static final int TOP = 56;
  private static final int MARGIN = 12;
  private static final int TARGET = 230;
  private static final int ENDPOINT = 250;
  private static final int CELL = 130;
  private static final int LONGEST_NAME = 32;
  private static final int LONGEST_CELL = 20;

  private static final String STYLE =
      """
      svg{font:12px system-ui,sans-serif;background:#fff}text{fill:#1b1b1b}
      .head{font-weight:600}.faint{fill:#595959}.good{fill:#17602a}.bad{fill:#a1000c;font-weight:600}
      .warning{fill:#6f4a00;font-weight:600}.grid{stroke:#c8c8c8;stroke-width:1}
      """;

  private record Row(JsonNode target, Map<Column, JsonNode> cells) {}

  private MatrixPicture() {}

  /** Whole: a file by itself, without script or anything from elsewhere. */
  public static String of(JsonNode report) {
    MatrixTable table = new MatrixTable(report);
    List<Row> rows = new ArrayList<>();
    Set<Column> used = EnumSet.noneOf(Column.class);
    for (JsonNode target : report.path("targets")) {
      Row row = new Row(target, table.cells(target));
      used.addAll(row.cells().keySet());
      if (rows.size() < MOST_ROWS) {
        rows.add(row);
      }
    }
    int all = report.path("targets").size();
    String status = Words.of(report.path("verdict"), "status");
    String title = status.toUpperCase(Locale.ROOT) + ": " + all + " endpoints";
    int width = 2 * MARGIN + TARGET + ENDPOINT + CELL * (used.size() + 1);
    int left = all - rows.size();
    int height = TOP + ROW * (rows.size() + (left > 0 ? 1 : 0)) + MARGIN;
    Svg svg = Svg.alone(width, height, title, Words.of(report.path("verdict"), "sentence"), STYLE);
    svg.text(MARGIN, 20, "head", title);
    heads(svg, used);
    double y = TOP;
    for (Row row : rows) {
      line(svg, row, used, y, width);
      y += ROW;
    }
    if (left > 0) {
      svg.text(MARGIN, y + 14, "faint", left + " more are in the report");
    }
    return svg.done().toString();
  }

  private static void heads(Svg svg, Set<Column> used) {
    svg.text(MARGIN, TOP - 8, "faint", "target");
    svg.text(MARGIN + TARGET, TOP - 8, "faint", "endpoint");
    double x = MARGIN + TARGET + ENDPOINT;
    for (Column column : used) {
      svg.text(x, TOP - 8, "faint", column.name());
      x += CELL;
    }
    svg.text(x, TOP - 8, "faint", "state");
  }

  private static void line(Svg svg, Row row, Set<Column> used, double y, int width) {
    svg.line(MARGIN, y, width - MARGIN, y, "grid");
    double base = y + 14;
    JsonNode target = row.target();
    String id = Words.shortened(Words.of(target, "id"), LONGEST_NAME);
    String address = Words.of(target, "address");
    String endpoint =
        (address.contains(":") ? "[" + address + "]" : address)
            + ":"
            + Words.of(target, "port")
            + "/"
            + Words.of(target, "transport");
    svg.text(MARGIN, base, "head", id);
    svg.text(MARGIN + TARGET, base, "", Words.shortened(endpoint, LONGEST_NAME + 8));
    double x = MARGIN + TARGET + ENDPOINT;
    for (Column column : used) {
      JsonNode seen = row.cells().get(column);
      if (seen == null) {
        svg.text(x, base, "faint", "–");
      } else {
        String words = Words.shortened(MatrixTable.words(seen), LONGEST_CELL);
        svg.text(x, base, MatrixTable.lookOf(seen), words);
      }
      x += CELL;
    }
    String state = Words.of(target, "state");
    svg.text(x, base, MatrixTable.look(state), Words.spaced(state));
  }
}
