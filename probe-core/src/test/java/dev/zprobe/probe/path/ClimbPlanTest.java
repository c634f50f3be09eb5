package dev.zprobe.probe.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClimbPlanTest {
  private static final InetAddress HERE = Addresses.parse("203.0.113.10").orElseThrow();
  private static final InetAddress THERE = Addresses.parse("203.0.113.11").orElseThrow();
  private static final Target WEB =
      new Target(
          "web",
          "web",
          new Place.Named("zoom.example"),
          Transport.TCP,
          List.of(443, 8801),
          Application.HTTPS,
          new Target.Promise(true, true, "test"));

  @Test
  void healthyObservationsCallForNoLadder() {
    assertTrue(plan(connect(HERE, 443, Optional.empty())).isEmpty());
  }

  @Test
  void aDroppedPortIsComparedWithAnotherPortOfItsAddress() {
    ClimbPlan.Pair pair =
        plan(
                connect(THERE, 8801, Optional.empty()),
                connect(HERE, 443, Optional.empty()),
                connect(HERE, 8801, Optional.of(FailureCode.CONNECT_TIMEOUT)))
            .get(0);
    assertEquals(Endpoint.tcp(HERE, 8801), pair.test().endpoint());
    assertEquals(Endpoint.tcp(HERE, 443), pair.control().orElseThrow().endpoint());
  }

  @Test
  void aDroppedAddressIsComparedWithTheSamePortElsewhere() {
    ClimbPlan.Pair pair =
        plan(
                connect(THERE, 443, Optional.empty()),
                connect(HERE, 443, Optional.of(FailureCode.CONNECT_TIMEOUT)))
            .get(0);
    assertEquals(Endpoint.tcp(THERE, 443), pair.control().orElseThrow().endpoint());
  }

  @Test
  void anotherNetworkIsComparedAfterAPortOfTheAddressItself() {
    InetAddress elsewhere = Addresses.parse("192.0.2.80").orElseThrow();
    ClimbPlan.Pair pair =
        plan(
                connect(elsewhere, 443, Optional.empty()),
                connect(HERE, 443, Optional.of(FailureCode.CONNECT_REFUSED)))
            .get(0);
    assertEquals(
        List.of(Endpoint.udp(HERE, Datagrams.TRACEROUTE_PORT), Endpoint.tcp(elsewhere, 443)),
        pair.controls().stream().map(Climb::endpoint).toList());
  }

  @Test
  void whatThisHostRefusesHasNoPath() {
    assertTrue(plan(connect(HERE, 443, Optional.of(FailureCode.HOST_ROUTE_FORBIDS))).isEmpty());
  }

  @Test
  void aSilentHelloIsComparedWithTheNameThatWasAnswered() {
    ClimbPlan.Pair pair =
        plan(
                hello("zoom.example", Variant.NORMAL, true),
                hello("other.example", Variant.OTHER_NAME, false))
            .get(0);
    assertEquals(Stage.CLIENT_HELLO, pair.test().payload().stage());
    assertTrue(pair.control().orElseThrow().payload().description().contains("other.example"));
    assertEquals(0x16, pair.test().bytes()[0], "a handshake record");
  }

  @Test
  void silentDatagramsWithoutAnAnsweringPortAreComparedWithTraceroute() {
    Observation silent =
        new UdpExchange(
            stamp(),
            Endpoint.udp(HERE, 8801),
            Application.ZOOM_MEDIA,
            new UdpExchange.Result(
                4, 0, Duration.ZERO, Optional.empty(), Optional.empty(), List.of()),
            Optional.of(Failure.of(FailureCode.UDP_NO_REPLY)),
            Trace.BLIND);
    ClimbPlan.Pair pair = plan(silent).get(0);
    assertEquals(
        Endpoint.udp(HERE, Datagrams.TRACEROUTE_PORT), pair.control().orElseThrow().endpoint());
    assertEquals(1, pair.test().bytes()[0], "a media hello");
  }

  private static List<ClimbPlan.Pair> plan(Observation... seen) {
    return ClimbPlan.of(Observations.of(List.of(WEB), List.of(seen)), false);
  }

  private static Stamp stamp() {
    return new Stamp("O1", "web", Instant.EPOCH, Duration.ZERO, List.of());
  }

  private static Observation connect(InetAddress address, int port, Optional<FailureCode> code) {
    return new TcpConnect(
        stamp(), Endpoint.tcp(address, port), Optional.empty(), code.map(Failure::of), Trace.BLIND);
  }

  private static Observation hello(String name, Variant variant, boolean silent) {
    List<TlsHandshake.Message> messages =
        silent ? List.of() : List.of(new TlsHandshake.Message(false, "ServerHello", Duration.ZERO));
    return new TlsHandshake(
        stamp(),
        Endpoint.tcp(HERE, 443),
        new TlsHandshake.Hello(name, variant, List.of("TLSv1.3"), 300),
        messages,
        TlsHandshake.Outcome.NONE,
        silent ? Optional.of(Failure.of(FailureCode.TLS_TIMEOUT)) : Optional.empty(),
        Trace.BLIND);
  }
}
