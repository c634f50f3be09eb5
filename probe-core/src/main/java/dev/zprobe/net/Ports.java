package dev.zprobe.net;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Ports as the catalog writes them: {@code 443}, {@code 443,8801-8810}. */
public final class Ports {
  private static final int HIGHEST = 0xffff;

  private Ports() {}

  /**
   * Reads a list of ports and ranges.
   *
   * @return in the order given, each once
   * @throws IllegalArgumentException with one line that names the wrong part
   */
  public static List<Integer> parse(String text) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      if (ends.length > 2) {
        throw new IllegalArgumentException("\"" + part + "\" is neither a port nor a range");
      }
      int first = port(ends[0]);
      int last = port(ends[ends.length - 1]);
      if (last < first) {
        throw new IllegalArgumentException("the range " + part.strip() + " runs backwards");
      }
      for (int port = first; port <= last; port++) {
        if (!ports.add(port)) {
          throw new IllegalArgumentException("port " + port + " is given twice");
        }
      }
    }
    return new ArrayList<>(ports);
  }

  /**
   * Reads one port, 1 to 65535.
   *
   * @throws IllegalArgumentException with one line
   */
  public static int port(String text) {
    String digits = text.strip();
    if (!digits.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("\"" + digits + "\" is not a port");
    }
    int port = Integer.parseInt(digits);
    if (port == 0 || port > HIGHEST) {
      throw new IllegalArgumentException("port " + digits + " is not within 1..65535");
    }
    return port;
  }

  /** The shortest text for ports in rising order: {@code 443,8801-8810}. */
  public static String text(List<Integer> ports) {
    StringBuilder text = new StringBuilder();
    List<Integer> sorted = ports.stream().sorted().distinct().toList();
    for (int index = 0; index < sorted.size(); index++) {
      int first = sorted.get(index);
      while (index + 1 < sorted.size() && sorted.get(index + 1) == sorted.get(index) + 1) {
        index++;
      }
      int last = sorted.get(index);
      text.append(text.isEmpty() ? "" : ",").append(first).append(last > first ? "-" + last : "");
    }
    return text.toString();
  }
}
