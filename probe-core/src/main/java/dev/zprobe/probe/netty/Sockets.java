package dev.zprobe.probe.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The sockets of one run: epoll with error queues on Linux, NIO elsewhere. Its two threads are
 * daemons and end with {@link #close}. Safe for many threads.
 */
public final class Sockets implements AutoCloseable {
  private static final IntegerUnixChannelOption RECEIVE_ERRORS_4 =
      new IntegerUnixChannelOption("IP_RECVERR", 0, 11);
  private static final IntegerUnixChannelOption RECEIVE_ERRORS_6 =
      new IntegerUnixChannelOption("IPV6_RECVERR", 41, 25);
  private static final IntegerUnixChannelOption DISCOVER_MTU_4 =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);
  private static final IntegerUnixChannelOption DISCOVER_MTU_6 =
      new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

  private static final IntegerUnixChannelOption MOST_SEGMENT_BYTES =
      new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

  /** Sets DF and pays no heed to what the kernel believes the path carries (ip(7)). */
  private static final int PROBE_MTU = 3;

  private final EventLoopGroup loops;
  private final boolean epoll;

  private Sockets(boolean epoll) {
    this.epoll = epoll;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            2,
            new DefaultThreadFactory("zprobe-io", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** With the best that this system has. */
  public static Sockets open() {
    return new Sockets(Epoll.isAvailable());
  }

  /** As on systems without epoll. */
  static Sockets portable() {
    return new Sockets(false);
  }

  boolean hasErrorQueues() {
    return epoll;
  }

  Bootstrap tcp(boolean ipv4, ChannelHandler handler) {
    SocketProtocolFamily family = family(ipv4);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(() -> epoll ? new EpollSocketChannel(family) : new NioSocketChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(handler);
    return epoll ? bootstrap.option(receiveErrors(ipv4), 1) : bootstrap;
  }

  Bootstrap udp(boolean ipv4, ChannelHandler handler) {
    SocketProtocolFamily family = family(ipv4);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(
                () -> epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family))
            .handler(handler);
    return epoll ? bootstrap.option(receiveErrors(ipv4), 1) : bootstrap;
  }

  /** On an established connection an ICMP error is a hint, not the end: let the kernel decide. */
  void forgiveErrors(Channel channel, boolean ipv4) {
    if (epoll) {
      setIfOpen(channel, receiveErrors(ipv4), 0);
    }
  }

  /** Announces a smaller MSS and sends none larger (tcp(7)); before connecting. */
  void limitSegments(Channel channel, int bytes) {
    if (epoll) {
      setIfOpen(channel, MOST_SEGMENT_BYTES, bytes);
    }
  }

  /** A close that sends RST leaves no TIME_WAIT. */
  static void abortOnClose(Channel channel) {
    setIfOpen(channel, ChannelOption.SO_LINGER, 0);
  }

  /** True where datagrams can be sent with DF whatever their size. */
  boolean forbidFragments(Channel channel, boolean ipv4) {
    return epoll && setIfOpen(channel, ipv4 ? DISCOVER_MTU_4 : DISCOVER_MTU_6, PROBE_MTU);
  }

  /** The peer may have closed in the meantime, which shows elsewhere. */
  private static boolean setIfOpen(Channel channel, ChannelOption<Integer> option, int value) {
    try {
      return channel.config().setOption(option, value);
    } catch (ChannelException closed) {
      return false;
    }
  }

  Optional<ErrorQueue> errorQueue(Channel channel) {
    return channel instanceof UnixChannel unix
        ? ErrorQueue.of(unix.fd().intValue())
        : Optional.empty();
  }

  /** Every address of this host; with port 0 any port that is free. */
  static InetSocketAddress anyAddress(boolean ipv4, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[ipv4 ? 4 : 16]), port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address has 4 or 16 bytes", impossible);
    }
  }

  private static SocketProtocolFamily family(boolean ipv4) {
    return ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  private static ChannelOption<Integer> receiveErrors(boolean ipv4) {
    return ipv4 ? RECEIVE_ERRORS_4 : RECEIVE_ERRORS_6;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
