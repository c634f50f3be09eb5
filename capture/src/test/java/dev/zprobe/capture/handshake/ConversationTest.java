package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.SipMessage;
import dev.zprobe.wire.SocksMessage;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.ZoomMedia;
import dev.zprobe.wire.ZoomStun;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final InetSocketAddress MAPPED = new InetSocketAddress("192.0.2.1", 4000);

  private final Random random = new Random(1);

  private static Octets dns(int id, int flags, String address) {
    OctetsWriter message =
        new OctetsWriter().uint16(id).uint16(flags).uint16(1).uint16(address.isEmpty() ? 0 : 1);
    message.uint32(0).vector8(new OctetsWriter().ascii("zoom"));
    message.vector8(new OctetsWriter().ascii("us")).uint8(0).uint16(1).uint16(1);
    if (!address.isEmpty()) {
      message.uint16(0xc00c).uint16(1).uint16(1).uint32(60);
      message.vector16(new OctetsWriter().octets(Octets.fromHex(address)));
    }
    return message.done();
  }

  @Test
  void aQueryWithoutAnswerIsMissingIt() {
    DnsFacts facts = Talk.udp(53).a(dns(7, 0x0100, "")).facts(DnsFacts.class);
    assertEquals("query -> answer from b", Talk.words(facts));
    assertEquals("zoom.us", facts.exchanges().get(0).question().name());
  }

  @Test
  void aSecondAnswerThatDiffersIsKept() {
    DnsFacts facts =
        Talk.udp(53)
            .a(dns(7, 0x0100, ""))
            .b(dns(7, 0x8180, "0a000001"))
            .b(dns(7, 0x8180, "aa723402"))
            .facts(DnsFacts.class);
    assertTrue(facts.exchanges().get(0).isAnsweredTwice());
    assertEquals(
        List.of("170.114.52.2"), facts.exchanges().get(0).second().orElseThrow().addresses());
  }

  @Test
  void anAnswerToAnotherQuestionIsNoAnswer() {
    Octets other = Octets.fromHex(dns(7, 0x8180, "0a000001").hex().replace("7a6f6f6d", "676f6f6d"));
    DnsFacts facts = Talk.udp(53).a(dns(7, 0x0100, "")).b(other).facts(DnsFacts.class);
    assertEquals("query -> answer from b", Talk.words(facts));
  }

  @Test
  void aResolverOnAnotherPortIsKnownByItsMessages() {
    DnsFacts facts =
        Talk.udp(443).a(dns(7, 0x0100, "")).b(dns(7, 0x8180, "aa723402")).facts(DnsFacts.class);
    assertEquals("zoom.us", facts.exchanges().get(0).question().name());
    assertTrue(facts.exchanges().get(0).reply().isPresent());
  }

  @Test
  void namesOfNetbiosAreNotThoseOfDns() {
    assertTrue(Talk.udp(137).a(dns(7, 0x0100, "")).facts().isEmpty());
  }

  @Test
  void aRequestWhoseAttributeIsNotPaddedIsStunAllTheSame() {
    Octets unpadded = Octets.fromHex("000300062112a442" + "00".repeat(12) + "40000002" + "aabb");
    StunFacts facts = Talk.udp(3480).a(unpadded).facts(StunFacts.class);
    assertEquals("Allocate Request", facts.messages().get(0).name());
  }

  @Test
  void dnsOverTcpIsReadAcrossSegments() {
    Octets query = dns(7, 0x0100, "");
    Octets framed = new OctetsWriter().vector16(new OctetsWriter().octets(query)).done();
    DnsFacts facts =
        Talk.tcp(53)
            .a(framed.slice(0, 1))
            .a(framed.slice(1, framed.length() - 1))
            .facts(DnsFacts.class);
    assertEquals(7, facts.exchanges().get(0).question().id());
  }

  @Test
  void dnsOverTcpMayBeSplitWithinItsHeader() {
    Octets query = dns(7, 0x0100, "");
    Octets framed = new OctetsWriter().vector16(new OctetsWriter().octets(query)).done();
    DnsFacts facts =
        Talk.tcp(53)
            .a(framed.slice(0, 7))
            .a(framed.slice(7, framed.length() - 7))
            .facts(DnsFacts.class);
    assertEquals("zoom.us", facts.exchanges().get(0).question().name());
  }

  @Test
  void stunOverTcpMayBeSplitWithinItsHeader() {
    Octets request = Octets.fromHex("000100002112a442" + "00".repeat(12));
    for (int at : new int[] {1, 10}) {
      StunFacts facts =
          Talk.tcp(3478)
              .a(request.slice(0, at))
              .a(request.slice(at, request.length() - at))
              .facts(StunFacts.class);
      assertEquals("Binding Request", facts.messages().get(0).name());
    }
  }

  @Test
  void aStunMessageThatTheCaptureCutIsKnownByItsHeader() {
    Octets cut = Octets.fromHex("0001000c2112a442" + "00".repeat(14));
    StunFacts facts = Talk.udp(3478).a(cut).cutOfA(10).facts(StunFacts.class);
    assertEquals("Binding Request", facts.messages().get(0).name());
    assertTrue(Talk.udp(3478).a(cut).facts().isEmpty(), "it was no longer on the wire");
  }

  @Test
  void theDialectOfZoomIsAnswered() {
    StunMessage request = ZoomStun.request(random);
    StunFacts facts =
        Talk.udp(3478)
            .a(request.encode())
            .b(ZoomStun.reply(request, MAPPED).encode())
            .facts(StunFacts.class);
    assertEquals(StunFacts.Dialect.ZOOM, facts.dialect());
    assertEquals("Binding Success Response -> complete", Talk.words(facts));
  }

  @Test
  void whatIsNotHttpInAnswerToARequestIsSaidToBeSo() {
    Talk talk = Talk.tcp(80).a("GET / HTTP/1.1\r\nHost: zoom.us\r\n\r\n");
    assertTrue(
        talk.b("SSH-2.0-OpenSSH_9.2\r\n").facts(HttpFacts.class).exchanges().get(0).otherwise());
    talk = Talk.tcp(80).a("GET / HTTP/1.1\r\nHost: zoom.us\r\n\r\n").b("HTTP/1.1 200 OK\r\n\r\n");
    assertFalse(talk.facts(HttpFacts.class).exchanges().get(0).otherwise());
  }

  @Test
  void aSipMessageWithDamagedHeadersStillTellsItsFirstLine() {
    String damaged = "OPTIONS sip:zoom.us SIP/2.0\r\nVia SIP/2.0/UDP 192.0.2.1\r\nTo: \u0001";
    assertEquals(
        List.of("OPTIONS"),
        Talk.udp(5060).a(damaged).facts(SipFacts.class).messages().stream()
            .map(SipFacts.Message::method)
            .toList());
  }

  @Test
  void aBindingWithoutAnswerIsMissingIt() {
    StunFacts facts =
        Talk.udp(3478).a(StunMessage.bindingRequest(random).encode()).facts(StunFacts.class);
    assertEquals("Binding Request -> Binding Success Response from b", Talk.words(facts));
  }

  @Test
  void aHelloToAMediaRouterIsTiedToItsAck() {
    Octets hello = ZoomMedia.hello(random, 500);
    ZoomMedia.Hello read =
        (ZoomMedia.Hello) ZoomMedia.parse(hello.buffer(), 0, hello.length()).whole().orElseThrow();
    Talk talk = Talk.udp(8801).a(hello).a(ZoomMedia.hello(random, 600));
    assertEquals("hello -> hello ack from b", Talk.words(talk.facts(ZoomMediaFacts.class)));
    ZoomMediaFacts facts = talk.b(ZoomMedia.ack(read, 9)).facts(ZoomMediaFacts.class);
    assertEquals(2, facts.greeting().hellos());
    assertEquals(1, facts.greeting().answered());
    assertEquals(2_000_000, facts.roundTripNanos().orElseThrow());
    assertEquals("hello ack -> complete", Talk.words(facts));
  }

  @Test
  void lossOfAMediaStreamIsCounted() {
    Talk talk = Talk.udp(8801).a(ZoomMedia.hello(random, 500));
    for (int sequence = 1; sequence <= 10; sequence++) {
      if (sequence != 4 && sequence != 7) {
        talk.b(
            new OctetsWriter()
                .uint8(5)
                .zeros(6)
                .uint8(4)
                .uint8(0x0f)
                .zeros(18)
                .uint8(0x80)
                .uint8(112)
                .uint16(sequence)
                .uint32(960L * sequence)
                .uint32(0x1000401)
                .zeros(40)
                .done());
      }
    }
    ZoomMediaFacts.Stream stream = talk.facts(ZoomMediaFacts.class).streams().get(0);
    assertEquals("audio", stream.kind());
    assertEquals(8, stream.packets());
    assertEquals(2, stream.lost());
  }

  @Test
  void tlsBehindConnectIsFollowed() {
    Talk talk =
        Talk.tcp(3128)
            .a("CONNECT zoom.us:443 HTTP/1.1\r\nHost: zoom.us:443\r\n\r\n")
            .b("HTTP/1.1 200 Connection established\r\n\r\n")
            .a(Records.clientHello("zoom.us"));
    assertEquals("200 -> complete", Talk.words(talk.facts(HttpFacts.class)));
    assertEquals("ClientHello -> ServerHello from b", Talk.words(talk.facts(TlsFacts.class)));
  }

  @Test
  void tlsBehindSocksIsFollowed() {
    Talk talk =
        Talk.tcp(1080)
            .a(SocksMessage.offer(0))
            .b(Octets.fromHex("0500"))
            .a(SocksMessage.connect("zoom.us", 443))
            .b(Octets.fromHex("05000001000000000000"))
            .a(Records.clientHello("zoom.us"));
    assertEquals("reply -> complete", Talk.words(talk.facts(SocksFacts.class)));
    assertEquals(Optional.of("zoom.us"), talk.facts(SocksFacts.class).host());
    assertEquals("ClientHello -> ServerHello from b", Talk.words(talk.facts(TlsFacts.class)));
  }

  @Test
  void aSocksProxyThatRefusesIsSaidToRefuse() {
    Talk talk =
        Talk.tcp(1080)
            .a(SocksMessage.offer(0))
            .b(Octets.fromHex("0500"))
            .a(SocksMessage.connect("zoom.us", 443))
            .b(Octets.fromHex("05050001000000000000"));
    assertEquals("reply -> refused", Talk.words(talk.facts(SocksFacts.class)));
    assertFalse(talk.isWanted());
  }

  @Test
  void bodiesOfHttpAreSteppedOver() {
    HttpFacts facts =
        Talk.tcp(80)
            .a("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nHTTP/")
            .b("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
            .b("0\r\n\r\nHTTP/1.1 ")
            .b("404 Not Found\r\n\r\n")
            .a("GET /b HTTP/1.1\r\n\r\n")
            .facts(HttpFacts.class);
    assertEquals(200, facts.exchanges().get(0).status().orElseThrow());
    assertEquals(404, facts.exchanges().get(1).status().orElseThrow());
  }

  @Test
  void aChallengeIsNoAnswerToTheRequestThatFollowsIt() {
    String register = "REGISTER sip:x SIP/2.0\r\nCSeq: %d REGISTER\r\n\r\n";
    Talk talk = Talk.udp(5060).a(register.formatted(1));
    talk.b("SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n\r\n").a(register.formatted(2));
    assertEquals("REGISTER -> response from b", Talk.words(talk.facts(SipFacts.class)));
    talk.b("SIP/2.0 200 OK\r\nCSeq: 2  REGISTER\r\n\r\n");
    assertEquals("200 -> complete", Talk.words(talk.facts(SipFacts.class)));
  }

  @Test
  void optionsOfSipAreAnswered() {
    Octets options = SipMessage.options(random, "UDP", MAPPED, "sip.test");
    Talk talk = Talk.udp(5090).a(options);
    assertEquals("OPTIONS -> response from b", Talk.words(talk.facts(SipFacts.class)));
    talk.b("SIP/2.0 200 OK\r\nCSeq: 1 OPTIONS\r\n\r\n");
    assertEquals("200 -> complete", Talk.words(talk.facts(SipFacts.class)));
  }

  @Test
  void theOffsetOfAClockIsReadFromThePackets() {
    long seconds1900 = 2_208_988_800L + 100;
    Octets request = new OctetsWriter().uint8(0x23).zeros(39).uint64(0x1234).done();
    Octets answer =
        new OctetsWriter()
            .uint8(0x24)
            .uint8(2)
            .zeros(22)
            .uint64(0x1234)
            .uint64(seconds1900 << 32)
            .uint64(seconds1900 << 32)
            .done();
    NtpFacts facts = Talk.udp(123).a(request).b(answer).facts(NtpFacts.class);
    // Sent after 1 ms, back after 2 ms; the server said 100 s.
    assertEquals(99_998_500_000L, facts.offsetNanos().orElseThrow());
    assertEquals("server -> complete", Talk.words(facts));
  }

  @Test
  void aFlowThatNobodyKnowsIsLeftAlone() {
    Talk talk = Talk.tcp(9999);
    for (int i = 0; i < 70; i++) {
      talk.a(Octets.fromHex("0102030405060708090a0b0c0d0e0f"));
    }
    assertFalse(talk.isWanted());
    assertEquals(List.of(), talk.facts());
  }
}
