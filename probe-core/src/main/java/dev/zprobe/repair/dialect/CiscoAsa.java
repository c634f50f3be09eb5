package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;

/** Object groups and one line of the access list that is bound to the inside interface. */
final class CiscoAsa implements Dialect {
  @Override
  public String id() {
    return "cisco-asa";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add("! INSIDE-IN stands for the access list of the inside interface");
    int number = 0;
    for (Permit permit : permits) {
      number++;
      lines.add("object-group network MEETING-SERVERS-" + number);
      permit.addresses().forEach(address -> lines.add(" network-object host " + address));
      String protocol = permit.transport().text();
      lines.add("object-group service MEETING-PORTS-" + number + " " + protocol);
      for (PortRange range : permit.ports()) {
        lines.add(
            range.first() == range.last()
                ? " port-object eq " + range.first()
                : " port-object range " + range.text(" "));
      }
      lines.add(
          "access-list INSIDE-IN line 1 extended permit "
              + protocol
              + permit.sourceText().map(source -> " host " + source).orElse(" any")
              + " object-group MEETING-SERVERS-"
              + number
              + " object-group MEETING-PORTS-"
              + number);
    }
    return String.join("\n", lines);
  }
}
