package dev.zprobe.testdata.service;

import dev.zprobe.testdata.certificate.Authority;
import dev.zprobe.testdata.certificate.Issued;
import dev.zprobe.testdata.certificate.Leaf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Which certificates the service shows under one fault. */
final class ServiceCertificates {
  private static final String[] SERVICE_NAMES = {"service.test", "*.service.test"};
  private static final String[] NEUTRAL_NAMES = {"www.neutral.test", "portal.test"};

  private final Fault fault;
  private final Authority authority;
  private final Instant now;

  ServiceCertificates(Fault fault, Authority authority, Clock clock) {
    this.fault = fault;
    this.authority = authority;
    this.now = clock.instant();
  }

  Issued service() {
    Leaf good = Leaf.validAt(now, SERVICE_NAMES);
    return switch (fault) {
      case CERTIFICATE_EXPIRED -> authority.issue(Leaf.expiredAt(now, SERVICE_NAMES));
      case CERTIFICATE_WRONG_NAME -> authority.issue(Leaf.validAt(now, "www.other.test"));
      case CERTIFICATE_SELF_SIGNED -> Authority.selfSigned(good);
      case CERTIFICATE_CHAIN_INCOMPLETE -> authority.issue(good).withoutIntermediates();
      case TLS_INTERCEPTED -> inspection().issue(good);
      case CAPTIVE_PORTAL -> authority.issue(Leaf.validAt(now, "login.portal.test"));
      // Fresh: valid since five minutes by true time, in five minutes by this machine's clock.
      case CLOCK_SKEW ->
          authority.issue(
              good.valid(
                  now.plus(ServiceConduct.SKEW.dividedBy(2)), now.plus(Duration.ofDays(90))));
      case NONE,
          DNS_NXDOMAIN,
          DNS_SERVFAIL,
          DNS_SINKHOLE,
          RESOLVER_SILENT,
          PORT_REFUSED,
          UDP_SILENT,
          MEDIA_REFUSED,
          HELLO_RESET,
          HELLO_DROPPED,
          TLS_ALERT,
          TLS_OLD_VERSION,
          SERVER_SILENT,
          CLOCK_UNVERIFIABLE,
          HTTP_403,
          HTTP_503 ->
          authority.issue(good);
    };
  }

  Issued neutral() {
    if (fault == Fault.CAPTIVE_PORTAL) {
      return authority.issue(Leaf.validAt(now, "login.portal.test"));
    }
    Leaf good = Leaf.validAt(now, NEUTRAL_NAMES);
    return fault == Fault.TLS_INTERCEPTED ? inspection().issue(good) : authority.issue(good);
  }

  private Authority inspection() {
    return Authority.create("Example Inspection", now);
  }
}
