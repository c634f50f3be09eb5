package dev.zprobe.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.testdata.adverse.AdversePeer;
import dev.zprobe.testdata.adverse.DnsMisbehaviour;
import dev.zprobe.testdata.service.EmbeddedService;
import dev.zprobe.testdata.service.Fault;
import dev.zprobe.testdata.service.ServiceOptions;
import dev.zprobe.traffic.TrafficObserver;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NameServiceTest {
  private static final UdpInquirer.Pace QUICK =
      new UdpInquirer.Pace(3, Duration.ofMillis(40), Duration.ofMillis(150), Duration.ofMillis(80));
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void aResolverOfTheOtherFamilyIsBetterThanNone() {
    Endpoint four = Endpoint.udp(Addresses.parse("192.0.2.53").orElseThrow(), 53);
    Endpoint six = Endpoint.udp(Addresses.parse("2001:db8::53").orElseThrow(), 53);
    assertEquals(List.of(six), NameService.preferred(List.of(four, six), Plan.Families.IPV6));
    assertEquals(List.of(four), NameService.preferred(List.of(four), Plan.Families.IPV6));
    assertEquals(List.of(four, six), NameService.preferred(List.of(four, six), Plan.Families.BOTH));
  }

  @Test
  void everyResolverIsAskedOnItsOwnAndTheSystemsAnswersCount(@TempDir Path directory)
      throws Exception {
    try (EmbeddedService service = EmbeddedService.start(ServiceOptions.forThisMachine(directory));
        NameService names =
            service(
                List.of(udp(service.resolver())),
                List.of(udp(service.controlResolver())),
                List.of())) {
      List<DnsLookup> lookups = names.lookup(target(), "web.service.test", soon());
      assertFalse(NameService.addresses(lookups).isEmpty());
      List<DnsLookup> all = names.settle();
      assertEquals(
          Set.of(DnsLookup.Role.SYSTEM, DnsLookup.Role.CONTROL),
          Set.copyOf(all.stream().map(each -> each.server().role()).toList()));
      assertEquals(
          2,
          all.stream()
              .filter(each -> each.question().purpose() == Purpose.RANDOM_LABEL)
              .filter(each -> each.failedWith(FailureCode.DNS_NXDOMAIN))
              .count());
      assertTrue(
          all.stream()
              .anyMatch(
                  each -> each.server().endpoint().transport() == Transport.TCP && each.worked()));
    }
  }

  @Test
  void aNameIsAskedForOnceHoweverManyTargetsHaveIt(@TempDir Path directory) throws Exception {
    try (EmbeddedService service = EmbeddedService.start(ServiceOptions.forThisMachine(directory));
        NameService names = service(List.of(udp(service.resolver())), List.of(), List.of())) {
      names.lookup(target(), "web.service.test", soon());
      names.lookup("other", "web.service.test", soon());
      assertEquals(
          1,
          names.settle().stream()
              .filter(each -> each.question().type().equals("A"))
              .filter(each -> each.question().name().equals("web.service.test"))
              .filter(each -> each.server().endpoint().transport() == Transport.UDP)
              .count());
    }
  }

  @Test
  void aSinkholeAddressIsReportedAndNeverProbed(@TempDir Path directory) throws Exception {
    try (EmbeddedService service =
            EmbeddedService.start(
                ServiceOptions.forThisMachine(directory).with(Fault.DNS_SINKHOLE));
        NameService names = service(List.of(udp(service.resolver())), List.of(), List.of())) {
      List<DnsLookup> lookups = names.lookup("web", "web.service.test", soon());
      assertEquals(Set.of(), NameService.addresses(lookups));
      assertTrue(
          lookups.stream()
              .flatMap(each -> each.answer().addresses().stream())
              .anyMatch(InetAddress::isAnyLocalAddress));
    }
  }

  static Stream<Arguments> misbehaviours() {
    return Stream.of(
        Arguments.of(new DnsMisbehaviour.WrongId(), FailureCode.DNS_MALFORMED, "WRONG-ID"),
        Arguments.of(
            new DnsMisbehaviour.WrongQuestion(), FailureCode.DNS_MALFORMED, "WRONG-QUESTION"),
        Arguments.of(new DnsMisbehaviour.CompressionLoop(), FailureCode.DNS_MALFORMED, "MALFORMED"),
        Arguments.of(new DnsMisbehaviour.CountLies(), FailureCode.DNS_MALFORMED, "MALFORMED"),
        Arguments.of(new DnsMisbehaviour.HeaderOnly(), FailureCode.DNS_MALFORMED, "MALFORMED"),
        Arguments.of(new DnsMisbehaviour.TruncatedWithoutTcp(), FailureCode.DNS_TRUNCATED, ""));
  }

  @ParameterizedTest
  @MethodSource("misbehaviours")
  void aResolverThatMisbehavesIsAFailureWithItsCode(
      DnsMisbehaviour misbehaviour, FailureCode expected, String detail) throws Exception {
    try (AdversePeer peer = AdversePeer.start(misbehaviour);
        NameService names = service(List.of(udp(peer.address())), List.of(), List.of())) {
      names.lookup("web", "web.service.test", soon());
      DnsLookup lookup = address(names.settle());
      assertEquals(expected, lookup.failure().orElseThrow().code());
      assertEquals(detail, lookup.failure().orElseThrow().detail());
    }
  }

  @Test
  void theSecondOfTwoDifferentAnswersToOneTryIsKept() throws Exception {
    try (AdversePeer peer = AdversePeer.start(new DnsMisbehaviour.SecondAnswerDiffers());
        NameService names = service(List.of(udp(peer.address())), List.of(), List.of())) {
      names.lookup("web", "web.service.test", soon());
      DnsLookup lookup = address(names.settle());
      assertTrue(lookup.worked());
      assertEquals("/198.51.100.66", lookup.answer().addresses().get(0).toString());
      assertEquals("/192.0.2.1", lookup.answer().others().get(0).addresses().get(0).toString());
    }
  }

  @Test
  void aSilentResolverIsATimeoutAndIsAskedOverTcpAsWell() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK);
        NameService names =
            service(List.of(Endpoint.udp(LOOPBACK, silent.getLocalPort())), List.of(), List.of())) {
      names.lookup("web", "web.service.test", soon());
      List<DnsLookup> all = names.settle();
      assertEquals(FailureCode.DNS_TIMEOUT, address(all).failure().orElseThrow().code());
      assertTrue(
          all.stream()
              .anyMatch(
                  each ->
                      each.server().endpoint().transport() == Transport.TCP
                          && each.failedWith(FailureCode.DNS_REJECTED)));
    }
  }

  @Test
  void aClosedPortIsARejectionAtOnce() throws Exception {
    int closed;
    try (DatagramSocket once = new DatagramSocket(0, LOOPBACK)) {
      closed = once.getLocalPort();
    }
    try (NameService names =
        service(List.of(Endpoint.udp(LOOPBACK, closed)), List.of(), List.of())) {
      List<DnsLookup> lookups = names.lookup("web", "web.service.test", soon());
      assertTrue(lookups.stream().allMatch(each -> each.failedWith(FailureCode.DNS_REJECTED)));
    }
  }

  @Test
  void theHostsFileOverridesAndTheResolversAreStillAsked(@TempDir Path directory) throws Exception {
    InetAddress override = InetAddress.getByName("127.0.0.9");
    try (EmbeddedService service = EmbeddedService.start(ServiceOptions.forThisMachine(directory));
        NameService names =
            service(
                List.of(udp(service.resolver())),
                List.of(),
                List.of(new HostsEntry("web.service.test", override, 3)))) {
      List<DnsLookup> lookups = names.lookup("web", "web.service.test", soon());
      assertEquals(Set.of(override), NameService.addresses(lookups));
      assertTrue(
          names.settle().stream().anyMatch(each -> each.server().role() == DnsLookup.Role.SYSTEM));
    }
  }

  @Test
  void whatTheTimeLimitCutsOffIsNotTestedRatherThanFailed() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK);
        NameService names =
            service(List.of(Endpoint.udp(LOOPBACK, silent.getLocalPort())), List.of(), List.of())) {
      names.lookup("web", "web.service.test", Deadline.after(Duration.ofMillis(20)));
      assertEquals(FailureCode.NOT_TESTED, address(names.settle()).failure().orElseThrow().code());
    }
  }

  private static NameService service(
      List<Endpoint> system, List<Endpoint> controls, List<HostsEntry> hosts) {
    Attempts attempts = Attempts.of(TrafficObserver.blind("test"));
    return new NameService(
        new Asker(
            attempts,
            new Asker.Servers(system, controls, List.of()),
            SecureDns.trusting(List.of()),
            QUICK),
        Plan.Families.BOTH,
        hosts);
  }

  private static DnsLookup address(List<DnsLookup> lookups) {
    return lookups.stream()
        .filter(each -> each.question().purpose() == Purpose.SERVICE)
        .filter(each -> each.question().type().equals("A"))
        .filter(each -> each.server().endpoint().transport() == Transport.UDP)
        .findFirst()
        .orElseThrow();
  }

  private static Target target() {
    return new Target(
        "web",
        "web",
        new Place.Named("web.service.test"),
        Transport.TCP,
        List.of(443),
        Application.HTTPS,
        new Target.Promise(true, true, ""));
  }

  private static Endpoint udp(InetSocketAddress place) {
    return Endpoint.udp(place.getAddress(), place.getPort());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }
}
