package dev.zprobe.probe.netty;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP connection that stands, as a blocking stream over a Netty channel. */
final class Connection implements ByteStream {
  /** With more than this unread, the socket is left alone, so that the peer must wait. */
  private static final int MOST_UNREAD_BYTES = 256 * 1024;

  private static final long LONGEST_WRITE_MILLIS = 2000;

  private final Channel channel;
  private final FiveTuple flow;
  private final Inbox inbox;
  private Arrival end = new Arrival.Nothing(0);

  Connection(Channel channel, FiveTuple flow, Inbox inbox) {
    this.channel = channel;
    this.flow = flow;
    this.inbox = inbox;
  }

  @Override
  public FiveTuple flow() {
    return flow;
  }

  @Override
  public long send(Octets octets) {
    long[] written = {0};
    ChannelFuture writing = channel.writeAndFlush(Unpooled.wrappedBuffer(octets.toArray()));
    writing.addListener(done -> written[0] = System.nanoTime());
    boolean done = writing.awaitUninterruptibly(LONGEST_WRITE_MILLIS);
    return done && written[0] != 0 ? written[0] : System.nanoTime();
  }

  @Override
  public Arrival receive(Deadline deadline) {
    if (!(end instanceof Arrival.Nothing)) {
      return end;
    }
    Arrival next = inbox.take(deadline);
    if (next instanceof Arrival.Bytes bytes) {
      if (inbox.unread.addAndGet(-bytes.octets().length()) < MOST_UNREAD_BYTES) {
        channel.config().setAutoRead(true);
      }
    } else if (!(next instanceof Arrival.Nothing)) {
      end = next;
    }
    return next;
  }

  @Override
  public void close() {
    channel.close();
  }

  /** What the event loop hands over. */
  static final class Inbox extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger unread = new AtomicInteger();

    private Arrival take(Deadline deadline) {
      try {
        Arrival next = arrivals.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? new Arrival.Nothing(System.nanoTime()) : next;
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return new Arrival.Nothing(System.nanoTime());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      long now = System.nanoTime();
      ByteBuf buffer = (ByteBuf) message;
      Octets octets = Octets.of(ByteBufUtil.getBytes(buffer));
      buffer.release();
      if (unread.addAndGet(octets.length()) >= MOST_UNREAD_BYTES) {
        context.channel().config().setAutoRead(false);
      }
      arrivals.add(new Arrival.Bytes(octets, now));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      arrivals.add(new Arrival.Ended(System.nanoTime()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      arrivals.add(new Arrival.Reset(System.nanoTime()));
      context.close();
    }
  }
}
