package dev.zprobe.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.traffic.TrafficObserver;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuersTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void itClimbsToTheNearestParentWithRecords(@TempDir Path directory) throws Exception {
    RealUnbound.assume();
    int port = RealUnbound.freePort();
    String zone =
        """
          module-config: "iterator"
          local-zone: "." static
          local-zone: "zoom.example." static
          local-data: "us.zoom.example. 60 IN A 192.0.2.80"
          local-data: 'zoom.example. 60 IN CAA 0 issue "ca.example; policy=ev"'
          local-data: 'zoom.example. 60 IN CAA 128 issuewild ";"'
        """;
    try (RealUnbound resolver = RealUnbound.start(directory, port, zone);
        NameService names = asking(port)) {
      names.askIssuers("web", "a.us.zoom.example", soon());
      names.askIssuers("web", "a.us.zoom.example", soon());
      names.askIssuers("web", "192.0.2.80", soon());
      List<DnsLookup> all = names.settle();
      assertTrue(resolver.runs(), all::toString);
      assertEquals(
          List.of("a.us.zoom.example", "us.zoom.example", "zoom.example"),
          all.stream().map(each -> each.question().name()).toList(),
          all::toString);
      assertTrue(all.get(0).failedWith(FailureCode.DNS_NXDOMAIN));
      assertTrue(all.get(1).failedWith(FailureCode.DNS_NO_DATA));
      assertEquals(
          List.of("0 issue \"ca.example; policy=ev\"", "128 issuewild \";\""),
          all.get(2).answer().chain().stream().sorted().toList());
    }
  }

  @Test
  void silenceEndsItAndNobodyWaitsForIt() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK);
        NameService names = asking(silent.getLocalPort())) {
      long began = System.nanoTime();
      names.askIssuers("web", "us.zoom.example", soon());
      assertTrue(System.nanoTime() - began < 500_000_000L, "it only starts");
      List<DnsLookup> all = names.settle();
      assertEquals(1, all.size());
      assertTrue(all.get(0).failedWith(FailureCode.DNS_TIMEOUT));
    }
  }

  private static NameService asking(int port) {
    return new NameService(
        new Asker(
            Attempts.of(TrafficObserver.blind("test")),
            new Asker.Servers(List.of(Endpoint.udp(LOOPBACK, port)), List.of(), List.of()),
            SecureDns.trusting(List.of()),
            UdpInquirer.Pace.STANDARD),
        Plan.Families.IPV4,
        List.of());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }
}
