package dev.zprobe.capture.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.traffic.CaptureScope;
import dev.zprobe.traffic.TrafficObserver;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTrafficTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path directory;

  @Test
  void keepsTheAnnouncedFlowAndItsErrorAndNothingElse() throws IOException {
    Path file = directory.resolve("capture.pcapng");
    try (DatagramSocket peer = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        DatagramSocket ours = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      int closedPort = closedPort();
      Set<Integer> ports = Set.of(peer.getLocalPort(), closedPort);
      TrafficObserver traffic = new LiveObservers().watch(new CaptureScope(ports, List.of(), file));
      assumeOrRequire(traffic);
      Observation answered = announce(traffic, "O1", ours, peer.getLocalPort());
      Observation rejected = announce(traffic, "O2", ours, closedPort);
      send(stranger, "private", peer.getLocalPort());
      send(ours, "hello", peer.getLocalPort());
      receive(peer);
      DatagramPacket hello = receive(peer);
      peer.send(new DatagramPacket(hello.getData(), 5, ours.getLocalSocketAddress()));
      receive(ours);
      send(ours, "closed", closedPort);

      Trace trace = traffic.explain(List.of(answered, rejected)).get("O1");
      Trace refused = traffic.explain(List.of(answered, rejected)).get("O2");
      assertEquals(List.of(1L), trace.framesOut());
      assertEquals(List.of(2L), trace.framesIn());
      assertEquals("Dd", trace.history());
      assertEquals(List.of(3L), refused.framesOut());
      assertEquals(1, refused.icmpErrors().size());
      assertEquals(3, traffic.report().frames() - 1, "three datagrams and one ICMP error");
      traffic.close();
    }
    assertEquals(4, frames(file).size());
    assertFalse(frames(file).stream().anyMatch(text -> text.contains("private")));
  }

  @Test
  void anInterfaceThatIsNotThereIsSaidInOneLine() {
    TrafficObserver traffic =
        new LiveObservers()
            .watch(
                new CaptureScope(
                    Set.of(443), List.of("no-such-interface"), directory.resolve("c.pcapng")));
    assertFalse(traffic.report().live());
    assertEquals(1, traffic.report().reason().lines().count());
    traffic.close();
  }

  private static void assumeOrRequire(TrafficObserver traffic) {
    if (System.getenv("ZPROBE_REQUIRE_ALL") != null) {
      assertTrue(traffic.report().live(), traffic.report().reason());
    }
    assumeTrue(traffic.report().live(), "no live capture here: " + traffic.report().reason());
  }

  private static Observation announce(
      TrafficObserver traffic, String id, DatagramSocket ours, int port) {
    FiveTuple flow =
        new FiveTuple(Endpoint.udp(LOOPBACK, ours.getLocalPort()), Endpoint.udp(LOOPBACK, port));
    traffic.expect(flow);
    return new UdpExchange(
        new Stamp(id, "test", Instant.now(), Duration.ZERO, List.of(flow)),
        flow.remote(),
        Application.STUN,
        new UdpExchange.Result(1, 1, Duration.ZERO, Optional.empty(), Optional.empty(), List.of()),
        Optional.empty(),
        Trace.BLIND);
  }

  private static void send(DatagramSocket from, String text, int port) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    from.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(5000);
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    socket.receive(packet);
    return packet;
  }

  private static int closedPort() throws IOException {
    try (DatagramSocket brief = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      return brief.getLocalPort();
    }
  }

  private static List<String> frames(Path file) throws IOException {
    List<String> seen = new ArrayList<>();
    try (PacketSource source = CaptureFiles.of(List.of(file))) {
      source.deliver(frame -> seen.add(text(frame)));
    }
    return seen;
  }

  private static String text(Frame frame) {
    byte[] bytes = new byte[frame.captured()];
    frame.buffer().get(frame.offset(), bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
