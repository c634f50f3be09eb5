package dev.zprobe.diagnosis;

import static dev.zprobe.diagnosis.Cause.*;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which causes follow from which: the only precedence there is. No cause follows from itself, not
 * even around corners.
 */
final class Consequences {
  /** What a first packet that never arrives, or is turned away, looks like. */
  private static final Set<Cause> UNREACHED =
      EnumSet.of(
          PORT_DROPPED,
          PORT_REJECTED,
          ADDRESS_BLOCKED,
          NETWORK_UNREACHABLE,
          SERVER_REFUSED,
          SERVER_DOWN,
          UDP_UNPROVEN);

  /** What a conversation with the wrong peer, or with none, looks like. */
  private static final Set<Cause> ESTRANGED =
      EnumSet.of(
          TCP_TERMINATED,
          SERVER_SILENT,
          SERVER_PROTOCOL_ERROR,
          SNI_BLOCKED,
          TLS_RESET,
          TLS_INTERCEPTED,
          TLS_CERTIFICATE_INVALID,
          TLS_INCOMPATIBLE,
          BLOCK_PAGE,
          SERVICE_DENIES,
          SERVICE_ERROR,
          FLOW_CUT);

  private static final Set<Cause> NAMELESS =
      EnumSet.of(
          DNS_UNREACHABLE,
          DNS_FAILING,
          DNS_BLOCKED,
          DNS_HIJACKED,
          DNS_INTERCEPTED,
          DNS_INJECTED,
          DNS_UNUSABLE,
          DNS_STALE,
          DNS_DEGRADED,
          DNS_TRANSPORT_BLOCKED);

  /** What packets that are late or lost in a full queue look like. */
  private static final Set<Cause> SLOWED =
      EnumSet.of(
          PACKET_LOSS,
          RATE_LIMITED,
          MTU_BLACK_HOLE,
          FLOW_CUT,
          SERVER_SILENT,
          SERVER_PROTOCOL_ERROR,
          SNI_BLOCKED,
          TLS_RESET,
          PORT_DROPPED,
          ADDRESS_BLOCKED,
          IPV6_BROKEN,
          DNS_DEGRADED,
          DNS_UNREACHABLE,
          CLOCK_UNVERIFIABLE,
          PROXY_UNREACHABLE);

  private static final Set<Cause> PROXIED =
      EnumSet.of(PROXY_REQUIRED, PROXY_AUTH_REQUIRED, PROXY_DENIES, PROXY_UNREACHABLE);

  private static final Set<Cause> GLOBAL =
      EnumSet.of(
          HOST_OFFLINE, HOST_PORTS_UNAVAILABLE, DNS_UNREACHABLE, CAPTIVE_PORTAL, LOW_BANDWIDTH);

  private static final Map<Cause, Set<Cause>> TABLE = table();

  private Consequences() {}

  static Set<Cause> of(Cause cause) {
    return TABLE.getOrDefault(cause, Set.of());
  }

  static boolean isGlobal(Cause cause) {
    return GLOBAL.contains(cause);
  }

