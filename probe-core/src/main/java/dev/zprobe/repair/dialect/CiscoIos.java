package dev.zprobe.repair.dialect;

import dev.zprobe.net.Transport;
import java.util.ArrayList;
import java.util.List;

/** Access lists that keep no state: the way back is written as well. */
final class CiscoIos implements Dialect {
  @Override
  public String id() {
    return "cisco-ios";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add("! put these before the lines that deny; OUTBOUND and INBOUND stand for your lists");
    for (boolean ipv4 : new boolean[] {true, false}) {
      List<Permit> family = permits.stream().filter(each -> each.isIpv4() == ipv4).toList();
      if (!family.isEmpty()) {
        String list = ipv4 ? "ip access-list extended " : "ipv6 access-list ";
        lines.add(list + (ipv4 ? "OUTBOUND" : "OUTBOUND6"));
        family.forEach(permit -> addLines(lines, permit, true));
        lines.add(list + (ipv4 ? "INBOUND" : "INBOUND6"));
        family.forEach(permit -> addLines(lines, permit, false));
      }
    }
    return String.join("\n", lines);
  }

  private static void addLines(List<String> lines, Permit permit, boolean out) {
    String source = permit.sourceText().map(each -> "host " + each).orElse("any");
    String answers = permit.transport() == Transport.TCP ? " established" : "";
    for (String address : permit.addresses()) {
      for (PortRange range : permit.ports()) {
        String ports =
            range.first() == range.last() ? "eq " + range.first() : "range " + range.text(" ");
        lines.add(
            " permit "
                + permit.transport().text()
                + " "
                + (out
                    ? source + " host " + address + " " + ports
                    : "host " + address + " " + ports + " " + source + answers));
      }
    }
  }
}
