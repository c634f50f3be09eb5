package dev.zprobe.probe.udp;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.BandwidthTest.Train;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.UdpSocket;
import dev.zprobe.wire.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends a quarter of a second of Binding requests of 1228 bytes at 2 Mbit/s to a STUN server that
 * answers and times its answers: a path that carries less spreads them. Measures the way there
 * only, as the answers are small. Blocks; safe for many threads.
 */
public final class BandwidthStep {
  private static final int PACKET = 1228;
  private static final int UDP_HEADER = 8;
  private static final int COUNT = 50;
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration LATE = Duration.ofMillis(1500);

  /** Fewer answers say more of the server than of the path. */
  private static final int FEWEST = 5;

  private final Sockets sockets;
  private final Attempts attempts;
  private final UdpRequests requests = new UdpRequests();

  public BandwidthStep(Sockets sockets, Attempts attempts) {
    this.sockets = sockets;
    this.attempts = attempts;
  }

  /** Empty where it cannot be sent, or the server does not answer requests of this size. */
  public Optional<BandwidthTest> measure(String target, Endpoint endpoint, Patience patience) {
    if (!(UdpSocket.open(sockets, endpoint) instanceof UdpSocket.Opening.Open open)) {
      return Optional.empty();
    }
    try (UdpSocket socket = open.socket()) {
      Attempt attempt = attempts.begin(target);
      attempt.announce(socket.flow(endpoint));
      Answers answers = new Answers(socket, endpoint);
      int sent = 0;
      long next = System.nanoTime();
      while (sent < COUNT && !patience.run().expired()) {
        StunMessage request = requests.padded(PACKET - UDP_HEADER - (endpoint.isIpv4() ? 20 : 40));
        if (socket.send(endpoint, request.encode()).isEmpty()) {
          answers.open.add(request);
        }
        sent++;
        next += INTERVAL.toNanos();
        answers.listen(new Deadline(next));
        answers.rest(new Deadline(next));
      }
      answers.listen(patience.next(LATE));
      Train train = new Train(PACKET, sent, answers.count, answers.span());
      return answers.count < FEWEST
          ? Optional.empty()
          : Optional.of(
              new BandwidthTest(attempt.stamp(), endpoint, train, Optional.empty(), Trace.BLIND));
    }
  }

  /** The requests that are open, and when the others were answered. */
  private static final class Answers {
    private final UdpSocket socket;
    private final Endpoint endpoint;
    private final List<StunMessage> open = new ArrayList<>();
    private int count;
    private long first;
    private long last;

    Answers(UdpSocket socket, Endpoint endpoint) {
      this.socket = socket;
      this.endpoint = endpoint;
    }

    /** Until the deadline, or until nothing is open. */
    void listen(Deadline deadline) {
      while (!open.isEmpty() && !deadline.expired()) {
        UdpSocket.Reply reply = socket.receive(endpoint, deadline);
        if (reply instanceof UdpSocket.Reply.Datagram datagram
            && datagram.from().equals(endpoint)
            && open.removeIf(
                request ->
                    UdpRequests.bindingAnswer(request, datagram.octets()).complaint().isEmpty())) {
          last = System.nanoTime();
          first = count == 0 ? last : first;
          count++;
        }
      }
    }

    /** The next request keeps its time even when nothing is open. */
    void rest(Deadline deadline) {
      while (!deadline.expired()) {
        socket.receive(endpoint, deadline);
      }
    }

    Duration span() {
      return Duration.ofNanos(last - first);
    }
  }
}
