package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssuanceTest {
  private final Scenes scenes = new Scenes();

  @Test
  void theNearestRecordsCount() {
    records("us.zoom.example", FailureCode.DNS_NO_DATA);
    records("zoom.example", null, "0 issue \"digicert.com; account=7\"", "0 iodef \"mailto:a@b\"");
    records("example", null, "0 issue \"letsencrypt.org\"");
    Issuance found = of("us.zoom.example").orElseThrow();
    assertEquals(Set.of("digicert.com"), found.allowed());
    assertEquals("zoom.example", found.lookup().question().name());
  }

  @Test
  void recordsThatRestrictNobodyAreNone() {
    records("zoom.example", null, "0 iodef \"mailto:a@b\"");
    assertTrue(of("zoom.example").isEmpty());
    assertTrue(of("other.example").isEmpty());
  }

  @Test
  void aSemicolonAloneForbidsAll() {
    records("zoom.example", null, "0 issue \";\"");
    assertEquals("nobody", of("zoom.example").orElseThrow().text());
  }

  @Test
  void anIssuerIsJudgedOnlyWhereItsDomainsAreKnown() {
    records("zoom.example", null, "128 ISSUE \"DigiCert.com\"", "0 issuewild \"pki.goog\"");
    Issuance found = of("zoom.example").orElseThrow();
    assertEquals(Optional.of(true), found.allows(issuedBy("CN=G2,O=DigiCert Inc,C=US")));
    assertEquals(Optional.of(true), found.allows(issuedBy("CN=G2,O=DigiCert\\, Inc.,C=US")));
    assertEquals(Optional.of(true), found.allows(issuedBy("CN=WR2,O=Google Trust Services,C=US")));
    assertEquals(Optional.of(false), found.allows(issuedBy("CN=R11,O=Let's Encrypt,C=US")));
    assertEquals(Optional.empty(), found.allows(issuedBy("CN=Some CA,O=Somebody,C=US")));
    assertEquals(Optional.empty(), found.allows(issuedBy("CN=O=Amazon")));
  }

  @Test
  void itSpeaksForInterceptionAndForNothingAlone() {
    Finding finding =
        Expect.only(
            Cause.TLS_INTERCEPTED,
            shaken(
                new TlsHandshake.Trust(false, true, true, "unknown-authority"),
                FailureCode.CERTIFICATE_UNTRUSTED));
    assertTrue(
        finding.evidence().stream()
            .anyMatch(each -> each.statement().contains("lets only letsencrypt.org issue")));
    Expect.quiet(shaken(Scenes.PUBLIC, null));
  }

  private static Scenes shaken(TlsHandshake.Trust trust, FailureCode code) {
    String address = "203.0.113.10";
    Scenes scene =
        new Scenes()
            .target("web", "zoom.example", Transport.TCP, 443)
            .accepts(address, 443, 20, 60)
            .tls(address, 443);
    scene.presenting(
        scene.certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), trust, code);
    records(scene, "zoom.example", null, "0 issue \"letsencrypt.org\"");
    return scene;
  }

  private Optional<Issuance> of(String name) {
    return Issuance.of(scenes.observations(), name);
  }

  private void records(String name, FailureCode code, String... texts) {
    records(scenes, name, code, texts);
  }

  private static void records(Scenes scene, String name, FailureCode code, String... texts) {
    scene.lookup(
        new DnsLookup.Question(name, "CAA", DnsLookup.Purpose.ISSUANCE),
        new DnsLookup.NameServer(
            Endpoint.udp(Addresses.parse("192.0.2.53").orElseThrow(), 53), DnsLookup.Role.SYSTEM),
        new DnsLookup.Answer(
            "NOERROR", List.of(), List.of(texts), 60, false, Duration.ofMillis(20), List.of()),
        code);
  }

  private static TlsHandshake.PeerCertificate issuedBy(String issuer) {
    return new TlsHandshake.PeerCertificate(
        "CN=zoom.example", issuer, Instant.EPOCH, Instant.EPOCH, "00", List.of(), "");
  }
}
