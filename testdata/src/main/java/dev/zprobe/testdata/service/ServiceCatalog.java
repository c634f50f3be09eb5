package dev.zprobe.testdata.service;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the service down as a catalog. */
final class ServiceCatalog {
  private static final String SOURCE = "the embedded service itself";
  private static final Set<Role> NOT_REQUIRED =
      Set.of(Role.WEB_QUIC, Role.MEETING_STUN_TCP, Role.PHONE_STUN);

  private final EmbeddedService service;

  ServiceCatalog(EmbeddedService service) {
    this.service = service;
  }

  String json() {
    List<String> targets = new ArrayList<>();
    for (Role role : Role.values()) {
      if (role.isTarget()) {
        targets.add(target(role));
      }
    }
    InetSocketAddress portal = service.first(Role.PORTAL);
    return """
    {
      "schema": "zprobe.catalog/1",
      "date": "%s",
      "ranges": [%s],
      "dnsControls": [%s],
      "timeServers": [%s],
      "controls": [%s],
      "portalChecks": [{"url": "http://%s:%d/generate_204", "status": 204, "body": ""}],
      "targets": [%s
      ]
    }
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            ranges(),
            quoted(place(service.controlResolver(), Role.CONTROL_RESOLVER)),
            service.timeServers().stream()
                .map(each -> quoted(place(each, Role.TIME)))
                .collect(Collectors.joining(", ")),
            control(),
            Role.PORTAL.host(),
            portal.getPort(),
            String.join(",", targets));
  }

  private String ranges() {
    return Set.of(Role.WEB_TLS, Role.MEETING_TLS, Role.PHONE_SIP_TLS).stream()
        .sorted()
        .flatMap(role -> service.addresses(role).stream().map(each -> range(each, role)))
        .collect(Collectors.joining(", "));
  }

  private static String range(InetAddress address, Role role) {
    int bits = address.getAddress().length * 8;
    return "{\"cidr\": \"%s/%d\", \"service\": \"%s\", \"source\": \"%s\"}"
        .formatted(address.getHostAddress(), bits, role.service(), SOURCE);
  }

  private String control() {
    Role role = Role.NEUTRAL;
    return """
    {"id": "%s", "host": "%s", "transport": "tcp", "ports": "%s", "application": "%s"}\
    """
        .formatted(role.id(), role.host(), ports(role), role.application());
  }

  private String target(Role role) {
    return """

    {"id": "%s", "service": "%s", "host": "%s", "transport": "%s", "ports": "%s",
     "application": "%s", "expects": "answer", "required": %b, "source": "%s"}\
    """
        .indent(4)
        .stripTrailing()
        .formatted(
            role.id(),
            role.service(),
            role.host(),
            role.onTcp() ? "tcp" : "udp",
            ports(role),
            role.application(),
            !NOT_REQUIRED.contains(role),
            SOURCE);
  }

  private String ports(Role role) {
    return service.ports(role).stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String place(InetSocketAddress at, Role role) {
    String address = at.getAddress().getHostAddress();
    if (role.wellKnownPorts().contains(at.getPort())) {
      return address;
    }
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + at.getPort();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