  private static Map<Cause, Set<Cause>> table() {
    Map<Cause, Set<Cause>> table = new EnumMap<>(Cause.class);
    Set<Cause> lost = join(UNREACHED, NAMELESS, PROXIED);
    lost.addAll(
        EnumSet.of(CLOCK_UNVERIFIABLE, IPV6_BROKEN, ICMP_FILTERED, PACKET_LOSS, ROUTING_LOOP));
    lost.add(VPN_INTERFERES);
    put(table, GATEWAY_UNREACHABLE, lost);
    Set<Cause> offline = join(lost, ESTRANGED);
    offline.addAll(EnumSet.of(GATEWAY_UNREACHABLE, HOST_ROUTE_BLOCKED, HOST_FIREWALL));
    put(table, HOST_OFFLINE, offline);
    put(table, HOST_PORTS_UNAVAILABLE, join(lost, EnumSet.of(HOST_FIREWALL)));
    put(table, HOST_ROUTE_BLOCKED, join(UNREACHED, EnumSet.of(DNS_UNREACHABLE, IPV6_BROKEN)));
    Set<Cause> walled = join(UNREACHED, ESTRANGED);
    walled.addAll(EnumSet.of(DNS_UNREACHABLE, CLOCK_UNVERIFIABLE, IPV6_BROKEN));
    put(table, HOST_FIREWALL, walled);
    Set<Cause> redirected = join(UNREACHED, ESTRANGED, NAMELESS);
    redirected.addAll(EnumSet.of(ROUTING_LOOP, IPV6_BROKEN));
    put(table, HOSTS_FILE_OVERRIDE, redirected);
    Set<Cause> tunnelled = join(UNREACHED, ESTRANGED);
    tunnelled.addAll(EnumSet.of(MTU_BLACK_HOLE, PACKET_LOSS, LOW_BANDWIDTH, RATE_LIMITED));
    put(table, VPN_INTERFERES, tunnelled);
    put(
        table,
        DNS_UNREACHABLE,
        EnumSet.of(DNS_DEGRADED, DNS_TRANSPORT_BLOCKED, CLOCK_UNVERIFIABLE, PROXY_UNREACHABLE));
    put(table, DNS_FAILING, EnumSet.of(DNS_DEGRADED));
    Set<Cause> misled = join(UNREACHED, ESTRANGED);
    misled.addAll(EnumSet.of(DNS_STALE, IPV6_BROKEN, ROUTING_LOOP));
    put(table, DNS_HIJACKED, misled);
    put(table, DNS_BLOCKED, join(misled, EnumSet.of(DNS_DEGRADED)));
    put(table, DNS_INJECTED, join(misled, EnumSet.of(DNS_BLOCKED, DNS_HIJACKED)));
    put(table, DNS_INTERCEPTED, EnumSet.of(DNS_BLOCKED, DNS_HIJACKED, DNS_FAILING, DNS_STALE));
    put(table, DNS_UNUSABLE, join(UNREACHED, EnumSet.of(IPV6_BROKEN)));
    put(table, DNS_STALE, join(UNREACHED, EnumSet.of(ROUTING_LOOP)));
    put(table, IPV6_BROKEN, join(UNREACHED, EnumSet.of(MTU_BLACK_HOLE)));
    put(table, ROUTING_LOOP, UNREACHED);
    put(
        table,
        NETWORK_UNREACHABLE,
        EnumSet.of(PORT_DROPPED, ADDRESS_BLOCKED, SERVER_DOWN, UDP_UNPROVEN));
    put(table, ADDRESS_BLOCKED, EnumSet.of(PORT_DROPPED, UDP_UNPROVEN));
    put(table, SERVER_DOWN, EnumSet.of(PORT_DROPPED, ADDRESS_BLOCKED, UDP_UNPROVEN));
    put(
        table,
        TCP_TERMINATED,
        EnumSet.of(SERVER_SILENT, SERVER_PROTOCOL_ERROR, TLS_RESET, FLOW_CUT));
    put(table, SNI_BLOCKED, EnumSet.of(SERVER_SILENT, SERVER_PROTOCOL_ERROR, FLOW_CUT));
    put(
        table,
        MTU_BLACK_HOLE,
        EnumSet.of(SERVER_SILENT, SERVER_PROTOCOL_ERROR, TLS_RESET, FLOW_CUT));
    put(table, TLS_INTERCEPTED, EnumSet.of(TLS_CERTIFICATE_INVALID, TCP_TERMINATED));
    Set<Cause> captive = join(lost, ESTRANGED);
    captive.addAll(EnumSet.of(PORT_DROPPED, FLOW_CUT));
    put(table, CAPTIVE_PORTAL, captive);
    put(table, LOW_BANDWIDTH, SLOWED);
    put(table, BLOCK_PAGE, EnumSet.of(SERVICE_DENIES, SERVICE_ERROR, TLS_CERTIFICATE_INVALID));
    Set<Cause> direct = join(UNREACHED, EnumSet.of(SNI_BLOCKED, TLS_RESET, SERVER_SILENT));
    for (Cause proxy : PROXIED) {
      put(table, proxy, direct);
    }
    return table;
  }

  private static void put(Map<Cause, Set<Cause>> table, Cause reason, Set<Cause> followers) {
    table.put(reason, Collections.unmodifiableSet(EnumSet.copyOf(followers)));
  }

  @SafeVarargs
  private static Set<Cause> join(Set<Cause>... sets) {
    Set<Cause> joined = EnumSet.noneOf(Cause.class);
    for (Set<Cause> set : sets) {
      joined.addAll(set);
    }
    return joined;
  }
}
