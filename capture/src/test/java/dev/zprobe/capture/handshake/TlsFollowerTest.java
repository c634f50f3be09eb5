package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.wire.ContentType;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Hkdf;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TlsFollowerTest {
  private static List<String> types(TlsFacts facts) {
    return facts.messages().stream()
        .map(each -> each.frame() + each.from().text() + " " + each.type())
        .toList();
  }

  @Test
  void anUnansweredHelloWaitsForTheServer() {
    TlsFacts facts = Talk.tcp(443).a(Records.clientHello("zoom.us")).end().facts(TlsFacts.class);
    assertEquals("ClientHello -> ServerHello from b", Talk.words(facts));
    assertEquals(Optional.of("zoom.us"), facts.offer().orElseThrow().serverName());
    assertEquals("C", facts.chain().history());
  }

  @Test
  void aFullHandshakeOfVersion12IsComplete() {
    Talk talk =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .b(
                Records.join(
                    Records.serverHello12(),
                    Records.empty(HandshakeType.CERTIFICATE),
                    Records.empty(HandshakeType.SERVER_KEY_EXCHANGE),
                    Records.empty(HandshakeType.SERVER_HELLO_DONE)))
            .a(
                Records.join(
                    Records.empty(HandshakeType.CLIENT_KEY_EXCHANGE),
                    Records.changeCipherSpec(),
                    Records.finished()))
            .b(Records.join(Records.changeCipherSpec(), Records.finished()));
    TlsFacts facts = talk.facts(TlsFacts.class);
    assertEquals("Finished -> complete", Talk.words(facts));
    assertEquals("CsxknGIi", facts.chain().history());
    assertEquals("0xc02f", facts.choice().orElseThrow().cipherSuite());
    assertFalse(facts.choice().orElseThrow().resumed());
    assertTrue(talk.isWanted());
    assertFalse(talk.a(Records.data(10)).b(Records.data(10)).isWanted());
  }

  @Test
  void aSessionTakenUpAgainIsCalledResumed() {
    TlsFacts facts =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .b(
                Records.join(
                    Records.serverHello12(), Records.changeCipherSpec(), Records.finished()))
            .a(Records.join(Records.changeCipherSpec(), Records.finished()))
            .facts(TlsFacts.class);
    assertTrue(facts.choice().orElseThrow().resumed());
    assertEquals("Finished -> complete", Talk.words(facts));
  }

  @Test
  void aHelloInSegmentsOfOneByteIsPutTogether() {
    Talk talk = Talk.tcp(443);
    Octets hello = Records.clientHello("zoom.us");
    for (int i = 0; i < hello.length(); i++) {
      talk.a(hello.slice(i, 1));
    }
    assertEquals(List.of(hello.length() + "a client_hello"), types(talk.facts(TlsFacts.class)));
  }

  @Test
  void aHelloOverTwoRecordsIsPutTogether() {
    Octets message =
        Records.message(HandshakeType.CLIENT_HELLO, Records.clientHelloBody("zoom.us"));
    TlsFacts facts =
        Talk.tcp(443)
            .a(Records.record(ContentType.HANDSHAKE, message.slice(0, 20)))
            .a(Records.record(ContentType.HANDSHAKE, message.slice(20, message.length() - 20)))
            .facts(TlsFacts.class);
    assertEquals(List.of("2a client_hello"), types(facts));
    assertEquals(Optional.of("zoom.us"), facts.offer().orElseThrow().serverName());
  }

  @Test
  void aRetryRequestAsksForAnotherHello() {
    Talk talk = Talk.tcp(443).a(Records.clientHello("zoom.us")).b(Records.retryRequest());
    assertEquals("HelloRetryRequest -> ClientHello from a", Talk.words(talk.facts(TlsFacts.class)));
    talk.a(Records.join(Records.changeCipherSpec(), Records.clientHello("zoom.us")))
        .b(Records.join(Records.serverHello13(), Records.data(900)))
        .a(Records.data(53));
    TlsFacts facts = talk.facts(TlsFacts.class);
    assertEquals(
        List.of("1a client_hello", "2b hello_retry_request", "3a client_hello", "4b server_hello"),
        types(facts));
    assertEquals("ServerHello -> complete", Talk.words(facts));
    assertEquals("CjICs", facts.chain().history());
  }

  @Test
  void aClientThatRefusesInVersion13SaysSoInItsFirstEncryptedRecord() {
    TlsFacts facts =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .b(Records.join(Records.serverHello13(), Records.data(900)))
            .a(Records.data(19))
            .facts(TlsFacts.class);
    assertEquals("ServerHello -> Finished from a", Talk.words(facts));
    assertEquals(
        Optional.of("a alert (encrypted)"), facts.progress().orElseThrow().trail().endedBy());
  }

  @Test
  void aFatalAlertEndsTheHandshake() {
    TlsFacts facts =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .b(Records.alert(2, 40))
            .facts(TlsFacts.class);
    assertEquals("ClientHello -> ServerHello from b", Talk.words(facts));
    assertEquals("handshake_failure", facts.alerts().get(0).alert().descriptionName());
    assertEquals(
        Optional.of("b alert handshake_failure"), facts.progress().orElseThrow().trail().endedBy());
    assertEquals("Cl", facts.chain().history());
  }

  @Test
  void aHelloWhoseRestNeverCameIsNotAHello() {
    Octets hello = Records.clientHello("zoom.us");
    TlsFacts facts = Talk.tcp(443).a(hello.slice(0, 60)).end().facts(TlsFacts.class);
    assertEquals(List.of(), facts.messages());
    assertEquals("ClientHello (in part) -> ClientHello from a", Talk.words(facts));
  }

  @Test
  void aHelloThatTheSnapLengthCutWasSent() {
    Octets hello = Records.clientHello("zoom.us");
    TlsFacts facts =
        Talk.tcp(443).a(hello.slice(0, 60)).cutOfA(hello.length() - 60).facts(TlsFacts.class);
    assertEquals("ClientHello -> ServerHello from b", Talk.words(facts));
  }

  @Test
  void afterAHoleInsideARecordTheNextOneIsRead() {
    Octets key =
        Records.handshake(HandshakeType.CLIENT_KEY_EXCHANGE, Octets.fromHex("aa".repeat(60)));
    TlsFacts facts =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .a(key.slice(0, 20))
            .gapOfA(20)
            .a(Records.join(key.slice(40, key.length() - 40), Records.changeCipherSpec()))
            .facts(TlsFacts.class);
    assertEquals("CI", facts.chain().history());
  }

  @Test
  void tlsThatBeginsInTheMiddleIsFound() {
    TlsFacts facts =
        Talk.tcp(25)
            .b("220 mail\r\n")
            .a("EHLO x\r\n")
            .b("250 STARTTLS\r\n")
            .a("STARTTLS\r\n")
            .b("220 go\r\n")
            .a(Records.clientHello("mail.test"))
            .facts(TlsFacts.class);
    assertEquals(List.of("6a client_hello"), types(facts));
  }

  @Test
  void aOneByteConsentDoesNotSpoilWhatFollows() {
    TlsFacts facts =
        Talk.tcp(5432)
            .a(Octets.fromHex("0000000804d2162f"))
            .b("S")
            .a(Records.clientHello("db.test"))
            .b(Records.serverHello12())
            .facts(TlsFacts.class);
    assertEquals(List.of("3a client_hello", "4b server_hello"), types(facts));
  }

  @Test
  void aWebServerWithoutTlsAnswersInClear() {
    Talk talk =
        Talk.tcp(443)
            .a(Records.clientHello("zoom.us"))
            .b("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assertEquals("ClientHello -> ServerHello from b", Talk.words(talk.facts(TlsFacts.class)));
    assertEquals(400, talk.facts(HttpFacts.class).exchanges().get(0).status().orElseThrow());
  }

  @Test
  void withSecretsTheServersFlightIsRead() throws GeneralSecurityException {
    KeyLog keyLog = new KeyLog();
    Octets secret = Octets.fromHex("5a".repeat(32));
    keyLog.add(KeyLog.SERVER_HANDSHAKE + " " + Records.RANDOM.hex() + " " + secret.hex() + "\n");
    Octets flight =
        Records.join(
            Records.message(HandshakeType.ENCRYPTED_EXTENSIONS, Octets.fromHex("0000")),
            Records.message(HandshakeType.FINISHED, Octets.fromHex("00".repeat(32))));
    TlsFacts facts =
        Talk.tcp(new HandshakeFollowers(keyLog, 1 << 20), 443)
            .a(Records.clientHello("zoom.us"))
            .b(Records.join(Records.serverHello13(), sealed(secret, flight)))
            .facts(TlsFacts.class);
    assertEquals(
        List.of("1a client_hello", "2b server_hello", "2b encrypted_extensions", "2b finished"),
        types(facts));
  }

  @Test
  void withSecretsAHandshakeIsCompleteWhenBothHaveFinishedAndNobodySentData()
      throws GeneralSecurityException {
    KeyLog keyLog = new KeyLog();
    Octets server = Octets.fromHex("5a".repeat(32));
    Octets client = Octets.fromHex("6b".repeat(32));
    keyLog.add(KeyLog.SERVER_HANDSHAKE + " " + Records.RANDOM.hex() + " " + server.hex() + "\n");
    keyLog.add(KeyLog.CLIENT_HANDSHAKE + " " + Records.RANDOM.hex() + " " + client.hex() + "\n");
    Octets finished = Records.message(HandshakeType.FINISHED, Octets.fromHex("00".repeat(32)));
    TlsFacts facts =
        Talk.tcp(new HandshakeFollowers(keyLog, 1 << 20), 443)
            .a(Records.clientHello("zoom.us"))
            .b(Records.join(Records.serverHello13(), sealed(server, finished)))
            .a(sealed(client, finished))
            .facts(TlsFacts.class);
    assertTrue(facts.progress().orElseThrow().complete());
  }

  /** RFC 8446 section 5.2, the first record under a secret. */
  private static Octets sealed(Octets secret, Octets content) throws GeneralSecurityException {
    Octets inner = new OctetsWriter().octets(content).uint8(ContentType.HANDSHAKE).done();
    Octets header =
        new OctetsWriter()
            .uint8(ContentType.APPLICATION_DATA)
            .uint16(0x0303)
            .uint16(inner.length() + 16)
            .done();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    Octets key = Hkdf.sha256().expandLabel(secret, "key", 16);
    Octets vector = Hkdf.sha256().expandLabel(secret, "iv", 12);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key.toArray(), "AES"),
        new GCMParameterSpec(128, vector.toArray()));
    cipher.updateAAD(header.toArray());
    return Records.join(header, Octets.of(cipher.doFinal(inner.toArray())));
  }

  @Test
  void messagesThatTheCaptureCutAreKnownByTheirNames() {
    // A record of 102 bytes: ClientKeyExchange, CertificateVerify.
    Octets start = Octets.fromHex("1603030066 10000004 01020304 0f00005a 0102".replace(" ", ""));
    TlsFacts facts = Talk.tcp(443).a(start).cutOfA(88).facts(TlsFacts.class);
    assertEquals(
        List.of("client_key_exchange", "certificate_verify"),
        facts.messages().stream().map(TlsFacts.Message::type).toList());
  }
}
