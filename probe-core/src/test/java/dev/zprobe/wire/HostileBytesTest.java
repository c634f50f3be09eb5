package dev.zprobe.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parser on messages cut at every length, damaged at random, and on plain noise. */
class HostileBytesTest {
  private static final int NOISE_ROUNDS = 3000;
  private static final int DAMAGE_ROUNDS = 2000;
  private static final int OFFSET = 3;

  /** A parser and messages that it reads. */
  record Subject(String name, Parser parser, List<Octets> samples) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What all parsers have in common. */
  @FunctionalInterface
  interface Parser {
    Object parse(ByteBuffer buffer, int offset, int length);
  }

  static Stream<Subject> subjects() {
    Random random = new Random(11);
    StunMessage stun = StunMessage.bindingRequest(random);
    InetSocketAddress local = new InetSocketAddress("192.0.2.7", 5060);
    Octets hello = Samples.clientHello("zoom.us", 300);
    Octets http = Octets.ascii("GET /x HTTP/1.1\r\nHost: zoom.us\r\n folded\r\n\r\n");
    return Stream.of(
        new Subject("stun", StunMessage::parse, List.of(stun.encodeWithFingerprint())),
        new Subject("zoom stun", ZoomStun::parse, List.of(ZoomStun.request(random).encode())),
        new Subject("zoom media", ZoomMedia::parse, List.of(ZoomMedia.hello(random, 5))),
        new Subject("zoom media header", HostileBytesTest::mediaHeader, mediaSamples()),
        new Subject(
            "sip", SipMessage::parse, List.of(SipMessage.options(random, "UDP", local, "a"))),
        new Subject("http", HttpHead::parse, List.of(http)),
        new Subject(
            "connect", ConnectReply::parse, List.of(Octets.ascii("HTTP/1.1 200 OK\r\n\r\n"))),
        new Subject("socks offer", SocksMessage::parseOffer, List.of(SocksMessage.offer(0, 2))),
        new Subject("socks choice", SocksMessage::parseChoice, List.of(Octets.fromHex("0502"))),
        new Subject("socks request", SocksMessage::parseRequest, socksRequests()),
        new Subject("socks reply", SocksMessage::parseReply, socksReplies()),
        new Subject("ntp", NtpPacket::parse, List.of(NtpPacket.request(77))),
        new Subject("record", TlsRecord::parse, List.of(Octets.fromHex("1603010010"))),
        new Subject("alert", Alert::parse, List.of(Octets.fromHex("0228"))),
        new Subject("client hello", HostileBytesTest::clientHello, List.of(hello)),
        new Subject("server hello", ServerHello::parse, List.of(Samples.serverHello(0x1301))),
        new Subject("dns", DnsMessage::parse, List.of(Samples.dnsAnswer("zoom.us"))),
        new Subject("negotiation", VersionNegotiation::parse, List.of(Samples.negotiation())),
        new Subject("quic", HostileBytesTest::quic, List.of(Samples.quicInitial())),
        new Subject("quic frames", HostileBytesTest::quicFrames, List.of(Samples.quicFrames())));
  }

  private static Object clientHello(ByteBuffer buffer, int offset, int length) {
    Parsed<ClientHello> parsed = ClientHello.parse(buffer, offset, length);
    parsed
        .whole()
        .ifPresent(
            hello -> {
              ClientFingerprint.ja3(hello);
              ClientFingerprint.ja4(hello, ClientFingerprint.Carrier.TCP);
              hello.serverName();
              hello.protocols();
            });
    return parsed;
  }

  private static Object quic(ByteBuffer buffer, int offset, int length) {
    Parsed<QuicHeader> parsed = QuicHeader.parse(buffer, offset, length);
    if (parsed instanceof Parsed.Whole<QuicHeader> whole) {
      QuicKeys.derive(whole.message().version(), whole.message().destinationId(), true)
          .ifPresent(keys -> keys.open(buffer, offset, whole.bytes(), whole.message()));
    }
    return parsed;
  }

  private static Object quicFrames(ByteBuffer buffer, int offset, int length) {
    return QuicFrames.read(Octets.copy(buffer, offset, length));
  }

  private static Object mediaHeader(ByteBuffer buffer, int offset, int length) {
    for (int version = 0; version <= 3; version++) {
      int inner = ZoomMediaHeader.innerOffset(buffer, offset, length, version);
      if (inner >= 0 && inner < offset + length) {
        ZoomMediaHeader.rtpOffset(buffer, inner, offset + length);
      }
    }
    return "";
  }

  private static List<Octets> mediaSamples() {
    OctetsWriter video = new OctetsWriter().uint8(5).zeros(7).uint8(0x10).zeros(19).uint8(2);
    return List.of(video.zeros(3).uint8(0x80).zeros(20).done());
  }

  private static List<Octets> socksRequests() {
    return List.of(
        SocksMessage.connect("zoom.us", 443),
        Octets.fromHex("040101bb00000001" + "7500" + "7a6f6f6d2e757300"),
        Octets.fromHex("05010004" + "20010db8000000000000000000000001" + "01bb"));
  }

