package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines for the command line of FortiOS; the interfaces are the reader's. */
final class FortiOs implements Dialect {
  @Override
  public String id() {
    return "fortios";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add("# internal and wan1 stand for your interfaces; a new policy stands last:");
    lines.add("# in \"config firewall policy\", \"move NEW before THE-ONE-THAT-DENIES\"");
    if (permits.stream().anyMatch(each -> !each.isIpv4())) {
      lines.add("# before FortiOS 6.4 IPv6 has \"config firewall policy6\", srcaddr and dstaddr");
    }
    int number = 0;
    for (Permit permit : permits) {
      number++;
      List<String> names = addAddresses(lines, permit);
      addService(lines, permit, number);
      addPolicy(lines, permit, names, number);
    }
    return String.join("\n", lines);
  }

  private static List<String> addAddresses(List<String> lines, Permit permit) {
    List<String> names = new ArrayList<>();
    lines.add("config firewall " + (permit.isIpv4() ? "address" : "address6"));
    List<String> all = new ArrayList<>(permit.addresses());
    permit.sourceText().ifPresent(all::add);
    for (String address : all) {
      String name = "\"meeting-" + Permit.word(address) + "\"";
      lines.add("  edit " + name);
      lines.add(
          permit.isIpv4()
              ? "    set subnet " + address + " 255.255.255.255"
              : "    set ip6 " + address + "/128");
      lines.add("  next");
      names.add(name);
    }
    lines.add("end");
    return names;
  }

  private static void addService(List<String> lines, Permit permit, int number) {
    lines.add("config firewall service custom");
    lines.add("  edit \"meeting-ports-" + number + "\"");
    lines.add(
        "    set "
            + permit.transport().text()
            + "-portrange "
            + String.join(" ", PortRange.texts(permit.ports(), "-")));
    lines.add("  next");
    lines.add("end");
  }

  private static void addPolicy(List<String> lines, Permit permit, List<String> names, int number) {
    String six = permit.isIpv4() ? "" : "6";
    List<String> to = names.subList(0, permit.addresses().size());
    String from = permit.source().isPresent() ? names.get(names.size() - 1) : "\"all\"";
    lines.add("config firewall policy");
    lines.add("  edit 0");
    lines.add("    set name \"meeting-service-" + number + "\"");
    lines.add("    set srcintf \"internal\"");
    lines.add("    set dstintf \"wan1\"");
    lines.add("    set srcaddr" + six + " " + from);
    lines.add("    set dstaddr" + six + " " + to.stream().collect(Collectors.joining(" ")));
    lines.add("    set service \"meeting-ports-" + number + "\"");
    lines.add("    set schedule \"always\"");
    lines.add("    set action accept");
    lines.add("  next");
    lines.add("end");
  }
}
