package dev.zprobe.repair.dialect;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** PowerShell. A rule that blocks wins over one that allows, so that one has to go. */
final class WindowsDefender implements Dialect {
  @Override
  public String id() {
    return "windows-defender";
  }

  @Override
  public String write(List<Permit> permits) {
    return "# a rule that blocks wins over these: find it with"
        + " Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True\n"
        + permits.stream().map(WindowsDefender::line).collect(Collectors.joining("\n"));
  }

  private static String line(Permit permit) {
    String protocol = permit.transport().text().toUpperCase(Locale.ROOT);
    return "New-NetFirewallRule -DisplayName 'Meeting service "
        + protocol
        + (permit.isIpv4() ? " IPv4'" : " IPv6'")
        + " -Direction Outbound -Action Allow -Protocol "
        + protocol
        + " -RemoteAddress "
        + String.join(",", permit.addresses())
        + " -RemotePort "
        + PortRange.texts(permit.ports(), "-").stream()
            .map(range -> "'" + range + "'")
            .collect(Collectors.joining(","));
  }
}
