package dev.zprobe.respond;

import dev.zprobe.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One thread that accepts for all TCP ports, and one for each of a bounded number of peers. */
final class StreamLoop {
  private static final int MOST_PEERS = 128;
  private static final int BACKLOG = 64;

  private final Answers answers;
  private final Selector selector;
  private final TlsIdentity identity = new TlsIdentity();
  private final List<ServerSocketChannel> channels = new ArrayList<>();
  private final List<Responder.Refused> refused = new ArrayList<>();
  private final ThreadPoolExecutor peers;

  StreamLoop(Answers answers) throws IOException {
    this.answers = answers;
    this.selector = Selector.open();
    AtomicInteger number = new AtomicInteger();
    this.peers =
        new ThreadPoolExecutor(
            0,
            MOST_PEERS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "zprobe-respond-tcp-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Before {@link #start}. What cannot be had is remembered. */
  void bind(InetSocketAddress place) {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.configureBlocking(false);
        channel.bind(place, BACKLOG);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        channels.add(channel);
      } catch (IOException taken) {
        channel.close();
        throw taken;
      }
    } catch (IOException taken) {
      refused.add(
          new Responder.Refused(
              place.getPort(), Transport.TCP, String.valueOf(taken.getMessage())));
    }
  }

  List<InetSocketAddress> places() {
    return channels.stream()
        .map(
            each ->
                new InetSocketAddress(each.socket().getInetAddress(), each.socket().getLocalPort()))
        .toList();
  }

  List<Responder.Refused> refused() {
    return refused;
  }

  void start() {
    Thread thread = new Thread(this::run, "zprobe-respond-accept");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          accept((ServerSocketChannel) key.channel());
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException over) {
      // Closed: there is nobody left to answer.
    }
  }

  private void accept(ServerSocketChannel channel) {
    try {
      SocketChannel accepted = channel.accept();
      if (accepted == null) {
        return;
      }
      try {
        accepted.configureBlocking(true);
        peers.execute(new StreamPeer(accepted.socket(), answers, identity));
      } catch (RejectedExecutionException full) {
        accepted.close();
      }
    } catch (IOException lost) {
      // The peer was gone before it was here, or descriptors are short for the moment.
    }
  }

  void close() {
    peers.shutdownNow();
    try {
      selector.close();
      for (ServerSocketChannel channel : channels) {
        channel.close();
      }
    } catch (IOException gone) {
      // It is closed all the same.
    }
  }
}
