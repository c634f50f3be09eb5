package dev.zprobe.testdata.service;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Requests written out by hand, from the documents and not from the code under test. */
final class Requests {
  private Requests() {}

  /** A Binding request of RFC 8489 without attributes. */
  static byte[] binding() {
    return HexFormat.of().parseHex("000100002112a442" + "0102030405060708090a0b0c");
  }

  /** The request that the dialect's clients send, as measured. */
  static byte[] dialectBinding() {
    return HexFormat.of()
        .parseHex(
            "00010018c15dae63585d14392e582c260403bf30"
                + "010100143132333435363738393031323334353637383900");
  }

  /** A type 1 hello of version 3, as measured, with a made-up token. */
  static byte[] hello() {
    ByteBuffer hello = ByteBuffer.allocate(123);
    hello.put((byte) 1).putShort((short) 3);
    hello.put(HexFormat.of().parseHex("c84ac4528718cda2b8477a1b899f3383"));
    hello.putInt(0).putInt(2).putInt(0x006f613f).putInt(0x006f613f).putInt(64);
    return hello.array();
  }

  /** SIP OPTIONS of RFC 3261, section 11.1, which asks for the source port. */
  static byte[] options(InetSocketAddress to, String transport) {
    return String.join(
            "\r\n",
            "OPTIONS sip:" + to.getAddress().getHostAddress() + " SIP/2.0",
            "Via: SIP/2.0/" + transport + " 127.0.0.1:5060;branch=z9hG4bKtest;rport",
            "Max-Forwards: 70",
            "From: <sip:probe@127.0.0.1>;tag=1",
            "To: <sip:probe@127.0.0.1>",
            "Call-ID: a@127.0.0.1",
            "CSeq: 1 OPTIONS",
            "Content-Length: 0",
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A recursive query of RFC 1035 with id 0x1234. */
  static byte[] query(String name, int type) {
    ByteBuffer query = ByteBuffer.allocate(512);
    query.putShort((short) 0x1234).putShort((short) 0x0100);
    query.putShort((short) 1).putShort((short) 0).putInt(0);
    for (String label : name.split("\\.", -1)) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put((byte) 0).putShort((short) type).putShort((short) 1);
    byte[] out = new byte[query.position()];
    query.get(0, out);
    return out;
  }

  /** An SNTP request of version 4 with a recognisable transmit time. */
  static byte[] time() {
    ByteBuffer request = ByteBuffer.allocate(48);
    request.put((byte) 0x23).putLong(40, 0x1122334455667788L);
    return request.array();
  }

  /** A QUIC long header of a reserved version (RFC 9000, section 15), padded to 1200 bytes. */
  static byte[] unknownQuicVersion() {
    ByteBuffer packet = ByteBuffer.allocate(1200);
    packet.put((byte) 0xc0).putInt(0x1a2a3a4a);
    packet.put((byte) 8).putLong(0x0102030405060708L).put((byte) 4).putInt(0x0a0b0c0d);
    return packet.array();
  }
}
