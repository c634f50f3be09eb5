package dev.zprobe.testdata.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedServiceTest {
  private EmbeddedService service;
  private Visitor visitor;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    service = EmbeddedService.start(ServiceOptions.forThisMachine(directory));
    visitor = new Visitor(service);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void everyTlsServerAnswersAClientThatTrustsTheRoot() throws Exception {
    for (Role role : new Role[] {Role.WEB_TLS, Role.MEETING_TLS, Role.NEUTRAL}) {
      for (InetSocketAddress at : service.at(role)) {
        assertEquals("HTTP/1.1 200 OK", visitor.https(at, role.host()), role + " " + at);
      }
    }
  }

  @Test
  void plainHttpRedirectsAndThePortalCheckIsClear() throws Exception {
    assertTrue(
        visitor
            .http(service.first(Role.WEB_HTTP), "web.service.test", "/")
            .startsWith("HTTP/1.1 301 "));
    assertTrue(
        visitor
            .http(service.first(Role.PORTAL), "portal.test", "/generate_204")
            .startsWith("HTTP/1.1 204 "));
    assertTrue(
        visitor
            .http(service.first(Role.CERTIFICATES), "ocsp.service.test", "/")
            .contains("application/ocsp-response"));
  }

  @Test
  void bindingIsAnsweredWithTheSendersAddress() throws Exception {
    byte[] answer = visitor.ask(service.first(Role.PHONE_STUN), Requests.binding());
    ByteBuffer message = ByteBuffer.wrap(answer);
    assertEquals(0x0101, message.getShort(0));
    assertEquals(answer.length - 20, message.getShort(2));
    assertArrayEquals(
        Arrays.copyOfRange(Requests.binding(), 4, 20), Arrays.copyOfRange(answer, 4, 20));
    assertEquals(0x0020, message.getShort(20));
    assertTrue((message.getInt(28) ^ 0x2112a442) >>> 24 == 127);
  }

  @Test
  void dialectBindingIsAnsweredPlain() throws Exception {
    for (InetSocketAddress at : service.at(Role.MEETING_STUN)) {
      byte[] answer = visitor.ask(at, Requests.dialectBinding());
      assertEquals(32, answer.length);
      String hex = HexFormat.of().formatHex(answer);
      assertTrue(hex.startsWith("0002000c" + "c15dae63585d14392e582c260403bf30" + "010300080001"));
      assertEquals(127, answer[28]);
    }
  }

  @Test
  void helloIsAcknowledgedOnEveryMediaPort() throws Exception {
    assertEquals(10, service.ports(Role.MEETING_MEDIA).size());
    for (InetSocketAddress at : service.at(Role.MEETING_MEDIA)) {
      byte[] answer = visitor.ask(at, Requests.hello());
      assertEquals(44, answer.length);
      assertEquals(2, answer[0]);
      assertArrayEquals(
          Arrays.copyOfRange(Requests.hello(), 3, 19), Arrays.copyOfRange(answer, 3, 19));
      assertEquals(0x006f613f, ByteBuffer.wrap(answer).getInt(23));
    }
  }

  @Test
  void sipOptionsIsAnsweredWithTheSourcePort() throws Exception {
    InetSocketAddress at = service.first(Role.PHONE_SIP_UDP);
    String answer =
        new String(visitor.ask(at, Requests.options(at, "UDP")), StandardCharsets.US_ASCII);
    assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"));
    assertTrue(answer.matches("(?s).*;branch=z9hG4bKtest;rport=[0-9]+;received=127.*"), answer);
    assertTrue(answer.contains("CSeq: 1 OPTIONS\r\n"));
  }

  @Test
  void sipOverTlsSpeaksSip() throws Exception {
    InetSocketAddress at = service.first(Role.PHONE_SIP_TLS);
    try (var socket = visitor.connectTls(at, "phone.service.test")) {
      socket.getOutputStream().write(Requests.options(at, "TLS"));
      byte[] start = socket.getInputStream().readNBytes(14);
      assertEquals("SIP/2.0 200 OK", new String(start, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void bothResolversKnowTheNamesAndDenyOthers() throws Exception {
    for (InetSocketAddress resolver :
        new InetSocketAddress[] {service.resolver(), service.controlResolver()}) {
      byte[] known = visitor.ask(resolver, Requests.query("Web.Service.Test", 1));
      assertEquals(0, known[3] & 0x0f);
      assertEquals(service.addresses(Role.WEB_TLS).size(), known[7]);
      byte[] none = visitor.ask(resolver, Requests.query("web.service.test", 28));
      assertEquals(0, none[3] & 0x0f);
      assertEquals(0, none[7]);
      byte[] unknown = visitor.ask(resolver, Requests.query("r4nd0m.service.test", 1));
      assertEquals(3, unknown[3] & 0x0f);
    }
  }

  @Test
  void timeServersTellTheTime() throws Exception {
    assertEquals(3, service.timeServers().size());
    for (InetSocketAddress at : service.timeServers()) {
      byte[] answer = visitor.ask(at, Requests.time());
      ByteBuffer message = ByteBuffer.wrap(answer);
      assertEquals(0x24, answer[0]);
      assertEquals(2, answer[1]);
      assertEquals(0x1122334455667788L, message.getLong(24));
      long seconds = (message.getInt(40) & 0xffffffffL) - 2_208_988_800L;
      assertTrue(Math.abs(seconds - Instant.now().getEpochSecond()) < 60);
    }
  }

  @Test
  void quicNegotiatesItsVersion() throws Exception {
    byte[] answer = visitor.ask(service.first(Role.WEB_QUIC), Requests.unknownQuicVersion());
    assertEquals(
        "0000000004" + "0a0b0c0d" + "08" + "0102030405060708" + "00000001",
        HexFormat.of().formatHex(answer).substring(2));
  }

  @Test
  void catalogNamesEveryPortItListensOn() throws Exception {
    String catalog = Files.readString(service.catalogFile());
    assertEquals(service.catalogJson(), catalog);
    for (Role role : Role.values()) {
      for (int port : service.ports(role)) {
        assertTrue(role == Role.RESOLVER || catalog.contains(String.valueOf(port)), role.id());
      }
    }
  }
}
