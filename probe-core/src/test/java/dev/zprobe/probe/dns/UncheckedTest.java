package dev.zprobe.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.traffic.TrafficObserver;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real validating resolver, where there is one on this machine. */
class UncheckedTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void aNameThatFailsToValidateIsAnsweredUnchecked(@TempDir Path directory) throws Exception {
    List<DnsLookup> all = asked(directory, "broken.test");
    assertEquals(FailureCode.DNS_SERVFAIL, address(all, Purpose.SERVICE).failure().get().code());
    assertEquals(
        2,
        all.stream()
            .filter(each -> each.failedWith(FailureCode.DNS_SERVFAIL))
            .filter(each -> each.question().type().equals("A"))
            .filter(each -> each.question().purpose() == Purpose.SERVICE)
            .count(),
        "it fails again after the unchecked answer");
    DnsLookup unchecked = address(all, Purpose.UNCHECKED);
    assertEquals(
        List.of(InetAddress.getByName("192.0.2.80")), unchecked.answer().addresses(), "with CD");
  }

  @Test
  void aNameThatWorksIsAskedOnce(@TempDir Path directory) throws Exception {
    List<DnsLookup> all = asked(directory, "sound.test");
    assertTrue(address(all, Purpose.SERVICE).worked());
    assertTrue(all.stream().noneMatch(each -> each.question().purpose() == Purpose.UNCHECKED));
  }

  private static DnsLookup address(List<DnsLookup> all, Purpose purpose) {
    return all.stream()
        .filter(each -> each.question().purpose() == purpose)
        .filter(each -> each.question().type().equals("A"))
        .findFirst()
        .orElseThrow();
  }

  private static List<DnsLookup> asked(Path directory, String name) throws Exception {
    RealUnbound.assume();
    int zone = RealUnbound.freePort();
    int port = RealUnbound.freePort();
    try (RealUnbound authority = RealUnbound.start(directory, zone, zone());
        RealUnbound validator = RealUnbound.start(directory, port, validator() + forward(zone));
        NameService names =
            new NameService(
                new Asker(
                    Attempts.of(TrafficObserver.blind("test")),
                    new Asker.Servers(List.of(Endpoint.udp(LOOPBACK, port)), List.of(), List.of()),
                    SecureDns.trusting(List.of()),
                    UdpInquirer.Pace.STANDARD),
                Plan.Families.IPV4,
                List.of())) {
      List<DnsLookup> unused = names.lookup("web", name, Deadline.after(Duration.ofSeconds(10)));
      assertFalse(unused.isEmpty());
      assertTrue(authority.runs() && validator.runs());
      return names.settle();
    }
  }

  private static String zone() {
    return """
      module-config: "iterator"
      local-zone: "broken.test." static
      local-zone: "sound.test." static
      local-data: "broken.test. 60 IN A 192.0.2.80"
      local-data: "sound.test. 60 IN A 192.0.2.81"
    """;
  }

  /** Believes that one zone is signed, with a key that is nobody's. */
  private static String validator() {
    return """
      module-config: "validator iterator"
      do-not-query-localhost: no
      ede: yes
      domain-insecure: "sound.test."
      local-zone: "test." nodefault
      trust-anchor: "broken.test. DS 4711 13 2 %s"
    """
        .formatted("3490A6806D47F17A".repeat(4));
  }

  private static String forward(int port) {
    return "forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@" + port + "\n";
  }
}
