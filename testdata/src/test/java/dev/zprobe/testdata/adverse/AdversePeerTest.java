package dev.zprobe.testdata.adverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** Each misbehaviour is as bad as it says, seen with plain sockets. */
class AdversePeerTest {
  private static final byte[] ANYTHING = "hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BINDING =
      HexFormat.of().parseHex("000100002112a4420102030405060708090a0b0c");
  private static final byte[] QUERY =
      HexFormat.of().parseHex("123401000001000000000000047465737404746573740000010001");
  private static final int SHORT_MILLIS = 300;

  @Test
  void silencesStaySilent() throws Exception {
    assertThrows(
        SocketTimeoutException.class,
        () -> firstBytes(new StreamMisbehaviour.AcceptThenSilence(), ANYTHING, 1));
    assertThrows(SocketTimeoutException.class, () -> ask(new StunMisbehaviour.Silence(), BINDING));
  }

  @Test
  void resetsReset() throws Exception {
    assertThrows(
        SocketException.class,
        () -> firstBytes(new StreamMisbehaviour.ResetAtAccept(), ANYTHING, 1));
    assertThrows(
        SocketException.class,
        () -> firstBytes(new StreamMisbehaviour.ResetAfterFirstBytes(), ANYTHING, 1));
    assertThrows(
        SocketException.class, () -> handshake(new TlsMisbehaviour.ResetAfterServerHello()));
    assertThrows(SocketException.class, () -> handshake(new TlsMisbehaviour.ResetAfterHello()));
  }

  @Test
  void serverHelloArrivesBeforeItsReset() throws Exception {
    byte[] record = firstBytes(new TlsMisbehaviour.ResetAfterServerHello(), clientHello(), 6);
    assertEquals(0x16, record[0]);
    assertEquals(0x02, record[5]);
  }

  @Test
  void finEndsTheStreamInOrder() throws Exception {
    assertEquals(0, firstBytes(new StreamMisbehaviour.FinAfterFirstBytes(), ANYTHING, 1).length);
    assertThrows(SSLException.class, () -> handshake(new TlsMisbehaviour.FinAfterHello()));
  }

  @Test
  void garbageIsNotTls() {
    SSLException garbage =
        assertThrows(SSLException.class, () -> handshake(StreamMisbehaviour.Garbage.noise()));
    assertTrue(garbage.getMessage().contains("unrecognized SSL message"), garbage.getMessage());
  }

  @Test
  void halfARecordLeavesTheClientWaiting() {
    assertThrows(
        SocketTimeoutException.class, () -> handshake(new TlsMisbehaviour.HalfRecordThenSilence()));
    assertThrows(
        SocketTimeoutException.class,
        () -> handshake(new TlsMisbehaviour.SilenceAfterServerHello()));
  }

  @Test
  void overlongRecordsAndMessagesAreRefusedByTheClient() {
    assertThrows(SSLException.class, () -> handshake(new TlsMisbehaviour.OverlongRecord()));
    assertThrows(SSLException.class, () -> handshake(new TlsMisbehaviour.HugeHandshakeMessage()));
    assertThrows(
        SSLException.class, () -> handshake(new TlsMisbehaviour.HugeCertificateChain(200)));
  }

  @Test
  void alertIsTheOneThatWasAskedFor() {
    SSLException alert =
        assertThrows(SSLException.class, () -> handshake(new TlsMisbehaviour.Alert(2, 112)));
    assertTrue(alert.getMessage().contains("unrecognized_name"), alert.getMessage());
  }

  @Test
  void dripComesByteByByte() throws Exception {
    Misbehaviour drip = StreamMisbehaviour.EndlessDrip.ofHttpHeader(Duration.ofMillis(1));
    String text = new String(firstBytes(drip, ANYTHING, 40), StandardCharsets.US_ASCII);
    assertEquals("HTTP/1.1 200 OK\r\nX-Drip: aaaaaaaaaaaaaaa", text);
  }

