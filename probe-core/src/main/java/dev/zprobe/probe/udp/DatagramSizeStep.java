package dev.zprobe.probe.udp;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SizeTest.Size;
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
 * Sends Binding requests of rising size with DF to a STUN server that answers. Blocks; only where
 * the system lets a program set DF.
 */
public final class DatagramSizeStep {
  /** IP packets in bytes: IPv6's least, common tunnels, Ethernet. */
  private static final List<Integer> SIZES = List.of(300, 1000, 1280, 1400, 1450, 1500);

  private static final int TRIES = 3;
  private static final Duration WAIT = Duration.ofMillis(300);
  private static final int UDP_HEADER = 8;

  private final Sockets sockets;
  private final Attempts attempts;
  private final UdpRequests requests = new UdpRequests();

  public DatagramSizeStep(Sockets sockets, Attempts attempts) {
    this.sockets = sockets;
    this.attempts = attempts;
  }

  /** Empty where DF cannot be set or nothing can be sent. */
  public Optional<SizeTest> measure(String target, Endpoint endpoint, Patience patience) {
    if (!(UdpSocket.open(sockets, endpoint) instanceof UdpSocket.Opening.Open open)) {
      return Optional.empty();
    }
    try (UdpSocket socket = open.socket()) {
      if (!socket.forbidFragments(sockets, endpoint)) {
        return Optional.empty();
      }
      Attempt attempt = attempts.begin(target);
      attempt.announce(socket.flow(endpoint));
      List<Size> sizes = new ArrayList<>();
      Optional<IcmpError> tooBig = Optional.empty();
      for (int bytes : SIZES) {
        Outcome outcome = ask(socket, endpoint, bytes, patience);
        tooBig = tooBig.or(outcome::icmp);
        if (!outcome.unsendable()) {
          sizes.add(new Size(bytes, outcome.passed()));
        }
      }
      return Optional.of(
          new SizeTest(attempt.stamp(), endpoint, sizes, tooBig, Optional.empty(), Trace.BLIND));
    }
  }

  private record Outcome(boolean passed, boolean unsendable, Optional<IcmpError> icmp) {}

  private Outcome ask(UdpSocket socket, Endpoint endpoint, int bytes, Patience patience) {
    int payload = bytes - UDP_HEADER - (endpoint.isIpv4() ? 20 : 40);
    for (int attempted = 0; attempted < TRIES; attempted++) {
      StunMessage request = requests.padded(payload);
      Optional<UdpSocket.Reply.Rejected> refused = socket.send(endpoint, request.encode());
      if (refused.isPresent()) {
        return new Outcome(false, true, refused.get().icmp());
      }
      Deadline deadline = patience.next(WAIT);
      while (!deadline.expired()) {
        UdpSocket.Reply reply = socket.receive(endpoint, deadline);
        if (reply instanceof UdpSocket.Reply.Rejected rejected && rejected.icmp().isPresent()) {
          return new Outcome(false, false, rejected.icmp());
        }
        if (reply instanceof UdpSocket.Reply.Datagram datagram
            && datagram.from().equals(endpoint)
            && UdpRequests.bindingAnswer(request, datagram.octets()).complaint().isEmpty()) {
          return new Outcome(true, false, Optional.empty());
        }
      }
    }
    return new Outcome(false, false, Optional.empty());
  }
}
