package dev.zprobe.testdata.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * One accepted TCP connection in blocking mode. A read waits at most {@link #PATIENCE_MILLIS}. It
 * belongs to the thread that serves it; only {@link #close} may be called from another one.
 */
public final class Connection implements Closeable {
  /** How long a read waits for a peer, milliseconds: longer than any probe's own limit. */
  public static final int PATIENCE_MILLIS = 60_000;

  private final SocketChannel channel;
  private final Socket socket;

  Connection(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.socket = channel.socket();
    channel.configureBlocking(true);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** The socket itself, for those who layer TLS on it. */
  public Socket socket() {
    return socket;
  }

  public InputStream input() throws IOException {
    return socket.getInputStream();
  }

  public OutputStream output() throws IOException {
    return socket.getOutputStream();
  }

  /** The peer. */
  public InetSocketAddress from() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  /** Ends the connection with RST instead of FIN. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Reads and forgets until the peer ends or {@link #PATIENCE_MILLIS} pass without a byte. */
  public void drain() throws IOException {
    byte[] forgotten = new byte[4096];
    InputStream input = input();
    while (input.read(forgotten) >= 0) {
      // What arrives is not looked at: the peer shall see an open connection that says nothing.
    }
  }

  /**
   * Says FIN and waits for the peer's, at most two seconds, so that a late byte of the peer is not
   * answered by RST, which a capture would show as a fault.
   */
  public void finish() throws IOException {
    if (channel.isOpen()) {
      channel.shutdownOutput();
      socket.setSoTimeout(2_000);
      drain();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
