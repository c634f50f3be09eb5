package dev.zprobe.testdata.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Answers Binding requests of RFC 8489 and of the dialect that has no magic cookie, told apart by
 * exactly that.
 */
public final class StunResponder {
  private static final int MAGIC_COOKIE = 0x2112a442;
  private static final int HEADER_BYTES = 20;
  private static final short BINDING_REQUEST = 0x0001;
  private static final short BINDING_SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final short SOFTWARE = (short) 0x8022;
  private static final short FINGERPRINT = (short) 0x8028;
  private static final int FINGERPRINT_XOR = 0x5354554e;
  private static final short DIALECT_RESPONSE = 0x0002;
  private static final short DIALECT_MAPPED_ADDRESS = 0x0103;

  private StunResponder() {}

  /** The answer to one message, or nothing when it is no Binding request. */
  public static Optional<byte[]> answer(byte[] request, InetSocketAddress from) {
    ByteBuffer message = ByteBuffer.wrap(request);
    if (request.length < HEADER_BYTES
        || message.getShort(0) != BINDING_REQUEST
        || (message.getShort(2) & 0xffff) != request.length - HEADER_BYTES) {
      return Optional.empty();
    }
    byte[] transaction = new byte[12];
    message.get(8, transaction);
    if (message.getInt(4) == MAGIC_COOKIE) {
      return Optional.of(success(transaction, from));
    }
    return from.getAddress().getAddress().length == 4
        ? Optional.of(dialect(request, from))
        : Optional.empty();
  }

  /**
   * Answers the messages of one TCP connection, whose lengths frame them (RFC 8489, section 6.2.2),
   * until the peer ends.
   */
  public static void serve(InputStream input, OutputStream output, InetSocketAddress from)
      throws IOException {
    while (true) {
      byte[] header = input.readNBytes(HEADER_BYTES);
      if (header.length < HEADER_BYTES) {
        return;
      }
      int length = ByteBuffer.wrap(header).getShort(2) & 0xffff;
      byte[] body = input.readNBytes(length);
      byte[] whole = ByteBuffer.allocate(HEADER_BYTES + body.length).put(header).put(body).array();
      Optional<byte[]> answer = answer(whole, from);
      if (answer.isEmpty()) {
        return;
      }
      output.write(answer.get());
      output.flush();
    }
  }

  private static byte[] success(byte[] transaction, InetSocketAddress from) {
    byte[] address = from.getAddress().getAddress();
    byte[] software = "testdata".getBytes(StandardCharsets.US_ASCII);
    int length = 4 + 4 + address.length + 4 + software.length + 8;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
    out.putShort(BINDING_SUCCESS).putShort((short) length).putInt(MAGIC_COOKIE).put(transaction);
    out.putShort(XOR_MAPPED_ADDRESS).putShort((short) (4 + address.length));
    out.put((byte) 0).put((byte) (address.length == 4 ? 1 : 2));
    out.putShort((short) (from.getPort() ^ (MAGIC_COOKIE >>> 16)));
    byte[] mask = ByteBuffer.allocate(16).putInt(MAGIC_COOKIE).put(transaction).array();
    for (int i = 0; i < address.length; i++) {
      out.put((byte) (address[i] ^ mask[i]));
    }
    out.putShort(SOFTWARE).putShort((short) software.length).put(software);
    CRC32 crc = new CRC32();
    crc.update(out.array(), 0, out.position());
    out.putShort(FINGERPRINT).putShort((short) 4).putInt((int) crc.getValue() ^ FINGERPRINT_XOR);
    return out.array();
  }

  private static byte[] dialect(byte[] request, InetSocketAddress from) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 12);
    out.putShort(DIALECT_RESPONSE).putShort((short) 12).put(request, 4, 16);
    out.putShort(DIALECT_MAPPED_ADDRESS).putShort((short) 8).putShort((short) 1);
    out.putShort((short) from.getPort()).put(from.getAddress().getAddress());
    return out.array();
  }
}
