package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Neighbouring ports, both ends included.
 *
 * @param first at least 1
 * @param last at most 65535
 */
public record PortRange(int first, int last) {
  /** The fewest ranges that hold these ports and no other. */
  public static List<PortRange> of(Collection<Integer> ports) {
    List<PortRange> ranges = new ArrayList<>();
    for (int port : new TreeSet<>(ports)) {
      int end = ranges.size() - 1;
      if (end >= 0 && ranges.get(end).last == port - 1) {
        ranges.set(end, new PortRange(ranges.get(end).first, port));
      } else {
        ranges.add(new PortRange(port, port));
      }
    }
    return ranges;
  }

  /** One port, or both ends with this between them. */
  public String text(String between) {
    return first == last ? String.valueOf(first) : first + between + last;
  }

  static List<String> texts(List<PortRange> ranges, String between) {
    return ranges.stream().map(range -> range.text(between)).toList();
  }
}
