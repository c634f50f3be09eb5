package dev.zprobe.testdata.answer;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A media server's first words on UDP: a type 1 hello is acknowledged with its connection id and
 * clock (44 bytes, as version 3 has it), a type 3 ping is ponged, and a Binding request, with which
 * browsers begin on the same port, is answered too. The real server wants a secret token in the
 * hello; this one takes any.
 */
public final class MediaResponder {
  private static final byte HELLO = 0x01;
  private static final byte HELLO_ACKNOWLEDGED = 0x02;
  private static final byte PING = 0x03;
  private static final byte PONG = 0x04;
  private static final int VERSION_BYTES = 2;
  private static final int CONNECTION_ID = 3;
  private static final int CONNECTION_ID_BYTES = 16;
  private static final int CLIENT_CLOCK = 27;
  private static final int SHORTEST_HELLO = 31;
  private static final int SHORTEST_PING = 13;
  private static final int FLOW_ID = 0x004f8378;
  private static final int ACKNOWLEDGEMENT_BYTES = 44;

  private MediaResponder() {}

  /** The answer to one datagram, or nothing. */
  public static Optional<byte[]> answer(byte[] datagram, InetSocketAddress from) {
    if (datagram.length >= SHORTEST_HELLO && datagram[0] == HELLO) {
      ByteBuffer out = ByteBuffer.allocate(ACKNOWLEDGEMENT_BYTES);
      out.put(HELLO_ACKNOWLEDGED).put(datagram, 1, VERSION_BYTES);
      out.put(datagram, CONNECTION_ID, CONNECTION_ID_BYTES).putInt(FLOW_ID);
      out.put(datagram, CLIENT_CLOCK, 4);
      return Optional.of(out.array());
    }
    if (datagram.length >= SHORTEST_PING && datagram[0] == PING) {
      byte[] out = datagram.clone();
      out[0] = PONG;
      return Optional.of(out);
    }
    return StunResponder.answer(datagram, from);
  }
}
