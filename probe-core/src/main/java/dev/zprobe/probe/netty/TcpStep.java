package dev.zprobe.probe.netty;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Connects over TCP. Blocks; safe for many threads. */
public final class TcpStep {
  private static final long LONGEST_LOCAL_CALL_MILLIS = 2000;

  private final Sockets sockets;
  private final Attempts attempts;

  public TcpStep(Sockets sockets, Attempts attempts) {
    this.sockets = sockets;
    this.attempts = attempts;
  }

  /**
   * What came of it.
   *
   * @param stream present exactly when the observation worked; the caller closes it
   */
  public record Opened(TcpConnect observation, Optional<ByteStream> stream) {}

  public Opened connect(String target, Endpoint endpoint, Patience patience) {
    return connect(target, endpoint, Dialling.USUAL, patience);
  }

  /**
   * Connects from one source port, 0 for any that is free. Closing the stream resets the
   * connection, so that the port can be used again at once.
   */
  public Opened connectFrom(String target, Endpoint endpoint, int localPort, Patience patience) {
    return connect(
        target, endpoint, new Dialling(OptionalInt.empty(), OptionalInt.of(localPort)), patience);
  }

  /** True where {@link #connectInSegments} does what it says. */
  public boolean canLimitSegments() {
    return sockets.hasErrorQueues();
  }

  /** Connects with segments of at most this many bytes of payload, in both directions. */
  public Opened connectInSegments(String target, Endpoint endpoint, int bytes, Patience patience) {
    return connect(
        target, endpoint, new Dialling(OptionalInt.of(bytes), OptionalInt.empty()), patience);
  }

  private record Dialling(OptionalInt segmentBytes, OptionalInt localPort) {
    private static final Dialling USUAL = new Dialling(OptionalInt.empty(), OptionalInt.empty());
  }

  private Opened connect(String target, Endpoint endpoint, Dialling how, Patience patience) {
    Attempt attempt = attempts.begin(target);
    Connection.Inbox inbox = new Connection.Inbox();
    ChannelFuture registered = sockets.tcp(endpoint.isIpv4(), inbox).register();
    registered.awaitUninterruptibly(LONGEST_LOCAL_CALL_MILLIS);
    if (!registered.isSuccess()) {
      return failed(attempt, endpoint, local(registered));
    }
    Channel channel = registered.channel();
    how.segmentBytes().ifPresent(bytes -> sockets.limitSegments(channel, bytes));
    how.localPort().ifPresent(port -> Sockets.abortOnClose(channel));
    Optional<ErrorQueue> errors = sockets.errorQueue(channel);
    try {
      ChannelFuture bound =
          channel.bind(Sockets.anyAddress(endpoint.isIpv4(), how.localPort().orElse(0)));
      bound.awaitUninterruptibly(LONGEST_LOCAL_CALL_MILLIS);
      if (!bound.isSuccess()) {
        channel.close();
        return failed(attempt, endpoint, local(bound));
      }
      return connect(attempt, new Dial(channel, inbox, errors, endpoint), patience);
    } finally {
      errors.ifPresent(ErrorQueue::close);
    }
  }

  private record Dial(
      Channel channel, Connection.Inbox inbox, Optional<ErrorQueue> errors, Endpoint endpoint) {}

  private Opened connect(Attempt attempt, Dial dial, Patience patience) {
    Endpoint endpoint = dial.endpoint();
    SourceAddress source = SourceAddress.towards(endpoint);
    FiveTuple announced = new FiveTuple(local(dial.channel(), source.address()), endpoint);
    attempt.announce(announced);
    Deadline deadline = patience.next();
    long dialled = System.nanoTime();
    ChannelFuture connecting = dial.channel().connect(endpoint.socketAddress());
    connecting.awaitUninterruptibly(Math.max(1, deadline.remaining().toMillis()));
    if (!connecting.isDone()) {
      dial.channel().close();
      // Somebody may have answered with an error that the kernel keeps trying against.
      List<ErrorQueue.Entry> queued = drain(dial.errors());
      if (queued.stream().anyMatch(entry -> entry.icmp().isPresent())) {
        return failed(attempt, endpoint, SocketFailure.of(null, queued, since(dialled)));
      }
      return failed(
          attempt, endpoint, patience.silence(FailureCode.CONNECT_TIMEOUT, ""), Optional.empty());
    }
    if (!connecting.isSuccess()) {
      dial.channel().close();
      SocketFailure failure =
          SocketFailure.of(connecting.cause(), drain(dial.errors()), since(dialled));
      return failed(attempt, endpoint, withRoute(failure, source));
    }
    sockets.forgiveErrors(dial.channel(), endpoint.isIpv4());
    FiveTuple flow = new FiveTuple(local(dial.channel(), source.address()), endpoint);
    if (!flow.equals(announced)) {
      attempt.announce(flow);
    }
    TcpConnect observation =
        new TcpConnect(attempt.stamp(), endpoint, Optional.empty(), Optional.empty(), Trace.BLIND);
    return new Opened(observation, Optional.of(new Connection(dial.channel(), flow, dial.inbox())));
  }

  /** Netty's exception is the same for "no route" and "host unreachable". */
  private static SocketFailure withRoute(SocketFailure failure, SourceAddress source) {
    if (source.hostUnreachable() && failure.icmp().isEmpty()) {
      return new SocketFailure(SocketFailure.EHOSTUNREACH, Optional.empty(), Duration.ZERO);
    }
    boolean noRoute =
        failure.errno() == SocketFailure.EHOSTUNREACH
            && failure.icmp().isEmpty()
            && source.address().isAnyLocalAddress()
            && !source.hostUnreachable();
    return noRoute
        ? new SocketFailure(SocketFailure.ENETUNREACH, Optional.empty(), failure.after())
        : failure;
  }

  private static SocketFailure local(ChannelFuture future) {
    return SocketFailure.of(future.cause(), List.of(), Duration.ZERO);
  }

  private static List<ErrorQueue.Entry> drain(Optional<ErrorQueue> errors) {
    return errors.map(ErrorQueue::drain).orElse(List.of());
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static Endpoint local(Channel channel, InetAddress source) {
    InetSocketAddress bound = (InetSocketAddress) channel.localAddress();
    if (bound == null) {
      return Endpoint.tcp(source, 0);
    }
    InetAddress address = bound.getAddress().isAnyLocalAddress() ? source : bound.getAddress();
    return Endpoint.tcp(address, bound.getPort());
  }

  private static Opened failed(Attempt attempt, Endpoint endpoint, SocketFailure failure) {
    return failed(attempt, endpoint, failure.connecting(endpoint), failure.icmp());
  }

  private static Opened failed(
      Attempt attempt, Endpoint endpoint, Failure failure, Optional<IcmpError> icmp) {
    TcpConnect observation =
        new TcpConnect(attempt.stamp(), endpoint, icmp, Optional.of(failure), Trace.BLIND);
    return new Opened(observation, Optional.empty());
  }
}