  @Test
  void httpIsBiggerThanAnybodyWants() throws Exception {
    assertEquals(
        20_000_000,
        firstBytes(new HttpMisbehaviour.HugeHeader(20_000_000), ANYTHING, 20_000_000).length);
    assertEquals(
        1_000_000, firstBytes(new HttpMisbehaviour.EndlessHeaders(), ANYTHING, 1_000_000).length);
    assertEquals(
        1_000_000, firstBytes(new HttpMisbehaviour.EndlessBody(), ANYTHING, 1_000_000).length);
    assertEquals(
        1_000_000, firstBytes(new StreamMisbehaviour.EndlessFlood(), ANYTHING, 1_000_000).length);
  }

  @Test
  void proxyWantsCredentials() throws Exception {
    byte[] answer =
        firstBytes(
            HttpMisbehaviour.Refusal.wantsCredentials("Basic realm=\"x\"", "NTLM"), ANYTHING, 1000);
    String text = new String(answer, StandardCharsets.US_ASCII);
    assertTrue(text.startsWith("HTTP/1.1 407 "), text);
    assertTrue(text.contains("Proxy-Authenticate: NTLM\r\n"), text);
  }

  @Test
  void stunIsWrongInOneThing() throws Exception {
    byte[] lies = ask(new StunMisbehaviour.LengthLies(), BINDING);
    assertEquals((short) 0xfffc, ByteBuffer.wrap(lies).getShort(2));
    byte[] other = ask(new StunMisbehaviour.WrongTransaction(), BINDING);
    assertNotEquals(
        HexFormat.of().formatHex(BINDING, 8, 20), HexFormat.of().formatHex(other, 8, 20));
    byte[] attribute = ask(new StunMisbehaviour.AttributeLengthLies(), BINDING);
    assertEquals((short) 0xfffc, ByteBuffer.wrap(attribute).getShort(22));
    assertEquals(0, ask(new StunMisbehaviour.EmptyDatagram(), BINDING).length);
    assertEquals(
        0x0111, ByteBuffer.wrap(ask(new StunMisbehaviour.ErrorResponse(), BINDING)).getShort());
    byte[] stream = firstBytes(new StunMisbehaviour.StreamLengthLies(), BINDING, 20);
    assertEquals((short) 0xfffc, ByteBuffer.wrap(stream).getShort(2));
  }

