package dev.zprobe.testdata.service;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One job of the embedded service: which name it has, which ports it listens on and what it speaks
 * there. The names end in {@code .test} (RFC 6761, section 6.2), so they can never leave for the
 * real network.
 */
public enum Role {
  WEB_TLS("web", "web", "web.service.test", "tcp", "https", 443),
  WEB_HTTP("web-http", "web", "web.service.test", "tcp", "http", 80),
  WEB_QUIC("web-quic", "web", "web.service.test", "udp", "quic", 443),
  MEETING_TLS("meetings-tls", "meetings", "meetings.service.test", "tcp", "tls", 443, 8801, 8802),
  MEETING_STUN(
      "meetings-stun", "meetings", "meetings.service.test", "udp", "zoom-stun", 3478, 3479),
  MEETING_STUN_TCP("meetings-stun-tcp", "meetings", "meetings.service.test", "tcp", "stun", 3478),
  MEETING_MEDIA(
      "meetings-media",
      "meetings",
      "meetings.service.test",
      "udp",
      "zoom-media",
      IntStream.rangeClosed(8801, 8810).toArray()),
  PHONE_STUN("phone-stun", "phone", "phone.service.test", "udp", "stun", 3478),
  PHONE_SIP_UDP("phone-sip-udp", "phone", "phone.service.test", "udp", "sip", 5090),
  PHONE_SIP_TCP("phone-sip-tcp", "phone", "phone.service.test", "tcp", "sip", 5090),
  PHONE_SIP_TLS("phone-sip-tls", "phone", "phone.service.test", "tcp", "sips", 5091),
  CERTIFICATES("certificates", "certificates", "ocsp.service.test", "tcp", "http", 80),
  /** The resolver that this machine is said to use; it is the one that DNS faults hit. */
  RESOLVER("resolver", "dns", "resolver.test", "both", "dns", 53),
  /** Always honest. */
  CONTROL_RESOLVER("control-resolver", "dns", "control-resolver.test", "both", "dns", 53),
  TIME("time", "time", "time.test", "udp", "ntp", 123),
  /** Outside the service, and no fault but the captive portal hits it. */
  NEUTRAL("neutral-web", "control", "www.neutral.test", "tcp", "https", 443),
  PORTAL("portal-check", "control", "portal.test", "tcp", "http", 80);

  private final String id;
  private final String service;
  private final String host;
  private final String transport;
  private final String application;

  // Unmodifiable; the checker knows immutable lists of other libraries only.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Integer> ports;

  Role(String id, String service, String host, String transport, String application, int... ports) {
    this.id = id;
    this.service = service;
    this.host = host;
    this.transport = transport;
    this.application = application;
    this.ports = IntStream.of(ports).boxed().toList();
  }

  /** The id of the target in the service's catalog. */
  public String id() {
    return id;
  }

  /** The catalog's service name. */
  public String service() {
    return service;
  }

  /** The name that the embedded DNS knows. */
  public String host() {
    return host;
  }

  /** The catalog's application word. */
  public String application() {
    return application;
  }

  /** Whether it listens on TCP. */
  public boolean onTcp() {
    return !transport.equals("udp");
  }

  /** Whether it listens on UDP. */
  public boolean onUdp() {
    return !transport.equals("tcp");
  }

  /** The ports of the real service, ascending. */
  public List<Integer> wellKnownPorts() {
    return ports;
  }

  /** Whether it belongs to the service that is tested: a target, neither control nor equipment. */
  public boolean isTarget() {
    return List.of("web", "meetings", "phone", "certificates").contains(service);
  }
}
