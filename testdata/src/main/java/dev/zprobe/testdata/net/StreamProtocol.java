package dev.zprobe.testdata.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** A protocol that does not care whether it runs over TCP or over TLS. */
@FunctionalInterface
public interface StreamProtocol {
  /**
   * Speaks until it is done or the peer ends; closes nothing.
   *
   * @param from the peer
   * @throws IOException when the peer ends early or speaks something else
   */
  void serve(InputStream input, OutputStream output, InetSocketAddress from) throws IOException;

  /** The protocol over plain TCP. */
  static ConnectionHandler plain(StreamProtocol protocol) {
    return connection -> {
      protocol.serve(connection.input(), connection.output(), connection.from());
      connection.finish();
    };
  }

  /** Reads and says nothing. */
  static StreamProtocol listening() {
    return (input, output, from) -> input.transferTo(OutputStream.nullOutputStream());
  }
}
