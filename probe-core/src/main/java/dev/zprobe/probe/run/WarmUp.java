package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.MemoryServer;
import dev.zprobe.probe.tls.TlsStep;
import dev.zprobe.traffic.TrafficObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Goes through every step once, in memory and on loopback, so that the cost of a cold virtual
 * machine is not taken for the network's.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int HANDSHAKES = 3;

  private WarmUp() {}

  static void handshakes(Sockets sockets, ChainJudge judge) {
    Steps steps = steps(sockets, () -> judge);
    Patience patience = patience();
    for (int round = 0; round < HANDSHAKES; round++) {
      handshake(steps, patience);
    }
  }

  private static Steps steps(Sockets sockets, Supplier<ChainJudge> judge) {
    return new Steps(sockets, judge, KeyLog.NONE, Attempts.of(TrafficObserver.blind("warming up")));
  }

  private static Patience patience() {
    return new Patience(Deadline.after(LIMIT.multipliedBy(4)), LIMIT);
  }

  private static void handshake(Steps steps, Patience patience) {
    try (MemoryServer server = MemoryServer.start()) {
      HelloPlan plan = new HelloPlan("warm-up.invalid", Variant.NORMAL, List.of("http/1.1"));
      TlsStep.Opened opened = steps.tls().shake("", server, plan, "warm-up.invalid", patience);
      opened.stream()
          .ifPresent(
              stream ->
                  steps.http().get("", stream, URI.create("https://warm-up.invalid/"), patience));
    } catch (IOException unsupported) {
      // Then the first handshake is slower, which is all.
    }
  }

  /** A port that is open for a moment, and then closed: answers and rejections both. */
  static void packets(Sockets sockets) {
    Steps steps =
        steps(
            sockets,
            () -> {
              throw new IllegalStateException("plain packets have no chains");
            });
    Patience patience = patience();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port;
    try (ServerSocket open = new ServerSocket()) {
      open.bind(new InetSocketAddress(loopback, 0));
      port = open.getLocalPort();
      connect(steps, Endpoint.tcp(loopback, port), patience);
    } catch (IOException noLoopback) {
      return;
    }
    connect(steps, Endpoint.tcp(loopback, port), patience);
    steps.udp().ask("", Endpoint.udp(loopback, port), Application.STUN, "", patience);
  }

  private static void connect(Steps steps, Endpoint endpoint, Patience patience) {
    TcpStep.Opened tcp = steps.tcp().connect("", endpoint, patience);
    tcp.stream().ifPresent(ByteStream::close);
  }
}
