package dev.zprobe.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeMessagesTest {
  private final Random random = new Random(7);

  private static <T> T whole(Parsed<T> parsed) {
    return parsed.whole().orElseThrow(() -> new AssertionError(parsed.toString()));
  }

  @Test
  void aBindingRequestIsReadBackWithItsFingerprint() {
    StunMessage request = StunMessage.bindingRequest(random);
    ByteBuffer bytes = request.encodeWithFingerprint().buffer();
    StunMessage read = whole(StunMessage.parse(bytes, 0, bytes.limit()));
    assertEquals(request.transactionId(), read.transactionId());
    assertEquals(StunMessage.Fingerprint.RIGHT, read.fingerprint(bytes, 0));
    assertEquals(28, bytes.limit());
  }

  /** RFC 5769 section 2.2: 192.0.2.1 port 32853. */
  @Test
  void theMappedAddressOfTheRfcIsUnmasked() {
    ByteBuffer bytes =
        Octets.fromHex(
                "0101003c2112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96")
            .buffer();
    StunMessage read = whole(StunMessage.parse(bytes, 0, bytes.limit()));
    assertEquals(Optional.of(new InetSocketAddress("192.0.2.1", 32853)), read.mappedAddress());
    assertEquals(Optional.of("test vector"), read.text(StunMessage.SOFTWARE));
    assertEquals(StunMessage.Fingerprint.RIGHT, read.fingerprint(bytes, 0));
  }

  @Test
  void theDialectOfZoomIsBuiltAndAnswered() {
    StunMessage request = ZoomStun.request(random);
    Octets bytes = request.encode();
    assertEquals(44, bytes.length());
    assertEquals("00010018", bytes.slice(0, 4).hex());
    assertTrue(ZoomStun.isDialect(whole(ZoomStun.parse(bytes.buffer(), 0, 44))));
    InetSocketAddress mapped = new InetSocketAddress("80.180.220.239", 65397);
    Octets reply = ZoomStun.reply(request, mapped).encode();
    assertEquals(32, reply.length());
    StunMessage read = whole(ZoomStun.parse(reply.buffer(), 0, 32));
    assertEquals(Optional.of(mapped), ZoomStun.mappedAddress(read));
    assertEquals(request.transactionId(), read.transactionId());
  }

  @Test
  void theMediaHelloIsAnsweredByItsAck() {
    Octets bytes = ZoomMedia.hello(random, 7_298_367);
    assertEquals(123, bytes.length());
    ZoomMedia.Hello hello =
        assertInstanceOf(ZoomMedia.Hello.class, whole(ZoomMedia.parse(bytes.buffer(), 0, 123)));
    Octets answer = ZoomMedia.ack(hello, 5_211_000);
    assertEquals(44, answer.length());
    ZoomMedia.Ack ack =
        assertInstanceOf(ZoomMedia.Ack.class, whole(ZoomMedia.parse(answer.buffer(), 0, 44)));
    assertEquals(hello.connectionId(), ack.connectionId());
    assertEquals(hello.clock(), ack.clock());
  }

  @Test
  void anOptionsRequestCarriesTheBranchThatItsAnswerEchoes() {
    Octets bytes =
        SipMessage.options(random, "UDP", new InetSocketAddress("192.0.2.9", 5061), "sip.test");
    SipMessage request = whole(SipMessage.parse(bytes.buffer(), 0, bytes.length()));
    assertEquals(Optional.of("OPTIONS"), request.method());
    String text =
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.9:5061;rport=40000;received=198.51.100.1;"
            + "branch="
            + request.branch().orElseThrow()
            + "\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n";
    SipMessage answer = whole(SipMessage.parse(Octets.ascii(text).buffer(), 0, text.length()));
    assertEquals(200, answer.status().orElseThrow());
    assertEquals(request.branch(), answer.branch());
    assertEquals(40000, answer.receivedPort().orElseThrow());
    assertEquals(Optional.of("198.51.100.1"), answer.received());
    assertEquals(Optional.of("0"), answer.header("Content-Length"));
  }

  @Test
  void aVersionNegotiationAnswersItsProbe() {
    VersionNegotiation.Probe probe = VersionNegotiation.probe(random);
    assertEquals(1200, probe.datagram().length());
    Octets answer =
        new OctetsWriter()
            .uint8(0xca)
            .uint32(0)
            .vector8(new OctetsWriter().octets(probe.sourceId()))
            .vector8(new OctetsWriter().octets(probe.destinationId()))
            .uint32(1)
            .uint32(0x6b3343cfL)
            .done();
    VersionNegotiation read = whole(VersionNegotiation.parse(answer.buffer(), 0, answer.length()));
    assertTrue(probe.isAnsweredBy(read));
    assertEquals(List.of(1, 0x6b3343cf), read.versions());
  }

  @Test
  void aKissOfDeathIsNamed() {
    Octets answer =
        new OctetsWriter().uint8(0xe4).uint8(0).zeros(10).ascii("RATE").zeros(32).done();
    NtpPacket read = whole(NtpPacket.parse(answer.buffer(), 0, 48));
    assertEquals(Optional.of("RATE"), read.kissCode());
    assertEquals(NtpPacket.LEAP_NOT_SYNCHRONISED, read.leap());
  }

  @Test
  void aProxyThatWantsCredentialsSaysWhichSchemes() {
    String text =
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n"
            + "Proxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
    ConnectReply read = whole(ConnectReply.parse(Octets.ascii(text).buffer(), 0, text.length()));
    assertEquals(407, read.status());
    assertEquals(List.of("ntlm", "basic"), read.schemes());
  }

  @Test
  void aSocksRequestIsReadBack() {
    Octets bytes = SocksMessage.connect("zoom.us", 443);
    assertEquals(
        new SocksMessage.Request(5, 1, "zoom.us", 443),
        whole(SocksMessage.parseRequest(bytes.buffer(), 0, bytes.length())));
    Octets refused = Octets.fromHex("05050001000000000000");
    SocksMessage.Reply reply =
        assertInstanceOf(
            SocksMessage.Reply.class, whole(SocksMessage.parseReply(refused.buffer(), 0, 10)));
    assertEquals("connection refused", reply.meaning());
  }
}
