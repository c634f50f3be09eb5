package dev.zprobe.respond;

import dev.zprobe.net.Transport;
import dev.zprobe.wire.Octets;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thread for all UDP ports. */
final class DatagramLoop {
  private static final int LARGEST = 65_535;
  private static final int LONGEST_ASKED = 2048;

  /** Datagrams taken from one port before the others have their turn. */
  private static final int TURN = 64;

  private final Answers answers;
  private final Selector selector;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final List<Responder.Refused> refused = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);

  DatagramLoop(Answers answers) throws IOException {
    this.answers = answers;
    this.selector = Selector.open();
  }

  /** Before {@link #start}. What cannot be had is remembered. */
  void bind(InetSocketAddress place) {
    try {
      DatagramChannel channel = open(place);
      try {
        channel.configureBlocking(false);
        channel.bind(place);
        channel.register(selector, SelectionKey.OP_READ);
        channels.add(channel);
      } catch (IOException taken) {
        channel.close();
        throw taken;
      }
    } catch (IOException taken) {
      refused.add(
          new Responder.Refused(
              place.getPort(), Transport.UDP, String.valueOf(taken.getMessage())));
    }
  }

  /** The unset address takes one socket for both families, where the system has both. */
  private static DatagramChannel open(InetSocketAddress place) throws IOException {
    if (place.getAddress().isAnyLocalAddress()) {
      return DatagramChannel.open();
    }
    boolean ipv4 = place.getAddress() instanceof Inet4Address;
    return DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
  }

  List<InetSocketAddress> places() {
    return channels.stream().map(DatagramLoop::place).toList();
  }

  List<Responder.Refused> refused() {
    return refused;
  }

  private static InetSocketAddress place(DatagramChannel channel) {
    return new InetSocketAddress(
        channel.socket().getLocalAddress(), channel.socket().getLocalPort());
  }

  void start() {
    Thread thread = new Thread(this::run, "zprobe-respond-udp");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          serve((DatagramChannel) key.channel());
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException over) {
      // Closed: there is nobody left to answer.
    }
  }

  private void serve(DatagramChannel channel) {
    try {
      for (int taken = 0; taken < TURN; taken++) {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
          return;
        }
        buffer.flip();
        int length = buffer.remaining();
        if (length == 0 || length > LONGEST_ASKED) {
          continue;
        }
        Octets message = Octets.copy(buffer, 0, length);
        Asked asked = new Asked(from, channel.socket().getLocalPort(), true);
        Optional<Octets> answer = answers.answer(message, asked);
        if (answer.isPresent()) {
          channel.send(ByteBuffer.wrap(answer.get().toArray()), from);
        }
      }
    } catch (IOException | RuntimeException lost) {
      // A message that breaks us costs its sender the answer, and nobody else. An ICMP error for an
      // earlier answer, or a full queue: as lost as a datagram may be.
    }
  }

  void close() {
    try {
      selector.close();
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    } catch (IOException gone) {
      // It is closed all the same.
    }
  }
}
