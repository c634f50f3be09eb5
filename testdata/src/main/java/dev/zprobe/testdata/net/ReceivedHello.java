package dev.zprobe.testdata.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A ClientHello as it arrived (RFC 8446, sections 4.1.2 and 5.1; server name of RFC 6066, section
 * 3), read byte by byte so that a server can decide before any TLS library has seen it.
 */
public final class ReceivedHello {
  private static final int HANDSHAKE = 0x16;
  private static final int CLIENT_HELLO = 0x01;
  private static final int SERVER_NAME = 0x0000;
  private static final int MOST_BYTES = 1 << 17;

  private final byte[] bytes;
  private final Optional<String> serverName;

  private ReceivedHello(byte[] bytes, Optional<String> serverName) {
    this.bytes = bytes;
    this.serverName = serverName;
  }

  /** The records as they came, to be given to a TLS library afterwards. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The DNS name that the client asks for, in lower case; empty when it names none. */
  public Optional<String> serverName() {
    return serverName;
  }

  /**
   * Reads records until the hello is whole.
   *
   * @throws ProtocolException when it is no ClientHello
   * @throws IOException when the peer ends before
   */
  public static ReceivedHello read(InputStream input) throws IOException {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int wanted = 4;
    while (message.size() < wanted) {
      byte[] header = exactly(input, 5);
      int length = ByteBuffer.wrap(header).getShort(3) & 0xffff;
      if (header[0] != HANDSHAKE || header[1] != 3 || raw.size() + length > MOST_BYTES) {
        throw new ProtocolException("not a TLS handshake record");
      }
      byte[] fragment = exactly(input, length);
      raw.writeBytes(header);
      raw.writeBytes(fragment);
      message.writeBytes(fragment);
      if (message.size() >= 4) {
        wanted = 4 + (ByteBuffer.wrap(message.toByteArray()).getInt(0) & 0xffffff);
      }
    }
    return parse(raw.toByteArray(), ByteBuffer.wrap(message.toByteArray()));
  }

  private static ReceivedHello parse(byte[] raw, ByteBuffer message) throws ProtocolException {
    try {
      if (message.get() != CLIENT_HELLO) {
        throw new ProtocolException("not a ClientHello");
      }
      skip(message, 3 + 2 + 32);
      skip(message, message.get() & 0xff);
      skip(message, message.getShort() & 0xffff);
      skip(message, message.get() & 0xff);
      return new ReceivedHello(raw, serverName(message));
    } catch (BufferUnderflowException | IllegalArgumentException lying) {
      throw new ProtocolException("a length in the ClientHello points outside");
    }
  }

  private static Optional<String> serverName(ByteBuffer extensions) {
    if (!extensions.hasRemaining()) {
      return Optional.empty();
    }
    skip(extensions, 2);
    while (extensions.remaining() >= 4) {
      int type = extensions.getShort() & 0xffff;
      int length = extensions.getShort() & 0xffff;
      int next = extensions.position() + length;
      if (type == SERVER_NAME && length > 5) {
        skip(extensions, 3);
        byte[] name = new byte[extensions.getShort() & 0xffff];
        extensions.get(name);
        return Optional.of(new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
      }
      extensions.position(next);
    }
    return Optional.empty();
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(bytes.position() + count);
  }

  private static byte[] exactly(InputStream input, int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the peer ended inside its ClientHello");
    }
    return bytes;
  }
}
