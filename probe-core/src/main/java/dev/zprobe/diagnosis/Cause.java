package dev.zprobe.diagnosis;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be found. The ids are stable.
 *
 * <p>{@link #explains} is the only precedence there is: a cause makes others follow within the same
 * run, and then those do not count.
 */
public enum Cause {
  HOST_OFFLINE(Stage.LOCAL),
  GATEWAY_UNREACHABLE(Stage.LOCAL),
  HOST_ROUTE_BLOCKED(Stage.LOCAL),
  HOST_FIREWALL(Stage.LOCAL),
  HOST_PORTS_UNAVAILABLE(Stage.LOCAL),
  HOSTS_FILE_OVERRIDE(Stage.LOCAL),
  VPN_INTERFERES(Stage.PATH),
  CLOCK_SKEWED(Stage.CLOCK),
  CLOCK_UNVERIFIABLE(Stage.CLOCK),
  TIME_SOURCE_BAD(Stage.CLOCK),
  DNS_UNREACHABLE(Stage.DNS),
  DNS_FAILING(Stage.DNS),
  DNS_BLOCKED(Stage.DNS),
  DNS_HIJACKED(Stage.DNS),
  DNS_INTERCEPTED(Stage.DNS),
  DNS_INJECTED(Stage.DNS),
  DNS_UNUSABLE(Stage.DNS),
  DNS_STALE(Stage.DNS),
  DNS_DEGRADED(Stage.DNS),
  DNS_TRANSPORT_BLOCKED(Stage.DNS),
  PORT_DROPPED(Stage.TCP),
  PORT_REJECTED(Stage.TCP),
  ADDRESS_BLOCKED(Stage.TCP),
  NETWORK_UNREACHABLE(Stage.PATH),
  ROUTING_LOOP(Stage.PATH),
  TCP_TERMINATED(Stage.TCP),
  RATE_LIMITED(Stage.UDP),
  PACKET_LOSS(Stage.PATH),
  MTU_BLACK_HOLE(Stage.PATH),
  FLOW_CUT(Stage.HTTP),
  LOW_BANDWIDTH(Stage.PATH),
  IPV6_BROKEN(Stage.PATH),
  UDP_UNPROVEN(Stage.UDP),
  SERVER_REFUSED(Stage.TCP),
  SERVER_DOWN(Stage.TCP),
  SERVER_SILENT(Stage.TLS),
  SERVER_PROTOCOL_ERROR(Stage.TLS),
  SNI_BLOCKED(Stage.TLS),
  TLS_RESET(Stage.TLS),
  TLS_INTERCEPTED(Stage.TLS),
  TLS_CERTIFICATE_INVALID(Stage.TLS),
  TLS_INCOMPATIBLE(Stage.TLS),
  CAPTIVE_PORTAL(Stage.HTTP),
  BLOCK_PAGE(Stage.HTTP),
  SERVICE_DENIES(Stage.HTTP),
  SERVICE_ERROR(Stage.HTTP),
  PROXY_REQUIRED(Stage.PROXY),
  PROXY_AUTH_REQUIRED(Stage.PROXY),
  PROXY_DENIES(Stage.PROXY),
  PROXY_UNREACHABLE(Stage.PROXY),
  SIP_ALTERED(Stage.UDP),
  NAT_SYMMETRIC(Stage.UDP),
  ICMP_FILTERED(Stage.PATH);

  private final Stage stage;

  Cause(Stage stage) {
    this.stage = stage;
  }

  /** The contract's id, for example {@code port-dropped}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The stage of the contract; for a cause of two transports the finding's own may be UDP. */
  public Stage stage() {
    return stage;
  }

  /** The causes that follow from this one where both are found. */
  public Set<Cause> explains() {
    return Consequences.of(this);
  }

  /**
   * True when its consequences reach everywhere; otherwise only findings within its own scope
   * follow.
   */
  public boolean isGlobal() {
    return Consequences.isGlobal(this);
  }

  public static Optional<Cause> parse(String id) {
    return Arrays.stream(values()).filter(cause -> cause.id().equals(id)).findFirst();
  }
}
