package dev.zprobe.testdata.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Open ports. One thread waits for all of them and answers datagrams; each TCP connection gets a
 * thread while it lives, at most {@link #MOST_CONNECTIONS} at once, further ones are closed. All
 * threads are daemons. Closing ends every port and connection at once; the owner closes it.
 */
public final class Listeners implements AutoCloseable {
  /** More than any probe run opens, few enough that a loop gone wild does not take the machine. */
  public static final int MOST_CONNECTIONS = 512;

  private static final int MOST_TRIES = 50;

  private final Selector selector;
  private final ExecutorService workers;
  private final Thread waiter;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final List<Closeable> open = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(65_535);

  private Listeners(String name) throws IOException {
    selector = Selector.open();
    AtomicInteger count = new AtomicInteger();
    workers =
        new ThreadPoolExecutor(
            0,
            MOST_CONNECTIONS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(name + "-" + count.incrementAndGet(), task));
    waiter = daemon(name, this::waitForAll);
  }

  /**
   * Starts with no port open.
   *
   * @param name the threads' name
   * @throws IOException when the system has no selector to give
   */
  public static Listeners start(String name) throws IOException {
    Listeners listeners = new Listeners(name);
    listeners.waiter.start();
    return listeners;
  }

  /**
   * Opens one port number on every given address.
   *
   * @param port 1 to 65535, or 0 for one that is free on all addresses
   * @return the port number
   * @throws IOException when a port is taken or not ours to take
   */
  public int open(List<InetAddress> addresses, int port, Opening opening) throws IOException {
    for (int tries = 1; ; tries++) {
      List<Closeable> taken = new ArrayList<>();
      try {
        int number = port;
        for (InetAddress address : addresses) {
          number = bind(new InetSocketAddress(address, number), opening, taken);
        }
        for (Closeable each : taken) {
          register(each, opening);
        }
        return number;
      } catch (BindException inUse) {
        for (Closeable each : taken) {
          each.close();
        }
        if (port != 0 || tries == MOST_TRIES) {
          throw inUse;
        }
      }
    }
  }

  /** Opens a free port on one address and returns both. */
  public InetSocketAddress open(InetAddress address, Opening opening) throws IOException {
    return new InetSocketAddress(address, open(List.of(address), 0, opening));
  }

  @Override
  public void close() {
    waiter.interrupt();
    workers.shutdownNow();
    synchronized (open) {
      open.forEach(Listeners::closeQuietly);
    }
    connections.forEach(Listeners::closeQuietly);
    closeQuietly(selector);
  }

  private static int bind(InetSocketAddress at, Opening opening, List<Closeable> taken)
      throws IOException {
    if (opening instanceof Opening.Streams) {
      return acceptor(at, taken);
    }
    if (opening instanceof Opening.Datagrams) {
      return receiver(at, taken);
    }
    if (opening instanceof Opening.Both) {
      int number = acceptor(at, taken);
      return receiver(new InetSocketAddress(at.getAddress(), number), taken);
    }
    if (opening instanceof Opening.ClosedToStreams) {
      // Bound but not listening: nobody else gets the number, and the kernel refuses in our name.
      Socket socket = new Socket();
      taken.add(socket);
      socket.bind(at);
      return socket.getLocalPort();
    }
    // Connected to a port where nobody is: datagrams of all others are refused by the kernel.
    DatagramChannel channel = DatagramChannel.open();
    taken.add(channel);
    channel.bind(at);
    channel.connect(new InetSocketAddress(at.getAddress(), 1));
    return port(channel.getLocalAddress());
  }

  private static int acceptor(InetSocketAddress at, List<Closeable> taken) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    taken.add(channel);
    channel.bind(at, 256);
    channel.configureBlocking(false);
    return port(channel.getLocalAddress());
  }

  private static int receiver(InetSocketAddress at, List<Closeable> taken) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    taken.add(channel);
    channel.bind(at);
    channel.configureBlocking(false);
    return port(channel.getLocalAddress());
  }

  private void register(Closeable taken, Opening opening) throws IOException {
    synchronized (open) {
      open.add(taken);
    }
    if (taken instanceof ServerSocketChannel channel) {
      ConnectionHandler handler =
          opening instanceof Opening.Both both
              ? both.streams()
              : ((Opening.Streams) opening).handler();
      channel.register(selector, SelectionKey.OP_ACCEPT, handler);
    } else if (taken instanceof DatagramChannel channel && !channel.isConnected()) {
      DatagramHandler handler =
          opening instanceof Opening.Both both
              ? both.datagrams()
              : ((Opening.Datagrams) opening).handler();
      channel.register(selector, SelectionKey.OP_READ, handler);
    }
    selector.wakeup();
  }

  private void waitForAll() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        selector.select(this::ready);
      }
    } catch (IOException | ClosedSelectorException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void ready(SelectionKey key) {
    SelectableChannel channel = key.channel();
    try {
      if (channel instanceof ServerSocketChannel server) {
        accept(server, (ConnectionHandler) key.attachment());
      } else if (channel instanceof DatagramChannel datagrams) {
        receive(datagrams, (DatagramHandler) key.attachment());
      }
    } catch (IOException | RuntimeException broken) {
      // One bad peer must not end the service: the next one gets its turn.
      buffer.clear();
    }
  }

  private void accept(ServerSocketChannel server, ConnectionHandler handler) throws IOException {
    SocketChannel accepted = server.accept();
    if (accepted == null) {
      return;
    }
    Connection connection = new Connection(accepted);
    connections.add(connection);
    try {
      workers.execute(() -> serve(connection, handler));
    } catch (RejectedExecutionException full) {
      connections.remove(connection);
      connection.close();
    }
  }

  private void serve(Connection connection, ConnectionHandler handler) {
    try (connection) {
      handler.serve(connection);
    } catch (IOException | RuntimeException peerEnded) {
      // The peer went away or spoke nonsense; either is its right.
      closeQuietly(connection);
    } finally {
      connections.remove(connection);
    }
  }

  private void receive(DatagramChannel channel, DatagramHandler handler) throws IOException {
    buffer.clear();
    InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
    if (from == null) {
      return;
    }
    buffer.flip();
    byte[] datagram = new byte[buffer.remaining()];
    buffer.get(datagram);
    handler.receive(datagram, from, new WayBack(channel, from));
  }

  private record WayBack(DatagramChannel channel, InetSocketAddress to)
      implements DatagramHandler.Answer {
    @Override
    public void send(byte[] payload) throws IOException {
      channel.send(ByteBuffer.wrap(payload), to);
    }

    @Override
    public InetSocketAddress asked() {
      try {
        return (InetSocketAddress) channel.getLocalAddress();
      } catch (IOException closed) {
        throw new IllegalStateException("the port is closed", closed);
      }
    }
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException ignored) {
      // Closing is the last thing that happens to it.
      return;
    }
  }
}
