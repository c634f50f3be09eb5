package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;

/** Commands; the match on several ports takes at most fifteen, a range counting as two. */
final class Iptables implements Dialect {
  private static final int RANGES_AT_ONCE = 7;

  @Override
  public String id() {
    return "iptables";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    for (Permit permit : permits) {
      for (int from = 0; from < permit.ports().size(); from += RANGES_AT_ONCE) {
        int to = Math.min(from + RANGES_AT_ONCE, permit.ports().size());
        lines.add(line(permit, permit.ports().subList(from, to)));
      }
    }
    return String.join("\n", lines);
  }

  private static String line(Permit permit, List<PortRange> ports) {
    return (permit.isIpv4() ? "iptables" : "ip6tables")
        + " -I FORWARD"
        + permit.sourceText().map(source -> " -s " + source).orElse("")
        + " -d "
        + String.join(",", permit.addresses())
        + " -p "
        + permit.transport().text()
        + " -m multiport --dports "
        + String.join(",", PortRange.texts(ports, ":"))
        + " -j ACCEPT";
  }
}
