package dev.zprobe.cli.command;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Target;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A catalog as libpcap's expression: everything to its ranges, its own ports anywhere, name
 * resolution, and ICMP errors. Ordinary web traffic to others stays out.
 */
final class CatalogFilter {
  private static final Set<Integer> COMMON = Set.of(53, 80, 123, 443);

  private CatalogFilter() {}

  static String of(Catalog catalog) {
    TreeSet<Integer> ports = new TreeSet<>();
    for (Target target : catalog.targets()) {
      ports.addAll(target.ports());
    }
    ports.removeAll(COMMON);
    String filter = "port 53 or icmp or icmp6";
    if (!ports.isEmpty()) {
      filter +=
          ports.stream()
              .map(port -> "port " + port)
              .collect(Collectors.joining(" or ", " or ", ""));
    }
    if (!catalog.ranges().isEmpty()) {
      filter +=
          catalog.ranges().stream()
              .map(range -> "net " + range.addresses())
              .distinct()
              .collect(Collectors.joining(" or ", " or ", ""));
    }
    return filter;
  }
}