  private static List<Octets> socksReplies() {
    return List.of(Octets.fromHex("05000001c000020101bb"), Octets.fromHex("005a000000000000"));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void cutAtEveryLengthNothingIsReadBehindTheEnd(Subject subject) {
    for (Octets sample : subject.samples()) {
      for (int length = 0; length <= sample.length(); length++) {
        check(subject, sample.slice(0, length).toArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void damagedMessagesAreAnsweredNotThrownAt(Subject subject) {
    Random random = new Random(3);
    for (Octets sample : subject.samples()) {
      for (int round = 0; round < DAMAGE_ROUNDS; round++) {
        byte[] bytes = sample.toArray();
        for (int i = 0; i <= round % 8; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        check(subject, bytes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void noiseIsAnsweredNotThrownAt(Subject subject) {
    Random random = new Random(5);
    for (int round = 0; round < NOISE_ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      check(subject, bytes);
    }
  }

  /** The buffer ends with the message, so that a step too far throws. */
  private static void check(Subject subject, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(OFFSET + bytes.length);
    buffer.put(OFFSET, bytes);
    Object answer = subject.parser().parse(buffer, OFFSET, bytes.length);
    if (answer instanceof Parsed.Whole<?> whole) {
      assertTrue(whole.bytes() <= bytes.length, subject + " used more than there is");
    }
    if (answer instanceof Parsed.Truncated<?> cut) {
      assertTrue(cut.wanted() > bytes.length, subject + " wants no more than there is");
    }
  }

  /** Kept out of the way: messages that take a few lines to write. */
  static final class Samples {
    private Samples() {}

    static Octets clientHello(String name, int padding) {
      OctetsWriter host = new OctetsWriter().uint8(0).vector16(new OctetsWriter().ascii(name));
      OctetsWriter protocols = new OctetsWriter().vector8(new OctetsWriter().ascii("h2"));
      OctetsWriter extensions =
          new OctetsWriter()
              .uint16(0x0a0a)
              .uint16(0)
              .uint16(TlsExtension.SERVER_NAME)
              .vector16(new OctetsWriter().vector16(host))
              .uint16(TlsExtension.ALPN)
              .vector16(new OctetsWriter().vector16(protocols))
              .uint16(TlsExtension.SUPPORTED_VERSIONS)
              .vector16(
                  new OctetsWriter().vector8(new OctetsWriter().uint16(0x0304).uint16(0x0303)))
              .uint16(21)
              .vector16(new OctetsWriter().zeros(padding));
      return new OctetsWriter()
          .uint16(0x0303)
          .zeros(32)
          .vector8(new OctetsWriter().zeros(32))
          .vector16(new OctetsWriter().uint16(0x1301).uint16(0xc02f))
          .vector8(new OctetsWriter().uint8(0))
          .vector16(extensions)
          .done();
    }

    static Octets serverHello(int suite) {
      OctetsWriter extensions =
          new OctetsWriter()
              .uint16(TlsExtension.SUPPORTED_VERSIONS)
              .vector16(new OctetsWriter().uint16(0x0304));
      return new OctetsWriter()
          .uint16(0x0303)
          .zeros(32)
          .vector8(new OctetsWriter().zeros(32))
          .uint16(suite)
          .uint8(0)
          .vector16(extensions)
          .done();
    }

    static Octets dnsAnswer(String name) {
      OctetsWriter question = new OctetsWriter();
      for (String label : new ArrayList<>(List.of(name.split("\\.", -1)))) {
        question.vector8(new OctetsWriter().ascii(label));
      }
      question.uint8(0).uint16(1).uint16(1);
      return new OctetsWriter()
          .uint16(0x1234)
          .uint16(0x8180)
          .uint16(1)
          .uint16(1)
          .uint32(0)
          .octets(question.done())
          .uint16(0xc00c)
          .uint16(1)
          .uint16(1)
          .uint32(60)
          .vector16(new OctetsWriter().uint32(0xaa723402L))
          .done();
    }

    static Octets negotiation() {
      return new OctetsWriter()
          .uint8(0x80)
          .uint32(0)
          .vector8(new OctetsWriter().zeros(8))
          .vector8(new OctetsWriter().zeros(8))
          .uint32(1)
          .done();
    }

    static Octets quicInitial() {
      return new OctetsWriter()
          .uint8(0xc0)
          .uint32(1)
          .vector8(new OctetsWriter().zeros(8))
          .vector8(new OctetsWriter().zeros(8))
          .uint8(0)
          .uint16(0x4040)
          .zeros(64)
          .done();
    }

    static Octets quicFrames() {
      return new OctetsWriter()
          .uint8(1)
          .uint8(2)
          .zeros(4)
          .uint8(6)
          .uint8(0)
          .vector8(new OctetsWriter().ascii("hello"))
          .uint8(0x1c)
          .uint16(0x4128)
          .zeros(3)
          .done();
    }
  }
}
