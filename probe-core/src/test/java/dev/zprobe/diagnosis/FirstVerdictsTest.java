package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstVerdictsTest {
  private static Scenes web() {
    return new Scenes()
        .target("web", "zoom.us", Transport.TCP, 443)
        .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, "203.0.113.10")
        .dns(Role.CONTROL, "1.1.1.1", "zoom.us", null, "203.0.113.10");
  }

  @Test
  void healthyRunIsHealthy() {
    Scenes scene = web().accepts("203.0.113.10", 443).tls("203.0.113.10", 443);
    scene.time("a", "192.0.2.1", Duration.ofMillis(3)).time("b", "192.0.2.2", Duration.ofMillis(5));

    Diagnosis diagnosis = Expect.quiet(scene);

    assertEquals(Diagnosis.Status.HEALTHY, diagnosis.verdict().status());
    assertEquals(Diagnosis.Error104103.NOT_REPRODUCED, diagnosis.verdict().error104103());
  }

  @Test
  void helloWithTheServiceNameThatDiesWhileAnotherIsAnsweredIsBlockedByName() {
    Scenes scene = web().accepts("203.0.113.10", 443);
    scene
        .hello(
            "203.0.113.10",
            443,
            Variant.NORMAL,
            "zoom.us",
            FailureCode.TLS_RESET,
            false,
            scene.frame(0, true, 64, Content.DATA),
            scene.frame(2, false, 63, Content.RESET))
        .hello("203.0.113.10", 443, Variant.OTHER_NAME, "www.example.com", null, true);

    Finding finding = Expect.only(Cause.SNI_BLOCKED, scene);

    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals("RST", finding.detail().get("manner"));
    assertEquals("device", finding.detail().get("resetOrigin"));
    assertEquals(new Finding.Progress("ClientHello", "ServerHello"), finding.progress());
    assertEquals(Diagnosis.Error104103.EXPLAINED, Expect.diagnose(scene).verdict().error104103());
  }

  @Test
  void tenSilentPortsAreOneFinding() {
    Scenes scene = web().accepts("203.0.113.10", 443).tls("203.0.113.10", 443);
    scene.target("media", "zoom.us", Transport.UDP, 8801, 8802, 8803);
    for (int port : List.of(8801, 8802, 8803)) {
      scene.silentUdp("203.0.113.10", port);
    }

    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);

    assertEquals(List.of(8801, 8802, 8803), finding.scope().ports());
    assertEquals(Stage.UDP, finding.judgement().stage());
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(Severity.BLOCKING, finding.judgement().severity());
  }

  @Test
  void nameThatTheResolverDeniesAndAControlResolvesIsBlocked() {
    Scenes scene =
        new Scenes()
            .target("web", "zoom.us", Transport.TCP, 443)
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", FailureCode.DNS_NXDOMAIN)
            .dns(Role.CONTROL, "1.1.1.1", "zoom.us", null, "203.0.113.10");

    Finding finding = Expect.only(Cause.DNS_BLOCKED, scene);

    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals(Severity.BLOCKING, finding.judgement().severity());
  }
}
