package dev.zprobe.probe.netty;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.wire.Octets;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A UDP socket that is not connected, so that replies from elsewhere are seen, with its error
 * queue. Blocks; for one thread.
 */
public final class UdpSocket implements AutoCloseable {
  private static final long LONGEST_LOCAL_CALL_MILLIS = 2000;
  private static final int MOST_WAITING = 1024;

  private final Channel channel;
  private final Inbox inbox;
  private final Optional<ErrorQueue> errors;
  private final InetAddress source;

  private UdpSocket(Channel channel, Inbox inbox, Optional<ErrorQueue> errors, InetAddress source) {
    this.channel = channel;
    this.inbox = inbox;
    this.errors = errors;
    this.source = source;
  }

  /** A socket, or why there is none. */
  public sealed interface Opening {
    record Open(UdpSocket socket) implements Opening {}

    record Refused(Failure failure) implements Opening {}
  }

  /** What comes back. Times are of {@link System#nanoTime}. */
  public sealed interface Reply {
    record Datagram(Endpoint from, Octets octets, long nanoTime) implements Reply {}

    /** An error about a datagram sent earlier. */
    record Rejected(Failure failure, Optional<IcmpError> icmp) implements Reply {}

    record Nothing() implements Reply {}
  }

  /** Binds to a free port, with the address that the routing table takes towards the remote. */
  public static Opening open(Sockets sockets, Endpoint remote) {
    return open(sockets, remote, 0);
  }

  /** Binds to this port, with 0 to any that is free. */
  public static Opening open(Sockets sockets, Endpoint remote, int localPort) {
    Inbox inbox = new Inbox();
    SourceAddress source = SourceAddress.towards(remote);
    ChannelFuture bound =
        sockets.udp(remote.isIpv4(), inbox).bind(Sockets.anyAddress(remote.isIpv4(), localPort));
    bound.awaitUninterruptibly(LONGEST_LOCAL_CALL_MILLIS);
    if (!bound.isSuccess()) {
      bound.channel().close();
      SocketFailure failure = SocketFailure.of(bound.cause(), List.of(), Duration.ZERO);
      return new Opening.Refused(failure.sending(remote));
    }
    Channel channel = bound.channel();
    return new Opening.Open(
        new UdpSocket(channel, inbox, sockets.errorQueue(channel), source.address()));
  }

  /** This socket's conversation with a remote. */
  public FiveTuple flow(Endpoint remote) {
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return new FiveTuple(Endpoint.udp(source, port), remote);
  }

  /** Where datagrams can be kept whole: sets DF for all that follow. */
  public boolean forbidFragments(Sockets sockets, Endpoint remote) {
    return sockets.forbidFragments(channel, remote.isIpv4());
  }

  /** Sends; what this machine itself refuses comes back at once. */
  public Optional<Reply.Rejected> send(Endpoint remote, Octets octets) {
    Optional<Reply.Rejected> refused = tryToSend(remote, octets);
    // The call may report the error of an earlier datagram, and then it has sent nothing.
    return refused.isPresent() && refused.get().icmp().isPresent()
        ? tryToSend(remote, octets).or(() -> refused)
        : refused;
  }

  private Optional<Reply.Rejected> tryToSend(Endpoint remote, Octets octets) {
    ChannelFuture writing =
        channel.writeAndFlush(
            new DatagramPacket(Unpooled.wrappedBuffer(octets.toArray()), remote.socketAddress()));
    writing.awaitUninterruptibly(LONGEST_LOCAL_CALL_MILLIS);
    if (writing.isSuccess() || !writing.isDone()) {
      return Optional.empty();
    }
    SocketFailure failure =
        withRoute(SocketFailure.of(writing.cause(), drain(), Duration.ZERO), remote);
    return Optional.of(new Reply.Rejected(failure.sending(remote), failure.icmp()));
  }

  private static SocketFailure withRoute(SocketFailure failure, Endpoint remote) {
    if (failure.errno() != SocketFailure.EHOSTUNREACH || failure.icmp().isPresent()) {
      return failure;
    }
    SourceAddress now = SourceAddress.towards(remote);
    boolean noRoute = now.address().isAnyLocalAddress() && !now.hostUnreachable();
    return noRoute
        ? new SocketFailure(SocketFailure.ENETUNREACH, Optional.empty(), failure.after())
        : failure;
  }

  /** The next datagram or error about this remote. */
  public Reply receive(Endpoint remote, Deadline deadline) {
    Object next = inbox.take(deadline);
    if (next instanceof Reply.Datagram datagram) {
      return datagram;
    }
    List<ErrorQueue.Entry> queued = drain();
    if (queued.isEmpty() && !(next instanceof Throwable)) {
      return new Reply.Nothing();
    }
    Throwable cause = next instanceof Throwable thrown ? thrown : null;
    // The error belongs to a packet that left: it is no verdict of the routing table.
    SocketFailure failure = SocketFailure.of(cause, queued, Duration.ofSeconds(1));
    return new Reply.Rejected(failure.sending(remote), failure.icmp());
  }

  private List<ErrorQueue.Entry> drain() {
    return errors.map(ErrorQueue::drain).orElse(List.of());
  }

  @Override
  public void close() {
    errors.ifPresent(ErrorQueue::close);
    channel.close();
  }

  private static final class Inbox extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Object NOTHING = new Object();
    private final BlockingQueue<Object> arrivals = new LinkedBlockingQueue<>(MOST_WAITING);

    private Object take(Deadline deadline) {
      try {
        Object next = arrivals.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? NOTHING : next;
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return NOTHING;
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      long now = System.nanoTime();
      InetSocketAddress sender = packet.sender();
      offer(
          new Reply.Datagram(
              Endpoint.udp(sender.getAddress(), sender.getPort()),
              Octets.of(ByteBufUtil.getBytes(packet.content())),
              now));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      offer(cause);
    }

    /** A flood loses its tail. */
    private void offer(Object arrival) {
      boolean kept = arrivals.offer(arrival);
      assert kept || arrivals.size() >= MOST_WAITING;
    }
  }
}
