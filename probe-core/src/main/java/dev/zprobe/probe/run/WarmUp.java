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
import java.util.concurrent.CompletableFuture;

/**
 * Goes through every step once, in memory and on loopback, so that the cost of a cold virtual
 * machine is not taken for the network's.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int HANDSHAKES = 3;

  private WarmUp() {}

  static void run(Sockets sockets, ChainJudge judge) {
    Attempts nowhere = Attempts.of(TrafficObserver.blind("warming up"));
    Steps steps = new Steps(sockets, judge, KeyLog.NONE, nowhere);
    Patience patience = new Patience(Deadline.after(LIMIT.multipliedBy(4)), LIMIT);
    CompletableFuture<Void> packets = CompletableFuture.runAsync(() -> packets(steps, patience));
    for (int round = 0; round < HANDSHAKES; round++) {
      handshake(steps, patience);
    }
    packets.join();
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
  private static void packets(Steps steps, Patience patience) {
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
