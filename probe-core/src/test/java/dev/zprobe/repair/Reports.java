package dev.zprobe.repair;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Cause;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reports with one finding, for plans. */
final class Reports {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Reports() {}

  /** A whole report of a machine, without findings. */
  static ObjectNode of(String system) {
    return parse(
        """
        {"schema": "zprobe.report/1",
         "host": {"os": "%s",
           "interfaces": [{"name": "eth0", "up": true, "loopback": false, "tunnel": false, "mtu": 1500, "addresses": ["10.20.0.10"]},
                          {"name": "tun0", "up": true, "loopback": false, "tunnel": true, "mtu": 1400, "addresses": ["172.30.0.2"]}],
           "routes": [{"destination": "default IPv4", "kind": "via-gateway", "gateway": "10.20.0.1", "device": "eth0"},
                      {"destination": "203.0.113.30", "kind": "via-gateway", "gateway": "10.20.0.1", "source": "10.20.0.10", "device": "eth0"}],
           "resolvers": ["192.0.2.53:53"], "proxies": [], "vpn": ["tun0"], "hostsFile": [], "firewall": []},
         "verdict": {"status": "healthy", "summary": "-", "error104103": "not-reproduced"},
         "findings": [],
         "targets": [{"id": "media", "address": "203.0.113.30", "port": 8801, "transport": "udp", "state": "filtered", "observations": ["O1"]},
                     {"id": "media", "address": "203.0.113.30", "port": 8802, "transport": "udp", "state": "filtered", "observations": ["O2"]},
                     {"id": "media", "address": "203.0.113.30", "port": 8803, "transport": "udp", "state": "open", "observations": ["O3"]},
                     {"id": "web", "address": "203.0.113.10", "port": 443, "transport": "tcp", "state": "open", "observations": ["O4"]}],
         "observations": [{"id": "O1", "step": "udp-exchange", "target": "media", "endpoint": "203.0.113.30:8801/udp"},
                          {"id": "O4", "step": "tcp-connect", "target": "web", "endpoint": "203.0.113.10:443/tcp"},
                          {"id": "O5", "step": "dns-lookup", "target": "web", "endpoint": "198.51.100.53:53/udp"}],
         "capture": {"live": true, "file": "capture.pcapng", "frames": 10},
         "clock": {"offsetMs": 12.3, "errorMs": 4.0, "servers": []}}
        """
            .formatted(system));
  }

  /** With one blocking finding of this cause at UDP 8801-8803. */
  static ObjectNode with(Cause cause) {
    return with("Linux 6.1", cause, "{}");
  }

  static ObjectNode with(String system, Cause cause, String detail) {
    ObjectNode report = of(system);
    ObjectNode finding =
        parse(
            """
            {"id": "F1", "severity": "blocking", "confidence": "confirmed", "blame": "network", "stage": "udp",
             "scope": {"transport": "udp", "ports": [8801, 8802, 8803], "addresses": ["203.0.113.30"], "names": ["mmr.zoom.example"]},
             "location": {"kind": "hops", "first": 2, "last": 3, "addresses": ["62.115.12.2", "62.115.23.3"]},
             "summary": "The sentence.",
             "evidence": [{"role": "subject", "observation": "O1", "frames": [7, 9], "statement": "-"},
                          {"role": "control", "observation": "O5", "statement": "-"}]}
            """);
    finding.put("cause", cause.id());
    finding.set("detail", parse(detail));
    report.withArray("findings").add(finding);
    return report;
  }

  static ObjectNode finding(ObjectNode report) {
    return (ObjectNode) report.path("findings").get(0);
  }

  static Situation situation(ObjectNode report) {
    return SituationReader.read(report, UnaryOperator.identity());
  }

  static RepairPlan plan(ObjectNode report, Platform platform) {
    return RepairBook.builtIn().planFor(situation(report), Surroundings.elsewhere(platform));
  }

  static List<String> steps(RepairPlan plan) {
    return plan.steps().stream().map(RepairPlan.Step::id).toList();
  }

  static ObjectNode parse(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (java.io.IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
