package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Rule;
import java.util.List;

/** The registry: one rule for every cause. */
public final class AllRules {
  private AllRules() {}

  /** In the order of {@link dev.zprobe.diagnosis.Cause}. */
  public static List<Rule> list() {
    return List.of(
        new HostOfflineRule(),
        new ClockSkewedRule(),
        new ClockUnverifiableRule(),
        new DnsUnreachableRule(),
        new DnsFailingRule(),
        new DnsBlockedRule(),
        new PortDroppedRule(),
        new PortRejectedRule(),
        new UdpUnprovenRule(),
        new ServerRefusedRule(),
        new ServerDownRule(),
        new ServerSilentRule(),
        new SniBlockedRule(),
        new TlsCertificateInvalidRule(),
        new TlsIncompatibleRule());
  }
}
