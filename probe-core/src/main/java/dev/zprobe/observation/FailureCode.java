package dev.zprobe.observation;

import java.util.Locale;

/** Why a step did not work. The ids are stable: reports and scripts rely on them. */
public enum FailureCode {
  HOST_NO_INTERFACE(Manner.LOCAL, "no usable interface or address"),
  HOST_NO_ROUTE(Manner.LOCAL, "this host has no route there"),
  HOST_ROUTE_FORBIDS(Manner.LOCAL, "a local route rule forbids the destination"),
  HOST_FIREWALL(Manner.LOCAL, "this host refuses its own packet"),
  HOST_NO_PORT(Manner.LOCAL, "no local port to be had"),
  NEIGHBOUR_SILENT(Manner.LOCAL, "the next hop does not answer address resolution"),

  DNS_TIMEOUT(Manner.SILENT, "the resolver did not answer"),
  DNS_REJECTED(Manner.REJECTED, "the query was rejected by ICMP or reset"),
  DNS_NXDOMAIN(Manner.REJECTED, "the resolver says that the name does not exist"),
  DNS_NO_DATA(Manner.REJECTED, "the name has no address of this type"),
  DNS_SERVFAIL(Manner.REJECTED, "the resolver failed"),
  DNS_REFUSED(Manner.REJECTED, "the resolver refused"),
  DNS_ERROR(Manner.REJECTED, "another response code"),
  DNS_MALFORMED(Manner.ALTERED, "the answer is not a DNS message for this query"),
  DNS_TRUNCATED(Manner.ALTERED, "truncated, and TCP does not work"),

  CLOCK_TIMEOUT(Manner.SILENT, "the time server did not answer"),
  CLOCK_REJECTED(Manner.REJECTED, "the time query was rejected by ICMP"),
  CLOCK_KISS(Manner.REJECTED, "the time server sent a kiss of death"),
  CLOCK_UNSYNCHRONISED(Manner.ALTERED, "the time server is not synchronised"),
  CLOCK_BOGUS(Manner.ALTERED, "the reply does not belong to the query or is impossible"),
  CLOCK_OUTLIER(Manner.ALTERED, "the time server disagrees with the others"),

  CONNECT_TIMEOUT(Manner.SILENT, "no answer to SYN"),
  CONNECT_REFUSED(Manner.REJECTED, "RST or port unreachable in answer to SYN"),
  CONNECT_UNREACHABLE(Manner.REJECTED, "a router says net or host unreachable"),
  CONNECT_PROHIBITED(Manner.REJECTED, "ICMP says administratively prohibited"),

  TLS_TIMEOUT(Manner.SILENT, "the handshake stalled"),
  TLS_RESET(Manner.REJECTED, "RST within the handshake"),
  TLS_CLOSED(Manner.REJECTED, "FIN within the handshake"),
  TLS_ALERT(Manner.REJECTED, "a fatal alert was received"),
  TLS_MALFORMED(Manner.ALTERED, "the answer is not TLS"),
  TLS_INCOMPATIBLE(Manner.REJECTED, "no common version or cipher suite"),
  TLS_ABANDONED(Manner.REJECTED, "the client ended the handshake, and does not say why"),
  CERTIFICATE_EXPIRED(Manner.ALTERED, "a certificate of the chain has expired"),
  CERTIFICATE_NOT_YET_VALID(Manner.ALTERED, "a certificate of the chain is not yet valid"),
  CERTIFICATE_WRONG_NAME(Manner.ALTERED, "the certificate is for other names"),
  CERTIFICATE_UNTRUSTED(Manner.ALTERED, "the chain does not end in a public root"),

  HTTP_TIMEOUT(Manner.SILENT, "no response to the request"),
  HTTP_RESET(Manner.REJECTED, "RST before the response was complete"),
  HTTP_CLOSED(Manner.REJECTED, "closed before the response was complete"),
  HTTP_MALFORMED(Manner.ALTERED, "the response is not HTTP"),
  HTTP_STATUS(Manner.REJECTED, "the response says no or is another page"),

  PROXY_UNRESOLVED(Manner.REJECTED, "the proxy's name does not resolve"),
  PROXY_UNREACHABLE(Manner.SILENT, "the proxy does not answer"),
  PROXY_REFUSED(Manner.REJECTED, "the proxy refuses connections"),
  PROXY_AUTHENTICATION(Manner.REJECTED, "the proxy asks for credentials"),
  PROXY_DENIED(Manner.REJECTED, "the proxy refuses CONNECT"),
  PROXY_MALFORMED(Manner.ALTERED, "the proxy's answer is not HTTP"),

  UDP_NO_REPLY(Manner.SILENT, "no reply"),
  UDP_REJECTED(Manner.REJECTED, "ICMP in answer to the datagram"),
  UDP_MALFORMED(Manner.ALTERED, "the reply is not the protocol"),

  PATH_LOST(Manner.SILENT, "the packets end within the path"),
  NOT_TESTED(Manner.LOCAL, "the time limit was reached first");

  /** How the failure looks from here. */
  public enum Manner {
    SILENT,
    REJECTED,
    ALTERED,
    LOCAL;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Manner manner;
  private final String meaning;

  FailureCode(Manner manner, String meaning) {
    this.manner = manner;
    this.meaning = meaning;
  }

  /** The stable id, for example {@code udp-no-reply}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Manner manner() {
    return manner;
  }

  public String meaning() {
    return meaning;
  }
}
