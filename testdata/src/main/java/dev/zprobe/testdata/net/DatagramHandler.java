package dev.zprobe.testdata.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Answers datagrams. All handlers share one thread, so they must not block. */
@FunctionalInterface
public interface DatagramHandler {
  /**
   * Called for each datagram.
   *
   * @param datagram its payload
   * @param from who sent it
   * @param answer sends back from the port that it came to, as often as wanted
   * @throws IOException when an answer cannot be sent; the service goes on
   */
  void receive(byte[] datagram, InetSocketAddress from, Answer answer) throws IOException;

  /** The way back to one sender. */
  interface Answer {
    /** Sends from the port that was asked. */
    void send(byte[] payload) throws IOException;

    /** The address and port that was asked. */
    InetSocketAddress asked();
  }
}
