package dev.zprobe.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsMessagesTest {
  private static final Octets HELLO = HostileBytesTest.Samples.clientHello("zoom.us", 10);

  private static ClientHello hello() {
    return ClientHello.parse(HELLO.buffer(), 0, HELLO.length()).whole().orElseThrow();
  }

  @Test
  void aHelloTellsNameProtocolsAndVersions() {
    ClientHello hello = hello();
    assertEquals(Optional.of("zoom.us"), hello.serverName());
    assertEquals(List.of("h2"), hello.protocols());
    assertEquals(List.of(0x0304, 0x0303), hello.versions());
    assertEquals(List.of(0x1301, 0xc02f), hello.cipherSuites());
  }

  @Test
  void fingerprintsLeaveGreaseOut() {
    assertEquals("771,4865-49199,0-16-43-21,,", ClientFingerprint.ja3Text(hello()));
    String ja4 = ClientFingerprint.ja4(hello(), ClientFingerprint.Carrier.TCP);
    assertTrue(ja4.startsWith("t13d0204h2_"), ja4);
  }

  @Test
  void aHelloWithTheFixedRandomIsARetryRequest() {
    Octets body = HostileBytesTest.Samples.serverHello(0x1301);
    Octets retry =
        new OctetsWriter()
            .octets(body.slice(0, 2))
            .octets(ServerHello.RETRY_RANDOM)
            .octets(body.slice(34, body.length() - 34))
            .done();
    ServerHello read = ServerHello.parse(retry.buffer(), 0, retry.length()).whole().orElseThrow();
    assertTrue(read.isHelloRetryRequest());
    assertEquals(TlsVersion.TLS_1_3, read.version());
  }

  @Test
  void everyHandshakeTypeIsFoundByItsCode() {
    for (HandshakeType each : HandshakeType.values()) {
      assertEquals(Optional.of(each), HandshakeType.of(each.code()));
    }
    assertEquals("client_hello", HandshakeType.CLIENT_HELLO.wireName());
  }

  @Test
  void alertsHaveTheirNames() {
    assertEquals("handshake_failure", Alert.descriptionName(40));
    assertEquals("unknown_ca", Alert.descriptionName(48));
    assertEquals("200", Alert.descriptionName(200));
  }

  /** RFC 8448 section 3: the server's handshake traffic secret and what is derived from it. */
  @Test
  void trafficKeysAreThoseOfTheRfc() {
    Octets secret =
        Octets.fromHex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
    assertEquals(
        "3fce516009c21727d0f2e4e86ee403bc", Hkdf.sha256().expandLabel(secret, "key", 16).hex());
    assertEquals("5d313eb2671276ee13000b30", Hkdf.sha256().expandLabel(secret, "iv", 12).hex());
  }

  /** RFC 9001 appendix A.1. */
  @Test
  void initialKeysAreThoseOfTheRfc() {
    Hkdf hkdf = Hkdf.sha256();
    Octets salt = QuicVersion.salt(1).orElseThrow();
    Octets initial = hkdf.extract(salt, Octets.fromHex("8394c8f03e515708"));
    Octets client = hkdf.expandLabel(initial, "client in", 32);
    assertEquals("c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea", client.hex());
    assertEquals(
        "1f369613dd76d5467730efcbe3b1a22d", hkdf.expandLabel(client, "quic key", 16).hex());
    assertEquals("fa044b2f42a3fd3b46fb255c", hkdf.expandLabel(client, "quic iv", 12).hex());
  }

  @Test
  void dnsAnswersAreReadThroughCompression() {
    Octets bytes = HostileBytesTest.Samples.dnsAnswer("log.zoom.us");
    DnsMessage read = DnsMessage.parse(bytes.buffer(), 0, bytes.length()).whole().orElseThrow();
    assertEquals(new DnsMessage.Question("log.zoom.us", 1), read.questions().get(0));
    assertEquals(
        new DnsMessage.Answer("log.zoom.us", 1, 60, "170.114.52.2"), read.answers().get(0));
    assertTrue(read.isResponse());
  }

  @Test
  void compressionThatLoopsIsMalformed() {
    Octets bytes = Octets.fromHex("12340100000100000000000003777777c00c00010001");
    assertEquals(
        Parsed.malformed("a name that cannot be read"),
        DnsMessage.parse(bytes.buffer(), 0, bytes.length()));
  }

  @Test
  void ntpStampsSurviveTheirEra() {
    long nanos = 2_300_000_000L * 1_000_000_000L;
    long stamp = NtpStamp.of(java.time.Instant.ofEpochSecond(2_300_000_000L));
    assertEquals(nanos, NtpStamp.unixNanos(stamp, nanos + 5_000_000_000L));
  }
}
