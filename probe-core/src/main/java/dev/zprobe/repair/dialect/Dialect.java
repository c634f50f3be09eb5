package dev.zprobe.repair.dialect;

import java.util.List;

/** The language of one kind of firewall. */
public interface Dialect {
  /** Stable, for example {@code cisco-asa}. */
  String id();

  /** Lines to enter, comments included; ends without a line feed. */
  String write(List<Permit> permits);

  /** In the order in which they are shown. */
  static List<Dialect> all() {
    return List.of(
        new Nftables(),
        new Iptables(),
        new PacketFilter(),
        new WindowsDefender(),
        new CiscoAsa(),
        new CiscoIos(),
        new PaloAlto(),
        new FortiOs(),
        new AwsSecurityGroup(),
        new AzureNsg());
  }
}
