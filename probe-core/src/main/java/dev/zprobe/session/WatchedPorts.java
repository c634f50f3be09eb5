package dev.zprobe.session;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.plan.Plan;
import dev.zprobe.traffic.CaptureScope;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The remote ports that a plan may use: known before the first name is resolved. */
final class WatchedPorts {
  private static final int DNS = 53;
  private static final int HTTP = 80;
  private static final int NTP = 123;
  private static final int HTTPS = 443;

  /** Where datagrams go that are only there to name the routers. */
  private static final int TRACEROUTE = 33434;

  private WatchedPorts() {}

  static CaptureScope scope(Plan plan, Path file) {
    Set<Integer> ports = new TreeSet<>(Set.of(DNS, NTP, HTTP, HTTPS, TRACEROUTE));
    for (Target target : plan.everything()) {
      ports.addAll(target.ports());
    }
    for (Endpoint resolver : plan.resolvers()) {
      ports.add(resolver.port());
    }
    for (Endpoint control : plan.catalog().dnsControls()) {
      ports.add(control.port());
    }
    for (String server : plan.catalog().timeServers()) {
      addPort(ports, "ntp://" + server);
    }
    plan.catalog().portalChecks().forEach(check -> addPort(ports, check.url()));
    addPort(ports, plan.proxy().url());
    plan.stages().secureDns().forEach(url -> addPort(ports, url.toString()));
    return new CaptureScope(ports, plan.stages().captureInterface().stream().toList(), file);
  }

  private static void addPort(Set<Integer> ports, String url) {
    try {
      int port = URI.create(url).getPort();
      if (port > 0) {
        ports.add(port);
      }
    } catch (IllegalArgumentException notUrl) {
      // Then it brings no port of its own; whoever uses it reports it.
    }
  }
}
