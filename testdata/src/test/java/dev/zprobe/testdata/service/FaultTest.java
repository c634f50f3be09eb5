package dev.zprobe.testdata.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault does what it says, and leaves the rest alone. */
class FaultTest {
  private static final String WEB = "web.service.test";
  private static final String NEUTRAL = "www.neutral.test";

  @TempDir private Path directory;

  private EmbeddedService start(Fault fault) throws Exception {
    return EmbeddedService.start(ServiceOptions.forThisMachine(directory).with(fault));
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultIsNamedExplainedAndStartsWithAnHonestControlResolver(Fault fault)
      throws Exception {
    assertEquals(fault, Fault.of(fault.id()).orElseThrow());
    assertTrue(fault.explanation().endsWith("."));
    assertEquals(fault == Fault.NONE, fault.cause().isEmpty());
    try (EmbeddedService service = start(fault)) {
      byte[] answer = new Visitor(service).ask(service.controlResolver(), Requests.query(WEB, 1));
      assertEquals(0, answer[3] & 0x0f);
      assertEquals(service.addresses(Role.WEB_TLS).size(), answer[7]);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CAPTIVE_PORTAL", "TLS_INTERCEPTED"})
  void theNeutralNeighbourStaysWell(Fault fault) throws Exception {
    try (EmbeddedService service = start(fault)) {
      assertEquals(
          "HTTP/1.1 200 OK", new Visitor(service).https(service.first(Role.NEUTRAL), NEUTRAL));
    }
  }

  @Test
  void nxdomainHitsServiceNamesOnly() throws Exception {
    try (EmbeddedService service = start(Fault.DNS_NXDOMAIN)) {
      Visitor visitor = new Visitor(service);
      assertEquals(3, visitor.ask(service.resolver(), Requests.query(WEB, 1))[3] & 0x0f);
      assertEquals(0, visitor.ask(service.resolver(), Requests.query(NEUTRAL, 1))[3] & 0x0f);
    }
  }

  @Test
  void servfailHitsEveryName() throws Exception {
    try (EmbeddedService service = start(Fault.DNS_SERVFAIL)) {
      Visitor visitor = new Visitor(service);
      assertEquals(2, visitor.ask(service.resolver(), Requests.query(WEB, 1))[3] & 0x0f);
      assertEquals(2, visitor.ask(service.resolver(), Requests.query(NEUTRAL, 1))[3] & 0x0f);
    }
  }

  @Test
  void sinkholeIsTheUnspecifiedAddress() throws Exception {
    try (EmbeddedService service = start(Fault.DNS_SINKHOLE)) {
      byte[] answer = new Visitor(service).ask(service.resolver(), Requests.query(WEB, 1));
      byte[] address = Arrays.copyOfRange(answer, answer.length - 4, answer.length);
      assertEquals(0, ByteBuffer.wrap(address).getInt());
    }
  }

  @Test
  void silentResolverSaysNothing() throws Exception {
    try (EmbeddedService service = start(Fault.RESOLVER_SILENT)) {
      assertTrue(new Visitor(service).staysSilent(service.resolver(), Requests.query(WEB, 1)));
    }
  }

  @Test
  void refusedPortAnswersWithReset() throws Exception {
    try (EmbeddedService service = start(Fault.PORT_REFUSED);
        Socket socket = new Socket()) {
      assertThrows(ConnectException.class, () -> socket.connect(service.first(Role.WEB_TLS)));
      assertEquals(
          "HTTP/1.1 200 OK",
          new Visitor(service).https(service.first(Role.MEETING_TLS), "meetings.service.test"));
    }
  }

  @Test
  void silentUdpLeavesTcpAlone() throws Exception {
    try (EmbeddedService service = start(Fault.UDP_SILENT)) {
      Visitor visitor = new Visitor(service);
      assertTrue(visitor.staysSilent(service.first(Role.MEETING_MEDIA), Requests.hello()));
      assertTrue(visitor.staysSilent(service.first(Role.MEETING_STUN), Requests.dialectBinding()));
      assertEquals(
          "HTTP/1.1 200 OK",
          visitor.https(service.first(Role.MEETING_TLS), "meetings.service.test"));
    }
  }

  @Test
  void refusedMediaAnswersWithPortUnreachable() throws Exception {
    try (EmbeddedService service = start(Fault.MEDIA_REFUSED)) {
      Visitor visitor = new Visitor(service);
      for (InetSocketAddress at : service.at(Role.MEETING_MEDIA)) {
        assertThrows(PortUnreachableException.class, () -> visitor.ask(at, Requests.hello()));
      }
    }
  }

  @Test
  void helloResetHitsTheServiceNameOnly() throws Exception {
    try (EmbeddedService service = start(Fault.HELLO_RESET)) {
      Visitor visitor = new Visitor(service);
      InetSocketAddress web = service.first(Role.WEB_TLS);
      SocketException reset = assertThrows(SocketException.class, () -> visitor.https(web, WEB));
      assertEquals("Connection reset", reset.getMessage());
      assertHelloIsAnswered(visitor, web, NEUTRAL);
    }
  }

  @Test
  void helloDroppedHitsTheServiceNameOnly() throws Exception {
    try (EmbeddedService service = start(Fault.HELLO_DROPPED)) {
      Visitor visitor = new Visitor(service);
      InetSocketAddress web = service.first(Role.WEB_TLS);
      assertNoServerHello(visitor, web, WEB);
      assertHelloIsAnswered(visitor, web, NEUTRAL);
    }
  }

  @Test
  void silentServerIgnoresEveryName() throws Exception {
    try (EmbeddedService service = start(Fault.SERVER_SILENT)) {
      Visitor visitor = new Visitor(service);
      assertNoServerHello(visitor, service.first(Role.WEB_TLS), WEB);
      assertNoServerHello(visitor, service.first(Role.WEB_TLS), NEUTRAL);
    }
  }

  @Test
  void alertIsFatalHandshakeFailure() throws Exception {
    try (EmbeddedService service = start(Fault.TLS_ALERT)) {
      SSLException alert =
          assertThrows(
              SSLHandshakeException.class,
              () -> new Visitor(service).https(service.first(Role.WEB_TLS), WEB));
      assertTrue(alert.getMessage().contains("handshake_failure"), alert.getMessage());
    }
  }

  @Test
  void oldVersionIsRefusedByTheClient() throws Exception {
    try (EmbeddedService service = start(Fault.TLS_OLD_VERSION)) {
      SSLException refused =
          assertThrows(
              SSLException.class,
              () -> new Visitor(service).https(service.first(Role.WEB_TLS), WEB));
      assertTrue(refused.getMessage().contains("TLS10"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {
        "CERTIFICATE_EXPIRED",
        "CERTIFICATE_WRONG_NAME",
        "CERTIFICATE_SELF_SIGNED",
        "CERTIFICATE_CHAIN_INCOMPLETE",
        "TLS_INTERCEPTED",
        "CLOCK_SKEW",
        "CAPTIVE_PORTAL"
      })
  void badCertificatesAreRefusedByAClientThatTrustsTheRoot(Fault fault) throws Exception {
    try (EmbeddedService service = start(fault)) {
      Visitor visitor = new Visitor(service);
      assertThrows(
          SSLHandshakeException.class, () -> visitor.https(service.first(Role.WEB_TLS), WEB));
      X509Certificate leaf = visitor.chain(service.first(Role.WEB_TLS), WEB)[0];
      if (fault == Fault.CERTIFICATE_EXPIRED) {
        assertThrows(CertificateExpiredException.class, leaf::checkValidity);
      } else if (fault == Fault.CLOCK_SKEW) {
        assertThrows(CertificateNotYetValidException.class, leaf::checkValidity);
        leaf.checkValidity(Date.from(Instant.now().plus(ServiceConduct.SKEW)));
      } else {
        leaf.checkValidity();
      }
    }
  }

  @Test
  void incompleteChainLacksTheIntermediate() throws Exception {
    try (EmbeddedService service = start(Fault.CERTIFICATE_CHAIN_INCOMPLETE)) {
      assertEquals(1, new Visitor(service).chain(service.first(Role.WEB_TLS), WEB).length);
    }
  }

  @Test
  void skewedClockIsTenMinutesLateByEveryServer() throws Exception {
    try (EmbeddedService service = start(Fault.CLOCK_SKEW)) {
      for (InetSocketAddress at : service.timeServers()) {
        byte[] answer = new Visitor(service).ask(at, Requests.time());
        long seconds =
            (ByteBuffer.wrap(answer).getInt(40) & 0xffffffffL)
                - 2_208_988_800L
                - Instant.now().getEpochSecond();
        assertTrue(Math.abs(seconds - 600) < 60, "offset " + seconds);
      }
    }
  }

  @Test
  void unverifiableClockHasNoGoodServer() throws Exception {
    try (EmbeddedService service = start(Fault.CLOCK_UNVERIFIABLE)) {
      Visitor visitor = new Visitor(service);
      assertTrue(visitor.staysSilent(service.timeServers().get(0), Requests.time()));
      byte[] kiss = visitor.ask(service.timeServers().get(1), Requests.time());
      assertEquals(0, kiss[1]);
      assertEquals("RATE", new String(kiss, 12, 4, StandardCharsets.US_ASCII));
      byte[] unset = visitor.ask(service.timeServers().get(2), Requests.time());
      assertEquals(3, unset[0] >> 6 & 3);
      assertEquals(16, unset[1]);
    }
  }

  @Test
  void refusingAnswersComeOverValidTls() throws Exception {
    try (EmbeddedService service = start(Fault.HTTP_403)) {
      assertEquals(
          "HTTP/1.1 403 Forbidden", new Visitor(service).https(service.first(Role.WEB_TLS), WEB));
    }
    try (EmbeddedService service = start(Fault.HTTP_503)) {
      assertEquals(
          "HTTP/1.1 503 Service Unavailable",
          new Visitor(service).https(service.first(Role.WEB_TLS), WEB));
    }
  }

  @Test
  void portalRedirectsTheCheck() throws Exception {
    try (EmbeddedService service = start(Fault.CAPTIVE_PORTAL)) {
      String answer =
          new Visitor(service).http(service.first(Role.PORTAL), "portal.test", "/generate_204");
      assertTrue(answer.startsWith("HTTP/1.1 302 "), answer);
      assertTrue(answer.contains("Location: http://login.portal.test/"), answer);
    }
  }

  private static void assertHelloIsAnswered(Visitor visitor, InetSocketAddress at, String name)
      throws Exception {
    assertTrue(visitor.chain(at, name).length > 0);
  }

  private static void assertNoServerHello(Visitor visitor, InetSocketAddress at, String name)
      throws Exception {
    try (SSLSocket socket = visitor.connectTls(at, name)) {
      socket.setSoTimeout(300);
      assertThrows(SocketTimeoutException.class, socket::startHandshake);
    }
  }
}
