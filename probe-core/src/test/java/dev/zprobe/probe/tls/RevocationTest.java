package dev.zprobe.probe.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;

class RevocationTest {
  private static final Instant NOW = Instant.parse("2026-10-08T10:00:00Z");
  private static final X500Name NAME = new X500Name("CN=zoom.test");

  @Test
  void hostsOfRespondersAndListsAreFound() throws Exception {
    List<PeerCertificate> chain =
        List.of(
            certificate(
                List.of("http://OCSP.authority.test/a", "http://ocsp.authority.test:80/b"),
                List.of("http://crl.authority.test/list.crl")));
    assertEquals(List.of("ocsp.authority.test", "crl.authority.test"), RevocationHosts.of(chain));
  }

  @Test
  void onlyPlainHttpToNamesOnItsUsualPortCounts() throws Exception {
    List<PeerCertificate> chain =
        List.of(
            certificate(
                List.of(
                    "https://secure.authority.test/",
                    "http://other.authority.test:8080/",
                    "http://10.0.0.1/",
                    "http://[::1]/",
                    "ldap://directory.authority.test/",
                    "http:// not a url",
                    "http://long.authority.test/" + "x".repeat(600)),
                List.of("file:///etc/passwd")));
    assertEquals(List.of(), RevocationHosts.of(chain));
  }

  @Test
  void manyHostsAreBoundedAndBrokenCertificatesPassedOver() throws Exception {
    List<String> many = new ArrayList<>();
    for (int number = 0; number < 300; number++) {
      many.add("http://ocsp" + number + ".authority.test/");
    }
    PeerCertificate whole = certificate(many, many);
    assertEquals(4, RevocationHosts.of(List.of(whole)).size());
    byte[] der = Base64.getDecoder().decode(whole.certificateBase64());
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      byte[] broken = Arrays.copyOf(der, 1 + random.nextInt(der.length));
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      assertTrue(RevocationHosts.of(List.of(peer(broken))).size() <= 4);
    }
  }

  @Test
  void aStapleSaysWhatTheResponderSaid() throws Exception {
    assertEquals("good", Staple.of(staple(CertificateStatus.GOOD)));
    assertEquals(
        "revoked", Staple.of(staple(new RevokedStatus(Date.from(NOW), CRLReason.keyCompromise))));
    assertEquals("unknown", Staple.of(staple(new UnknownStatus())));
  }

  @Test
  void aBrokenStapleIsUnreadable() throws Exception {
    byte[] whole = staple(CertificateStatus.GOOD);
    assertEquals("unreadable", Staple.of(new byte[0]));
    assertEquals("unreadable", Staple.of(new byte[] {1, 0, 0, 0, 5}));
    for (int length = 0; length < whole.length - 1; length++) {
      assertEquals("unreadable", Staple.of(Arrays.copyOf(whole, length)), "cut at " + length);
    }
  }

  private static byte[] staple(CertificateStatus status) throws Exception {
    KeyPair pair = pair();
    X509CertificateHolder issuer = holder(pair, List.of(), List.of());
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    BasicOCSPRespBuilder builder =
        new JcaBasicOCSPRespBuilder(pair.getPublic(), digests.get(CertificateID.HASH_SHA1));
    builder.addResponse(
        new CertificateID(digests.get(CertificateID.HASH_SHA1), issuer, BigInteger.TEN), status);
    byte[] response =
        new OCSPRespBuilder()
            .build(
                OCSPRespBuilder.SUCCESSFUL,
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()),
                    new X509CertificateHolder[0],
                    Date.from(NOW)))
            .getEncoded();
    byte[] content = new byte[4 + response.length];
    content[0] = 1;
    content[2] = (byte) (response.length >> 8);
    content[3] = (byte) response.length;
    System.arraycopy(response, 0, content, 4, response.length);
    return content;
  }

  private static PeerCertificate certificate(List<String> responders, List<String> lists)
      throws Exception {
    return peer(holder(pair(), responders, lists).getEncoded());
  }

  private static PeerCertificate peer(byte[] encoded) {
    return new PeerCertificate(
        "", "", NOW, NOW, "", List.of(), Base64.getEncoder().encodeToString(encoded));
  }

  private static KeyPair pair() throws Exception {
    return KeyPairGenerator.getInstance("EC").generateKeyPair();
  }

  private static X509CertificateHolder holder(
      KeyPair pair, List<String> responders, List<String> lists) throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.ONE,
            Date.from(NOW),
            Date.from(NOW.plus(Duration.ofDays(30))),
            NAME,
            pair.getPublic());
    if (!responders.isEmpty()) {
      builder.addExtension(Extension.authorityInfoAccess, false, access(responders));
    }
    if (!lists.isEmpty()) {
      builder.addExtension(Extension.cRLDistributionPoints, false, points(lists));
    }
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static AuthorityInformationAccess access(List<String> urls) {
    return new AuthorityInformationAccess(
        urls.stream()
            .map(url -> new AccessDescription(AccessDescription.id_ad_ocsp, location(url)))
            .toArray(AccessDescription[]::new));
  }

  private static CRLDistPoint points(List<String> urls) {
    return new CRLDistPoint(
        urls.stream()
            .map(url -> new DistributionPointName(new GeneralNames(location(url))))
            .map(name -> new DistributionPoint(name, null, null))
            .toArray(DistributionPoint[]::new));
  }

  private static GeneralName location(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }
}
