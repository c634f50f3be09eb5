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
        new GatewayUnreachableRule(),
        new HostRouteBlockedRule(),
        new HostFirewallRule(),
        new HostPortsUnavailableRule(),
        new HostsFileOverrideRule(),
        new VpnInterferesRule(),
        new ClockSkewedRule(),
        new ClockUnverifiableRule(),
        new TimeSourceBadRule(),
        new DnsUnreachableRule(),
        new DnsFailingRule(),
        new DnsBlockedRule(),
        new DnsHijackedRule(),
        new DnsInterceptedRule(),
        new DnsInjectedRule(),
        new DnsUnusableRule(),
        new DnsStaleRule(),
        new DnsDegradedRule(),
        new DnsTransportBlockedRule(),
        new PortDroppedRule(),
        new PortRejectedRule(),
        new AddressBlockedRule(),
        new NetworkUnreachableRule(),
        new RoutingLoopRule(),
        new TcpTerminatedRule(),
        new RateLimitedRule(),
        new PacketLossRule(),
        new MtuBlackHoleRule(),
        new FlowCutRule(),
        new LowBandwidthRule(),
        new Ipv6BrokenRule(),
        new UdpUnprovenRule(),
        new ServerRefusedRule(),
        new ServerDownRule(),
        new ServerSilentRule(),
        new ServerProtocolErrorRule(),
        new SniBlockedRule(),
        new TlsResetRule(),
        new TlsInterceptedRule(),
        new TlsCertificateInvalidRule(),
        new TlsIncompatibleRule(),
        new CaptivePortalRule(),
        new BlockPageRule(),
        new ServiceDeniesRule(),
        new ServiceErrorRule(),
        new ProxyRequiredRule(),
        new ProxyAuthRequiredRule(),
        new ProxyDeniesRule(),
        new ProxyUnreachableRule(),
        new SipAlteredRule(),
        new NatSymmetricRule(),
        new IcmpFilteredRule());
  }
}
