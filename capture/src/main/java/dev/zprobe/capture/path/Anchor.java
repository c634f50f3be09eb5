package dev.zprobe.capture.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The system's own socket behind an injected flow: it holds the port, so that nobody else gets it,
 * and for data within a connection it is the connection, which the system then does not reset.
 */
final class Anchor implements AutoCloseable {
  private static final int ROUTERS_PORT = 33434;

  private final AutoCloseable socket;
  private final Endpoint local;

  private Anchor(AutoCloseable socket, Endpoint local) {
    this.socket = socket;
    this.local = local;
  }

  /** Takes this port, 0 for any that is free; for TCP nothing is sent yet. */
  static Anchor of(Endpoint remote, int localPort) throws IOException {
    try (DatagramSocket mute = new DatagramSocket()) {
      mute.connect(new InetSocketAddress(remote.address(), ROUTERS_PORT));
      if (remote.transport() == Transport.UDP) {
        DatagramSocket socket = new DatagramSocket(localPort, mute.getLocalAddress());
        return new Anchor(socket, Endpoint.udp(mute.getLocalAddress(), socket.getLocalPort()));
      }
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 0);
      socket.bind(new InetSocketAddress(mute.getLocalAddress(), localPort));
      return new Anchor(socket, Endpoint.tcp(mute.getLocalAddress(), socket.getLocalPort()));
    }
  }

  Endpoint local() {
    return local;
  }

  /** Connects the system's socket; IOException when nobody accepts in time. */
  void connect(Endpoint remote, Deadline deadline) throws IOException {
    int patience = (int) Math.max(1, deadline.remaining().toMillis());
    ((Socket) socket).connect(remote.socketAddress(), patience);
  }

  /** One datagram of the system's own to the same address, which shows the way. */
  static void pointTheWay(Endpoint remote) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] one = {0};
      socket.send(
          new DatagramPacket(
              one, one.length, new InetSocketAddress(remote.address(), ROUTERS_PORT)));
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (Exception closing) {
      // The port goes back to the system with the process at the latest.
    }
  }
}
