package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Tries;
import dev.zprobe.probe.Attempt;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sends the same bytes with rising TTL and notes who answers, without privilege (Linux).
 *
 * <p>Every hop is tried with the same five-tuple, so that load balancers keep the path. For TCP
 * each hop has a connection of its own, closed by RST so that the port is free again: the kernel's
 * retransmission back-off would otherwise double the wait from hop to hop.
 */
final class SocketRungs implements Rungs {
  /** Longer than the kernel's first retransmission (200 ms), so that one loss is survived. */
  private static final long SEGMENT_WAIT_MILLIS = 450;

  /** Routers take their time for errors; on top of the longest round trip so far. */
  private static final long HOP_WAIT_MILLIS = 250;

  private static final long LONGEST_WAIT_MILLIS = 600;

  /** A SYN is only sent again after a second. */
  private static final long SYN_WAIT_MILLIS = 350;

  private static final int NORMAL_TTL = 64;
  private static final Tries TWICE = new Tries(2, 0);

  private final Endpoint remote;
  private final byte[] payload;
  private final Attempt attempt;
  private final Deadline deadline;
  private final Set<FiveTuple> announced = new HashSet<>();
  private long slowest;
  private Optional<Hop> last = Optional.empty();
  private int localPort;

  SocketRungs(Climb climb, Attempt attempt, Deadline deadline) {
    this.remote = climb.endpoint();
    this.payload = climb.bytes();
    this.localPort = climb.localPort();
    this.attempt = attempt;
    this.deadline = deadline;
  }

  @Override
  public Hop at(int ttl) throws IOException {
    try (LadderSocket socket = LadderSocket.open(remote.isIpv4(), remote.transport())) {
      socket.bind(localPort);
      if (remote.transport() == Transport.UDP) {
        return datagram(socket, ttl);
      }
      return payload.length == 0 ? syn(socket, ttl) : segment(socket, ttl);
    }
  }

  private Hop datagram(LadderSocket socket, int ttl) throws IOException {
    socket.ttl(ttl);
    socket.connect(remote);
    announce(socket);
    long start = System.nanoTime();
    socket.send(payload);
    Hop hop = answer(socket, ttl, start, hopWait());
    if (hop.answered()) {
      slowest = Math.max(slowest, hop.roundTrip().toMillis());
      last = Optional.of(hop);
    }
    return hop;
  }

  private long hopWait() {
    return Math.min(LONGEST_WAIT_MILLIS, HOP_WAIT_MILLIS + 2 * slowest);
  }

  private Hop syn(LadderSocket socket, int ttl) throws IOException {
    socket.ttl(ttl);
    announceBefore(socket);
    long start = System.nanoTime();
    if (!socket.connect(remote)) {
      return silent(ttl, start);
    }
    int events = socket.await(Libc.POLLOUT, patience(SYN_WAIT_MILLIS));
    if (events == 0) {
      return silent(ttl, start);
    }
    Optional<IcmpError> error = socket.icmp();
    int number = socket.socketError();
    if (error.isPresent()) {
      return hop(ttl, error.get(), start);
    }
    Reply reply = number == 0 ? Reply.ANSWER : refused(number);
    return new Hop(ttl, reply, from(reply), since(start), "");
  }

  private Hop segment(LadderSocket socket, int ttl) throws IOException {
    announceBefore(socket);
    long start = System.nanoTime();
    boolean connected =
        socket.connect(remote)
            && (socket.await(Libc.POLLOUT, patience(1500)) & (Libc.POLLERR | Libc.POLLHUP)) == 0
            && socket.socketError() == 0;
    if (!connected) {
      return new Hop(ttl, Reply.SILENT, Optional.empty(), since(start), PathLadder.NO_CONNECTION);
    }
    socket.ttl(ttl);
    start = System.nanoTime();
    socket.send(payload);
    Hop hop = answer(socket, ttl, start, SEGMENT_WAIT_MILLIS);
    socket.ttl(NORMAL_TTL);
    return hop.answered() ? hop : twice(hop);
  }

  /** The kernel has sent it again meanwhile. */
  private static Hop twice(Hop hop) {
    return new Hop(hop.ttl(), hop.reply(), hop.from(), hop.roundTrip(), hop.note(), TWICE);
  }

