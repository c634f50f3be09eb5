package dev.zprobe.repair.dialect;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of {@code pf.conf}. */
final class PacketFilter implements Dialect {
  @Override
  public String id() {
    return "pf";
  }

  @Override
  public String write(List<Permit> permits) {
    return "# before the first line that blocks with \"quick\"\n"
        + permits.stream().map(PacketFilter::line).collect(Collectors.joining("\n"));
  }

  private static String line(Permit permit) {
    return "pass quick "
        + (permit.isIpv4() ? "inet" : "inet6")
        + " proto "
        + permit.transport().text()
        + " from "
        + permit.sourceText().orElse("any")
        + " to { "
        + String.join(", ", permit.addresses())
        + " } port { "
        + String.join(", ", PortRange.texts(permit.ports(), ":"))
        + " } keep state";
  }
}
