package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One command of the AWS command line for each range of ports; the group's id is the reader's. */
final class AwsSecurityGroup implements Dialect {
  @Override
  public String id() {
    return "aws-security-group";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    for (Permit permit : permits) {
      for (PortRange range : permit.ports()) {
        lines.add(line(permit, range));
      }
    }
    return String.join("\n", lines);
  }

  private static String line(Permit permit, PortRange range) {
    String key = permit.isIpv4() ? "CidrIp" : "CidrIpv6";
    String ranges =
        permit.prefixes().stream()
            .map(prefix -> "{\"" + key + "\":\"" + prefix + "\"}")
            .collect(Collectors.joining(","));
    return "aws ec2 authorize-security-group-egress --group-id sg-YOURS --ip-permissions '[{"
        + "\"IpProtocol\":\""
        + permit.transport().text()
        + "\",\"FromPort\":"
        + range.first()
        + ",\"ToPort\":"
        + range.last()
        + ",\""
        + (permit.isIpv4() ? "IpRanges" : "Ipv6Ranges")
        + "\":["
        + ranges
        + "]}]'";
  }
}
