package dev.zprobe.cli.render.page;

/** A picture with a text alternative. Coordinates are in its own units, from the upper left. */
final class Svg {
  private final Markup out = new Markup();

  /**
   * Begins a picture.
   *
   * @param title what it shows, in one line
   * @param description what a reader who does not see it should know
   */
  Svg(int width, int height, String title, String description) {
    begin(width, height, "aria-label", title + ". " + description);
  }

  private Svg() {}

  /**
   * Begins a picture that is a file by itself.
   *
   * @param style its style sheet, a constant of the program
   */
  static Svg alone(int width, int height, String title, String description, String style) {
    Svg svg = new Svg();
    svg.begin(width, height, "xmlns", "http://www.w3.org/2000/svg");
    svg.out.element("title", title).element("desc", description).element("style", style).line();
    return svg;
  }

  private void begin(int width, int height, String attribute, String value) {
    String box = "0 0 " + width + " " + height;
    String wide = String.valueOf(width);
    String high = String.valueOf(height);
    out.begin(
        "svg", attribute, value, "viewBox", box, "width", wide, "height", high, "role", "img");
  }

  Svg text(double x, double y, String look, String words) {
    out.element("text", words, "x", Words.number(x), "y", Words.number(y), "class", look);
    return this;
  }

  Svg line(double fromX, double fromY, double toX, double toY, String look) {
    out.empty(
        "line",
        "x1",
        Words.number(fromX),
        "y1",
        Words.number(fromY),
        "x2",
        Words.number(toX),
        "y2",
        Words.number(toY),
        "class",
        look);
    return this;
  }

  /** A horizontal arrow with its head at the second place. */
  Svg arrow(double fromX, double toX, double y, String look) {
    double back = toX > fromX ? -8 : 8;
    line(fromX, y, toX, y, look);
    line(toX + back, y - 4, toX, y, look);
    return line(toX + back, y + 4, toX, y, look);
  }

  /** A cross: what did not happen. */
  Svg cross(double x, double y, String look) {
    line(x - 7, y - 7, x + 7, y + 7, look);
    return line(x - 7, y + 7, x + 7, y - 7, look);
  }

  /** A box with words that a pointer shows. */
  Svg box(double x, double y, double width, String look, String hint) {
    out.begin(
        "rect",
        "x",
        Words.number(x),
        "y",
        Words.number(y),
        "width",
        Words.number(Math.max(1.5, width)),
        "height",
        "10",
        "class",
        look);
    out.element("title", hint).end();
    return this;
  }

  Svg circle(double x, double y, double radius, String look) {
    out.empty(
        "circle",
        "cx",
        Words.number(x),
        "cy",
        Words.number(y),
        "r",
        Words.number(radius),
        "class",
        look);
    return this;
  }

  Markup done() {
    return out.end();
  }
}
