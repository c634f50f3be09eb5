package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;

/** Set commands of the configuration mode; the zones are the reader's. */
final class PaloAlto implements Dialect {
  @Override
  public String id() {
    return "palo-alto";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (Permit permit : permits) {
      number++;
      addRule(lines, permit, number);
    }
    lines.add("commit");
    return String.join("\n", lines);
  }

  private static void addRule(List<String> lines, Permit permit, int number) {
    List<String> objects = new ArrayList<>();
    for (String address : permit.addresses()) {
      String object = "meeting-" + Permit.word(address);
      lines.add("set address " + object + " ip-netmask " + address + "/" + permit.bits());
      objects.add(object);
    }
    String protocol = permit.transport().text();
    String service = "meeting-" + protocol + "-" + number;
    lines.add(
        "set service "
            + service
            + " protocol "
            + protocol
            + " port "
            + String.join(",", PortRange.texts(permit.ports(), "-")));
    String rule = "set rulebase security rules meeting-service-" + number + " ";
    lines.add(rule + "description \"trust and untrust stand for your zones\"");
    lines.add(rule + "from trust to untrust");
    lines.add(rule + "source " + permit.sourceText().orElse("any"));
    lines.add(rule + "destination [ " + String.join(" ", objects) + " ]");
    lines.add(rule + "application any service " + service + " action allow");
    lines.add("move rulebase security rules meeting-service-" + number + " top");
  }
}
