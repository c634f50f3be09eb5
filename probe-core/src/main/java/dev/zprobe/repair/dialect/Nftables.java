package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;

/** A file for {@code nft -f}; the chain is the one in which forwarded packets are filtered. */
final class Nftables implements Dialect {
  @Override
  public String id() {
    return "nftables";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add("# before the rule that stops it; \"inet filter forward\" is the usual chain");
    for (Permit permit : permits) {
      lines.add("insert rule inet filter forward " + match(permit) + " accept");
    }
    return String.join("\n", lines);
  }

  private static String match(Permit permit) {
    String family = permit.isIpv4() ? "ip" : "ip6";
    return permit.sourceText().map(source -> family + " saddr " + source + " ").orElse("")
        + family
        + " daddr { "
        + String.join(", ", permit.addresses())
        + " } "
        + permit.transport().text()
        + " dport { "
        + String.join(", ", PortRange.texts(permit.ports(), "-"))
        + " }";
  }
}