  @Test
  void replyFromWrongPortReachesOnlyAnOpenSocket() throws Exception {
    try (AdversePeer peer = AdversePeer.start(new StunMisbehaviour.ReplyFromWrongPort());
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5_000);
      socket.send(new DatagramPacket(BINDING, BINDING.length, peer.address()));
      DatagramPacket answer = new DatagramPacket(new byte[500], 500);
      socket.receive(answer);
      assertNotEquals(peer.address().getPort(), answer.getPort());
      assertArrayEquals(
          Arrays.copyOfRange(BINDING, 4, 20), Arrays.copyOfRange(answer.getData(), 4, 20));
    }
  }

  @Test
  void sipIsHostile() throws Exception {
    byte[] options =
        "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa;rport\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:a>\r\nCall-ID: mine\r\nCSeq: 1 OPTIONS\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    String hostile = text(ask(new SipMisbehaviour.HostileHeaders(), options));
    assertTrue(hostile.contains("\u001b[2J") && hostile.contains("\u202e"));
    assertTrue(
        text(ask(new SipMisbehaviour.RewrittenVia(), options))
            .contains("Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKa"));
    assertTrue(
        text(ask(new SipMisbehaviour.WrongCall(), options)).contains("Call-ID: somebody-else\r\n"));
    assertTrue(
        text(ask(new SipMisbehaviour.Forbidden(), options)).startsWith("SIP/2.0 403 Forbidden"));
    assertTrue(ask(new SipMisbehaviour.EndlessHeader(), options).length > 60_000);
  }

  @Test
  void dnsIsWrongInOneThing() throws Exception {
    assertNotEquals(0x34, ask(new DnsMisbehaviour.WrongId(), QUERY)[1]);
    assertNotEquals(QUERY[13], ask(new DnsMisbehaviour.WrongQuestion(), QUERY)[13]);
    byte[] loop = ask(new DnsMisbehaviour.CompressionLoop(), QUERY);
    assertEquals(
        0xc000 | loop.length - 16, ByteBuffer.wrap(loop).getShort(loop.length - 16) & 0xffff);
    byte[] cut = ask(new DnsMisbehaviour.TruncatedWithoutTcp(), QUERY);
    assertEquals(2, cut[2] & 2);
    assertEquals(QUERY.length, cut.length);
    assertEquals(-1, ByteBuffer.wrap(ask(new DnsMisbehaviour.CountLies(), QUERY)).getShort(6));
    assertEquals(12, ask(new DnsMisbehaviour.HeaderOnly(), QUERY).length);
  }

  @Test
  void secondDnsAnswerDiffers() throws Exception {
    try (AdversePeer peer = AdversePeer.start(new DnsMisbehaviour.SecondAnswerDiffers());
        DatagramSocket socket = new DatagramSocket()) {
      socket.connect(peer.address());
      socket.setSoTimeout(5_000);
      socket.send(new DatagramPacket(QUERY, QUERY.length));
      byte[] first = receive(socket);
      byte[] second = receive(socket);
      assertEquals(first.length, second.length);
      assertEquals(66, first[first.length - 1]);
      assertEquals(1, second[second.length - 1]);
    }
  }

  @Test
  void timeIsWrongInOneThing() throws Exception {
    byte[] request = ByteBuffer.allocate(48).put((byte) 0x23).putLong(40, 0x42).array();
    assertEquals(0, ask(new NtpMisbehaviour.KissOfDeath("DENY"), request)[1]);
    assertEquals(3, ask(new NtpMisbehaviour.LeapUnknown(), request)[0] >> 6 & 3);
    assertEquals(16, ask(new NtpMisbehaviour.Stratum16(), request)[1]);
    assertEquals(0, ByteBuffer.wrap(ask(new NtpMisbehaviour.ZeroTransmit(), request)).getLong(40));
    assertNotEquals(
        0x42, ByteBuffer.wrap(ask(new NtpMisbehaviour.WrongOrigin(), request)).getLong(24));
    assertEquals(3, ask(new NtpMisbehaviour.WrongMode(), request)[0] & 7);
    assertEquals(20, ask(new NtpMisbehaviour.ShortAnswer(), request).length);
    ByteBuffer early = ByteBuffer.wrap(ask(new NtpMisbehaviour.TransmitBeforeReceive(), request));
    assertTrue(Long.compareUnsigned(early.getLong(40), early.getLong(32)) < 0);
  }

  private static byte[] firstBytes(Misbehaviour misbehaviour, byte[] request, int count)
      throws IOException {
    try (AdversePeer peer = AdversePeer.start(misbehaviour);
        Socket socket = new Socket()) {
      socket.connect(peer.address());
      socket.setSoTimeout(patience(misbehaviour));
      socket.getOutputStream().write(request);
      InputStream input = socket.getInputStream();
      return input.readNBytes(count);
    }
  }

  private static void handshake(Misbehaviour misbehaviour) throws IOException {
    try (AdversePeer peer = AdversePeer.start(misbehaviour);
        Socket plain = new Socket()) {
      InetSocketAddress at = peer.address();
      plain.connect(at);
      plain.setSoTimeout(patience(misbehaviour));
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (SSLSocket socket =
          (SSLSocket) factory.createSocket(plain, "adverse.test", at.getPort(), true)) {
        socket.startHandshake();
      }
    }
  }

  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("adverse.test", 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static byte[] ask(Misbehaviour misbehaviour, byte[] request) throws IOException {
    try (AdversePeer peer = AdversePeer.start(misbehaviour);
        DatagramSocket socket = new DatagramSocket()) {
      socket.connect(peer.address());
      socket.setSoTimeout(patience(misbehaviour));
      socket.send(new DatagramPacket(request, request.length));
      return receive(socket);
    }
  }

  /** Short only where silence is what is waited for. */
  private static int patience(Misbehaviour misbehaviour) {
    boolean silent =
        misbehaviour instanceof StreamMisbehaviour.AcceptThenSilence
            || misbehaviour instanceof StunMisbehaviour.Silence
            || misbehaviour instanceof TlsMisbehaviour.HalfRecordThenSilence
            || misbehaviour instanceof TlsMisbehaviour.SilenceAfterServerHello;
    return silent ? SHORT_MILLIS : 10_000;
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(answer);
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
