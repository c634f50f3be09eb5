package dev.zprobe.testdata.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of TLS records (RFC 8446, section 5.1) and of the first handshake messages. */
public final class TlsBytes {
  private static final int TLS_1_2 = 0x0303;

  private TlsBytes() {}

  /**
   * One record.
   *
   * @param type 20 change_cipher_spec, 21 alert, 22 handshake, 23 application data
   */
  public static byte[] record(int type, byte[] fragment) {
    return joined(bytes(type, 0x03, 0x03, fragment.length >> 8, fragment.length), fragment);
  }

  /**
   * One handshake message without a record.
   *
   * @param type 1 client_hello, 2 server_hello, 11 certificate and so on
   */
  public static byte[] handshake(int type, byte[] body) {
    return joined(ByteBuffer.allocate(4).putInt(type << 24 | body.length).array(), body);
  }

  /** An alert in its record. */
  public static byte[] alert(int level, int description) {
    return record(21, bytes(level, description));
  }

  /**
   * A ClientHello of TLS 1.3 and 1.2 in one record, with that name and these protocols.
   *
   * @param serverName empty for none
   */
  public static byte[] clientHello(String serverName, String... protocols) {
    ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    if (!serverName.isEmpty()) {
      byte[] name = ascii(serverName);
      extensions.writeBytes(extension(0, vector(2, joined(bytes(0), vector(2, name)))));
    }
    if (protocols.length > 0) {
      ByteArrayOutputStream list = new ByteArrayOutputStream();
      for (String protocol : protocols) {
        list.writeBytes(vector(1, ascii(protocol)));
      }
      extensions.writeBytes(extension(16, vector(2, list.toByteArray())));
    }
    extensions.writeBytes(extension(43, vector(1, bytes(0x03, 0x04, 0x03, 0x03))));
    extensions.writeBytes(extension(10, vector(2, bytes(0x00, 0x1d, 0x00, 0x17))));
    extensions.writeBytes(extension(13, vector(2, bytes(0x04, 0x03, 0x08, 0x04))));
    extensions.writeBytes(
        extension(51, vector(2, joined(bytes(0x00, 0x1d), vector(2, new byte[32])))));
    byte[] suites = bytes(0x13, 0x01, 0x13, 0x02, 0xc0, 0x2b, 0xc0, 0x2f);
    byte[] body =
        joined(
            version(),
            random("client"),
            vector(1, new byte[32]),
            vector(2, suites),
            vector(1, bytes(0)),
            vector(2, extensions.toByteArray()));
    return record(22, handshake(1, body));
  }

  /**
   * A ServerHello in one record.
   *
   * @param version13 whether supported_versions chooses TLS 1.3, else it is TLS 1.2
   * @param suite for example 0x1301
   */
  public static byte[] serverHello(boolean version13, int suite) {
    byte[] extensions =
        version13
            ? joined(
                extension(43, bytes(0x03, 0x04)),
                extension(51, joined(bytes(0x00, 0x1d), vector(2, new byte[32]))))
            : extension(0xff01, bytes(0));
    byte[] body =
        joined(
            version(),
            random("server"),
            vector(1, new byte[32]),
            bytes(suite >> 8, suite, 0),
            vector(2, extensions));
    return record(22, handshake(2, body));
  }

  /** An extension with its type and length. */
  public static byte[] extension(int type, byte[] body) {
    return joined(bytes(type >> 8, type), vector(2, body));
  }

  /** Bytes behind their length. */
  public static byte[] vector(int lengthBytes, byte[] body) {
    byte[] length = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      length[i] = (byte) (body.length >> (8 * (lengthBytes - 1 - i)));
    }
    return joined(length, body);
  }

  private static byte[] version() {
    return bytes(TLS_1_2 >> 8, TLS_1_2);
  }

  private static byte[] random(String whose) {
    return ByteBuffer.allocate(32).put(ascii(whose)).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
