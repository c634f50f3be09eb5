package dev.zprobe.respond;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.FarEndProof;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.SipMessage;
import dev.zprobe.wire.StunMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResponderTest {
  private static final FarEndToken TOKEN =
      FarEndToken.of("a shared token of tests".replace(' ', '-'));
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private final Random random = new Random(5);
  private final Octets session = Octets.random(random, 8);
  private Responder responder;
  private DatagramSocket client;

  @BeforeEach
  void open() throws IOException {
    responder =
        Responder.open(new Responder.Places(List.of(LOOPBACK), List.of(0, 0), List.of(0)), TOKEN);
    client = new DatagramSocket(0, LOOPBACK);
    client.setSoTimeout(2000);
  }

  @AfterEach
  void close() {
    responder.close();
    client.close();
  }

  @Test
  void answersWhoProvesTheTokenAndCountsWhatArrived() throws IOException {
    FarEndMessage.Reply first = exchange(request(1)).orElseThrow();
    FarEndMessage.Reply second = exchange(request(2)).orElseThrow();
    assertEquals(1, first.arrived());
    assertEquals(2, second.arrived());
    assertEquals(2, second.sequence());
    assertEquals(session, second.session());
    assertEquals(
        Optional.of(new InetSocketAddress(LOOPBACK, client.getLocalPort())), second.mapped());
    assertTrue(second.receivedMicros() >= first.receivedMicros());
  }

  @Test
  void tellsWhatArrivedOnAnotherPortOfTheSession() throws IOException {
    exchange(request(1));
    Endpoint other = udp(1);
    FarEndMessage.Request about =
        FarEndMessage.Request.fresh(random, session, other.port(), 1)
            .about(new FarEndMessage.Asked(17, udp(0).port()));
    send(other, FarEndMessage.encode(about, TOKEN));
    assertEquals(1, FarEndMessage.reply(receive(), TOKEN).orElseThrow().askedArrived());
  }

  @Test
  void strangersGetNothing() throws IOException {
    FarEndToken wrong = FarEndToken.of("another-token-of-tests");
    refuse(FarEndMessage.encode(request(1), wrong));
    refuse(StunMessage.bindingRequest(random).encodeWithFingerprint());
    refuse(StunMessage.bindingRequest(random).encode());
    InetSocketAddress local = new InetSocketAddress(LOOPBACK, client.getLocalPort());
    refuse(SipMessage.options(random, "UDP", local, "x"));
    client.send(packet(udp(0), Octets.EMPTY));
    Octets good = FarEndMessage.encode(request(2), TOKEN);
    for (int length = 1; length < good.length(); length++) {
      refuse(good.slice(0, length));
    }
    for (int at = 0; at < good.length(); at++) {
      byte[] bent = good.toArray();
      bent[at] ^= 0x40;
      refuse(Octets.of(bent));
    }
    for (int round = 0; round < 300; round++) {
      refuse(Octets.random(random, random.nextInt(1400)));
    }
    // What comes next must be the answer to the only message that is proven.
    FarEndMessage.Reply reply = exchange(request(3)).orElseThrow();
    assertEquals(3, reply.sequence());
    assertEquals(1, reply.arrived());
    assertEquals(1, responder.counts().answered());
  }

  @Test
  void aMessageThatIsPlayedAgainGetsNothing() throws IOException {
    Octets first = FarEndMessage.encode(request(1), TOKEN);
    send(udp(0), first);
    receive();
    try (DatagramSocket replayer = new DatagramSocket(0, LOOPBACK)) {
      replayer.setSoTimeout(300);
      for (int times = 0; times < 20; times++) {
        Endpoint to = udp(times % 2);
        replayer.send(packet(to, first));
      }
      assertThrows(SocketTimeoutException.class, () -> receive(replayer));
    }
    assertEquals(2, exchange(request(2)).orElseThrow().arrived());
  }

  @Test
  void neverSendsMoreThanItGot() throws IOException {
    for (int number = 0; number < 200; number++) {
      send(udp(0), FarEndMessage.encode(request(number), TOKEN));
      send(udp(0), sip());
      receive();
      receive();
    }
    Responder.Counts counts = responder.counts();
    assertEquals(400, counts.answered());
    assertTrue(counts.bytesOut() <= counts.bytesIn(), counts::toString);
  }

  @Test
  void aSourceThatAsksTooOftenIsPutOff() {
    Answers answers = new Answers(TOKEN);
    Asked asked = new Asked(new InetSocketAddress(LOOPBACK, 9), 1, true);
    long answered = 0;
    for (int number = 0; number < 20_000; number++) {
      answered +=
          answers.answer(FarEndMessage.encode(request(number), TOKEN), asked).isPresent() ? 1 : 0;
    }
    assertTrue(answered >= 2000 && answered < 20_000, "answered " + answered);
  }

  @Test
  void sipIsAnsweredWithWhatWasSeen() throws IOException {
    send(udp(0), sip());
    Octets answer = receive();
    SipMessage read = SipMessage.parse(answer.buffer(), 0, answer.length()).whole().orElseThrow();
    assertEquals(200, read.status().getAsInt());
    assertEquals(client.getLocalPort(), read.receivedPort().getAsInt());
    assertEquals(Optional.of("127.0.0.1"), read.received());
  }

  @Test
  void overTcpAndWithinTlsItIsTheSame() throws IOException, GeneralSecurityException {
    try (Socket plain = new Socket(LOOPBACK, tcp().port())) {
      assertEquals(1, converse(plain, 1).arrived());
      assertEquals(2, converse(plain, 2).arrived());
    }
    try (SSLSocket secured = secured(FarEndProof.fresh(random, session).protocol(TOKEN))) {
      secured.startHandshake();
      assertEquals(3, converse(secured, 3).arrived());
    }
  }

  @Test
  void strangersGetNoTlsEither() throws IOException, GeneralSecurityException {
    String used = FarEndProof.fresh(random, session).protocol(TOKEN);
    try (SSLSocket first = secured(used)) {
      first.startHandshake();
    }
    for (String name : List.of("http/1.1", "zprobe-00", used)) {
      try (SSLSocket stranger = secured(name)) {
        assertThrows(IOException.class, stranger::startHandshake);
      }
    }
    try (Socket plain = new Socket(LOOPBACK, tcp().port())) {
      plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(-1, plain.getInputStream().read());
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndTheOthersServe() throws IOException {
    int taken = client.getLocalPort();
    try (Responder other =
        Responder.open(
            new Responder.Places(List.of(LOOPBACK), List.of(taken, 0), List.of()), TOKEN)) {
      assertEquals(1, other.endpoints().size());
      assertEquals(taken, other.refused().get(0).port());
    }
  }

  @Test
  void tokensAreLongEnoughAndDoNotShow() {
    assertThrows(IllegalArgumentException.class, () -> FarEndToken.of("short"));
    assertFalse(TOKEN.toString().contains("shared"));
  }

  private FarEndMessage.Request request(int number) {
    return FarEndMessage.Request.fresh(random, session, udp(0).port(), number);
  }

  private Octets sip() {
    InetSocketAddress local = new InetSocketAddress(LOOPBACK, client.getLocalPort());
    FarEndProof proof = FarEndProof.fresh(random, session);
    return proof.dressed(SipMessage.options(random, "UDP", local, "127.0.0.1"), TOKEN);
  }

  private Endpoint udp(int index) {
    return responder.endpoints().stream()
        .filter(each -> each.transport() == Transport.UDP)
        .toList()
        .get(index);
  }

  private Endpoint tcp() {
    return responder.endpoints().stream()
        .filter(each -> each.transport() == Transport.TCP)
        .findFirst()
        .orElseThrow();
  }

  private Optional<FarEndMessage.Reply> exchange(FarEndMessage.Request request) throws IOException {
    send(udp(0), FarEndMessage.encode(request, TOKEN));
    return FarEndMessage.reply(receive(), TOKEN);
  }

  private FarEndMessage.Reply converse(Socket with, int number) throws IOException {
    with.getOutputStream().write(FarEndMessage.encode(request(number), TOKEN).toArray());
    with.getOutputStream().flush();
    InputStream in = with.getInputStream();
    byte[] head = in.readNBytes(20);
    byte[] body = in.readNBytes((head[2] & 0xff) << 8 | head[3] & 0xff);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return FarEndMessage.reply(Octets.of(all), TOKEN).orElseThrow();
  }

  private SSLSocket secured(String protocol) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, tcp().port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** Sends what must be refused, and waits until it was: a full queue would hide it. */
  private void refuse(Octets octets) throws IOException {
    if (octets.length() == 0) {
      return;
    }
    long before = responder.counts().refused();
    send(udp(0), octets);
    Deadline patience = Deadline.after(Duration.ofSeconds(10));
    while (responder.counts().refused() == before && !patience.expired()) {
      Thread.onSpinWait();
    }
    assertEquals(before + 1, responder.counts().refused());
  }

  private void send(Endpoint to, Octets octets) throws IOException {
    client.send(packet(to, octets));
  }

  private static DatagramPacket packet(Endpoint to, Octets octets) {
    return new DatagramPacket(octets.toArray(), octets.length(), to.socketAddress());
  }

  private Octets receive() throws IOException {
    return receive(client);
  }

  private static Octets receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return Octets.of(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
