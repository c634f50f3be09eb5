package dev.zprobe.probe.run;

import dev.zprobe.net.Transport;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.Roots;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * When probes may begin. What goes over UDP takes longest, since it is asked at two rates or waited
 * for: it is made ready first, and TLS while it waits.
 *
 * @param judge is done when the roots are read
 * @param handshakes is done when TLS is warm
 */
record Ready(
    CompletableFuture<Void> packets,
    CompletableFuture<ChainJudge> judge,
    CompletableFuture<Void> handshakes) {

  /** Returns at once. */
  static Ready begin(Sockets sockets, Collection<Path> trust, ExecutorService threads) {
    CompletableFuture<Void> packets =
        CompletableFuture.runAsync(() -> WarmUp.packets(sockets), threads);
    CompletableFuture<ChainJudge> judge =
        packets.thenApplyAsync(done -> new ChainJudge(Roots.ofThisMachine(trust)), threads);
    return new Ready(
        packets, judge, judge.thenAcceptAsync(known -> WarmUp.handshakes(sockets, known), threads));
  }

  /** Blocks for well under a second. */
  void await(Transport transport) {
    switch (transport) {
      case UDP -> packets.join();
      case TCP -> handshakes.join();
    }
  }
}