  /** Waits for data, an end, or an ICMP error, whichever comes first. */
  private Hop answer(LadderSocket socket, int ttl, long start, long patience) {
    Deadline until = deadline.within(Duration.ofMillis(patience));
    while (true) {
      int events = socket.await(Libc.POLLIN, until.remaining().toMillis());
      if (events == 0) {
        return silent(ttl, start);
      }
      Optional<IcmpError> error = socket.icmp();
      if (error.isPresent()) {
        socket.socketError();
        Hop hop = hop(ttl, error.get(), start);
        if (isAgain(hop)) {
          continue;
        }
        return hop;
      }
      long count = socket.receive(new byte[2048]);
      int number = count < 0 && -count != Libc.EAGAIN ? (int) -count : 0;
      if (count > 0 || count == 0 && remote.transport() == Transport.UDP) {
        return new Hop(ttl, Reply.ANSWER, from(Reply.ANSWER), since(start), "");
      }
      if (count == 0) {
        return new Hop(ttl, Reply.FIN, from(Reply.FIN), since(start), "");
      }
      if (number == Libc.EHOSTUNREACH) {
        // An established connection tells that ICMP came, but not from whom.
        return new Hop(ttl, Reply.TIME_EXCEEDED, Optional.empty(), since(start), "");
      }
      if (number != 0) {
        Reply reply = refused(number);
        return new Hop(ttl, reply, from(reply), since(start), "");
      }
      if (until.expired()) {
        return silent(ttl, start);
      }
    }
  }

  /**
   * The report of the hop before, doubled on its way: every datagram has the same ports, so that
   * the system gives it to the next one. From the same router it would take as long again. (Of TCP,
   * the system compares the sequence number.)
   */
  private boolean isAgain(Hop hop) {
    return last.filter(
            before ->
                before.ttl() != hop.ttl()
                    && before.from().equals(hop.from())
                    && before.reply() == hop.reply()
                    && hop.roundTrip().multipliedBy(2).compareTo(before.roundTrip()) < 0)
        .isPresent();
  }

  private Hop hop(int ttl, IcmpError error, long start) {
    boolean expired = error.meaning() == IcmpError.Meaning.TIME_EXCEEDED;
    boolean fromTarget = error.offender().equals(remote.address());
    String note = expired ? "" : error.text();
    if (!expired && fromTarget && error.meaning() == IcmpError.Meaning.PORT_UNREACHABLE) {
      // A closed port of the target: the packet arrived there.
      return new Hop(ttl, Reply.ANSWER, Optional.of(error.offender()), since(start), note);
    }
    Reply reply = expired ? Reply.TIME_EXCEEDED : Reply.UNREACHABLE;
    return new Hop(ttl, reply, Optional.of(error.offender()), since(start), note);
  }

  private static Reply refused(int number) {
    return number == Libc.ECONNREFUSED || number == Libc.ECONNRESET || number == Libc.EPIPE
        ? Reply.RESET
        : Reply.SILENT;
  }

  private Optional<InetAddress> from(Reply reply) {
    return reply == Reply.SILENT ? Optional.empty() : Optional.of(remote.address());
  }

  private Hop silent(int ttl, long start) {
    return new Hop(ttl, Reply.SILENT, Optional.empty(), since(start), "");
  }

  private long patience(long millis) {
    return deadline.within(Duration.ofMillis(millis)).remaining().toMillis();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** For UDP, connecting sends nothing, and then the local address is known. */
  private void announce(LadderSocket socket) throws IOException {
    keep(socket.local());
  }

  /**
   * For TCP the flow must be known before the SYN; the address comes from a socket that is mute.
   */
  private void announceBefore(LadderSocket socket) throws IOException {
    int port = socket.local().port();
    try (LadderSocket mute = LadderSocket.open(remote.isIpv4(), Transport.UDP)) {
      mute.connect(Endpoint.udp(remote.address(), Math.max(1, remote.port())));
      keep(Endpoint.tcp(mute.local().address(), port));
    }
  }

  private void keep(Endpoint local) {
    localPort = local.port();
    FiveTuple flow = new FiveTuple(local, remote);
    if (announced.add(flow)) {
      attempt.announce(flow);
    }
  }

  @Override
  public void close() {
    // Each try has had a socket of its own.
  }
}
