package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake.Trust;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsRulesTest {
  private static final String RIGHT = "203.0.113.10";
  private static final String WRONG = "198.51.100.66";

  private static Scenes web() {
    return new Scenes().target("web", "zoom.us", Transport.TCP, 443);
  }

  private static Scenes control(Scenes scene) {
    return scene.dns(Role.CONTROL, "1.1.1.1", "zoom.us", null, RIGHT);
  }

  private static Scenes system(Scenes scene, FailureCode code, String... addresses) {
    return scene.dns(Role.SYSTEM, "10.0.0.53", "zoom.us", code, addresses);
  }

  private static Scenes working(Scenes scene) {
    return scene.accepts(RIGHT, 443).tls(RIGHT, 443);
  }

  private static Scenes asked(
      Scenes scene, Role role, Purpose purpose, String server, Answer answer, FailureCode code) {
    return scene.lookup(
        new DnsLookup.Question("zoom.us", "A", purpose),
        new DnsLookup.NameServer(Endpoint.udp(Scenes.address(server), 53), role),
        answer,
        code);
  }

  private static Answer answer(String address, long millis, Answer... others) {
    return new Answer(
        "NOERROR",
        List.of(Scenes.address(address)),
        List.of(),
        60,
        false,
        Duration.ofMillis(millis),
        List.of(others));
  }

  @Test
  void silentResolverIsUnreachable() {
    Finding finding =
        Expect.only(Cause.DNS_UNREACHABLE, control(system(web(), FailureCode.DNS_TIMEOUT)));
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(List.of(53), finding.scope().ports());
    assertEquals(
        Confidence.POSSIBLE,
        Expect.only(Cause.DNS_UNREACHABLE, system(web(), FailureCode.DNS_TIMEOUT))
            .judgement()
            .confidence());
  }

  /** A forwarder knows who it is while those it asks are dead. */
  @Test
  void aResolverThatOnlySaysWhoItIsIsUnreachableAndNoFilter() {
    Scenes scene = working(control(system(web(), FailureCode.DNS_TIMEOUT)));
    system(scene, FailureCode.DNS_TIMEOUT);
    asked(scene, Role.SYSTEM, Purpose.IDENTITY, "10.0.0.53", answer(RIGHT, 5), null);
    Finding finding = Expect.only(Cause.DNS_UNREACHABLE, scene);
    assertEquals(Blame.RESOLVER, finding.judgement().blame());
    assertEquals(Location.Kind.RESOLVER, finding.location().kind());
  }

  @Test
  void silenceForOneNameOfAResolverThatAnswersOthersIsABlockOfTheName() {
    Scenes scene = working(control(system(web(), FailureCode.DNS_TIMEOUT)));
    system(scene, FailureCode.DNS_TIMEOUT);
    scene.dns(Role.SYSTEM, "10.0.0.53", "time.example", null, "192.0.2.9");
    Finding finding = Expect.only(Cause.DNS_BLOCKED, scene);
    assertEquals("no answer", finding.detail().get("answer"));
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
  }

  @Test
  void aHostThatRefusesInAnotherNetworkIsNoOldAddress() {
    Scenes foreign = control(system(web(), null, WRONG)).accepts(WRONG, 80);
    foreign.resets(WRONG, 443, 20, 60);
    Expect.not(Cause.DNS_STALE, foreign);
    Expect.some(Cause.DNS_HIJACKED, foreign);
  }

  @Test
  void whatIsAnsweredUncheckedFailsToValidateAndIsNotFiltered() {
    Scenes scene = control(system(web(), FailureCode.DNS_SERVFAIL));
    String filtered = Expect.only(Cause.DNS_FAILING, scene).account().summary();
    assertTrue(!filtered.contains("DNSSEC"), filtered);
    asked(scene, Role.SYSTEM, Purpose.UNCHECKED, "10.0.0.53", answer(RIGHT, 5), null);
    String once = Expect.only(Cause.DNS_FAILING, scene).account().summary();
    assertTrue(!once.contains("DNSSEC"), "it may have failed for a moment: " + once);
    system(scene, FailureCode.DNS_SERVFAIL);
    Finding finding = Expect.only(Cause.DNS_FAILING, scene);
    assertTrue(finding.account().summary().contains("a failed DNSSEC validation"));
    assertEquals(Blame.RESOLVER, finding.judgement().blame());
  }

  @Test
  void anotherResolversUncheckedAnswerSaysNothingOfThisOne() {
    Scenes scene = control(system(web(), FailureCode.DNS_SERVFAIL));
    asked(scene, Role.CONTROL, Purpose.UNCHECKED, "1.1.1.1", answer(RIGHT, 5), null);
    String summary = Expect.only(Cause.DNS_FAILING, scene).account().summary();
    assertTrue(!summary.contains("DNSSEC"), summary);
  }

  @Test
  void oneDeadResolverOfTwoOnlyDegrades() {
    Scenes scene = control(system(web(), FailureCode.DNS_TIMEOUT));
    scene.dns(Role.SYSTEM, "10.0.0.54", "zoom.us", null, RIGHT);
    Finding finding = Expect.only(Cause.DNS_DEGRADED, working(scene));
    assertEquals("10.0.0.53", finding.detail().get("resolver"));
  }

  @Test
  void slowAnswersDegradeFromOneSecondOn() {
    Scenes slow =
        asked(web(), Role.SYSTEM, Purpose.SERVICE, "10.0.0.53", answer(RIGHT, 1500), null);
    Finding finding = Expect.only(Cause.DNS_DEGRADED, working(slow));
    assertEquals(1500L, finding.detail().get("elapsedMs"));
    boolean controlled =
        finding.evidence().stream().anyMatch(each -> each.role() == Evidence.Role.CONTROL);
    assertEquals(controlled, finding.judgement().confidence() == Confidence.LIKELY);
    Scenes fine = asked(web(), Role.SYSTEM, Purpose.SERVICE, "10.0.0.53", answer(RIGHT, 700), null);
    Expect.quiet(working(fine));
  }

  @Test
  void theReasonThatAResolverGivesIsToldInItsOwnWords() {
    Scenes scene = control(web());
    DnsLookup bogus =
        new DnsLookup(
            scene.stamp(20),
            new DnsLookup.Question("zoom.us", "A", DnsLookup.Purpose.SERVICE),
            new DnsLookup.NameServer(Endpoint.udp(Scenes.address("10.0.0.53"), 53), Role.SYSTEM),
            new DnsLookup.Answer(
                "SERVFAIL", List.of(), List.of(), 0, false, Duration.ofMillis(20), List.of()),
            Optional.of(new Failure(FailureCode.DNS_SERVFAIL, "extended error 6 DNSSEC_BOGUS")),
            Trace.BLIND);
    Finding finding = Expect.only(Cause.DNS_FAILING, scene.add(bogus));
    assertTrue(finding.account().summary().contains("SERVFAIL, extended error 6 DNSSEC_BOGUS"));
  }

  @Test
  void errorsOfTheResolverAreFailures() {
    Finding finding =
        Expect.only(Cause.DNS_FAILING, control(system(web(), FailureCode.DNS_SERVFAIL)));
    assertEquals("SERVFAIL", finding.detail().get("rcode"));
    assertEquals(Blame.RESOLVER, finding.judgement().blame());
  }

  @Test
  void zoneThatFailsEverywhereIsNotTheResolversFault() {
    Scenes scene = system(web(), FailureCode.DNS_SERVFAIL);
    scene.dns(Role.CONTROL, "1.1.1.1", "zoom.us", FailureCode.DNS_SERVFAIL);
    assertEquals(Blame.SERVICE, Expect.only(Cause.DNS_FAILING, scene).judgement().blame());
    Expect.not(Cause.DNS_FAILING, control(system(web(), FailureCode.DNS_NXDOMAIN)));
  }

  @Test
  void deniedNameIsBlockedOnlyWhenAControlKnowsIt() {
    Expect.only(Cause.DNS_BLOCKED, control(system(web(), FailureCode.DNS_NXDOMAIN)));
    Expect.only(Cause.DNS_BLOCKED, control(system(web(), FailureCode.DNS_NO_DATA)));
    Scenes gone = system(web(), FailureCode.DNS_NXDOMAIN);
    gone.dns(Role.CONTROL, "1.1.1.1", "zoom.us", FailureCode.DNS_NXDOMAIN);
    assertEquals(
        Diagnosis.Status.INCONCLUSIVE, Expect.not(Cause.DNS_BLOCKED, gone).verdict().status());
  }

  @Test
  void sinkholeIsBlockedAndExplainsWhatHappensThere() {
    Scenes scene = control(system(web(), null, "0.0.0.0"));
    scene.connect("0.0.0.0", 443, FailureCode.CONNECT_REFUSED, 1);
    assertEquals("sinkhole", Expect.only(Cause.DNS_BLOCKED, scene).detail().get("answer"));
  }

  @Test
  void strangeAddressWithAForeignCertificateIsHijacked() {
    Scenes scene = control(system(web(), null, WRONG)).accepts(WRONG, 443).tls(WRONG, 443);
    scene.presenting(
        scene.certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        new Trust(true, true, false, ""),
        FailureCode.CERTIFICATE_WRONG_NAME);
    assertEquals(
        Confidence.CONFIRMED, Expect.only(Cause.DNS_HIJACKED, scene).judgement().confidence());
  }

  /** While IPv4 is right and works, this degrades; where no certificate is right, who can tell. */
  @Test
  void strangersOfOneFamilyAloneAreHijackedWhereTheOtherIsVouchedFor() {
    Finding finding = Expect.only(Cause.DNS_HIJACKED, strangeIpv6(working(web())));
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    assertEquals(List.of(Scenes.address("2001:db8:bad::1")), finding.scope().addresses());
    Expect.not(Cause.DNS_HIJACKED, strangeIpv6(web().accepts(RIGHT, 443)));
    Expect.not(Cause.DNS_HIJACKED, working(web()).accepts("2001:db8:bad::1", 443));
  }

  private static Scenes strangeIpv6(Scenes scene) {
    system(control(scene), null, RIGHT, "2001:db8:bad::1");
    scene.dns(Role.CONTROL, "1.1.1.1", "zoom.us", null, RIGHT, "2001:db8::10");
    return scene
        .accepts("2001:db8:bad::1", 443)
        .tls("2001:db8:bad::1", 443)
        .presenting(
            scene.certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            new Trust(true, true, false, ""),
            FailureCode.CERTIFICATE_WRONG_NAME);
  }

  @Test
  void strangeAddressWithAValidCertificateIsFine() {
    Expect.quiet(control(system(web(), null, WRONG)).accepts(WRONG, 443).tls(WRONG, 443));
    Expect.quiet(working(control(system(web(), null, RIGHT))));
  }

  @Test
  void strangeAddressWhereNothingAnswersIsStaleUnlessItIsPrivate() {
    Expect.only(Cause.DNS_STALE, control(system(web(), null, WRONG)).drops(WRONG, 443));
    Expect.only(
        Cause.DNS_HIJACKED, control(system(web(), null, "10.66.66.66")).drops("10.66.66.66", 443));
    Expect.not(Cause.DNS_STALE, control(system(web(), null, RIGHT)).drops(RIGHT, 443));
  }

  @Test
  void answerFromNowhereIsInterception() {
    Scenes scene = working(control(system(web(), null, RIGHT)));
    asked(scene, Role.CONTROL, Purpose.IDENTITY, "198.51.100.253", answer(RIGHT, 5), null);
    Expect.only(Cause.DNS_INTERCEPTED, scene);
    Scenes silent = working(control(system(web(), null, RIGHT)));
    asked(
        silent,
        Role.CONTROL,
        Purpose.IDENTITY,
        "198.51.100.253",
        Answer.NONE,
        FailureCode.DNS_TIMEOUT);
    Expect.quiet(silent);
  }

  @Test
  void whereEverybodyIsAnsweredForAControlOverHttpsStillCounts() {
    Scenes scene = system(web(), FailureCode.DNS_NXDOMAIN);
    scene.dns(Role.CONTROL, "1.1.1.1", "zoom.us", FailureCode.DNS_NXDOMAIN);
    asked(scene, Role.CONTROL, Purpose.IDENTITY, "198.51.100.253", answer(RIGHT, 5), null);
    Expect.not(Cause.DNS_BLOCKED, scene);
    asked(scene, Role.SECURE_CONTROL, Purpose.SERVICE, "9.9.9.9", answer(RIGHT, 5), null);
    assertEquals(
        Confidence.CONFIRMED, Expect.some(Cause.DNS_BLOCKED, scene).judgement().confidence());
  }

  @Test
  void twoAnswersThatContradictEachOtherAreInjection() {
    Scenes scene =
        asked(
            web(),
            Role.SYSTEM,
            Purpose.SERVICE,
            "10.0.0.53",
            answer(WRONG, 2, answer(RIGHT, 30)),
            null);
    Finding finding = Expect.only(Cause.DNS_INJECTED, control(scene).drops(WRONG, 443));
    assertEquals(List.of(WRONG, RIGHT), finding.detail().get("both"));
    Scenes repeated =
        asked(
            web(),
            Role.SYSTEM,
            Purpose.SERVICE,
            "10.0.0.53",
            answer(RIGHT, 2, answer(RIGHT, 30)),
            null);
    Expect.not(Cause.DNS_INJECTED, working(control(repeated)));
  }

  @Test
  void onlyIpv6OnAHostWithoutItIsUnusable() {
    Scenes scene =
        web()
            .host(LocalAndClockRulesTest.host(List.of("10.0.0.9")))
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, "2001:db8::10")
            .dns(Role.CONTROL, "1.1.1.1", "zoom.us", null, "2001:db8::10", RIGHT)
            .connect("2001:db8::10", 443, FailureCode.HOST_NO_ROUTE, 0);
    Expect.only(Cause.DNS_UNUSABLE, scene);
    Expect.not(
        Cause.DNS_UNUSABLE,
        web()
            .host(LocalAndClockRulesTest.host(List.of("10.0.0.9", "2001:db8::9")))
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, "2001:db8::10")
            .accepts("2001:db8::10", 443)
            .tls("2001:db8::10", 443));
  }

  @Test
  void oneTransportThatDiesIsItsOwnCause() {
    Scenes scene = working(control(system(web(), FailureCode.DNS_TIMEOUT)));
    scene.lookup(
        new DnsLookup.Question("zoom.us", "A", Purpose.SERVICE),
        new DnsLookup.NameServer(Endpoint.tcp(Scenes.address("10.0.0.53"), 53), Role.SYSTEM),
        answer(RIGHT, 40),
        null);
    assertEquals("udp", Expect.only(Cause.DNS_TRANSPORT_BLOCKED, scene).detail().get("transport"));
    Expect.not(Cause.DNS_TRANSPORT_BLOCKED, control(system(web(), FailureCode.DNS_TIMEOUT)));
  }

  @Test
  void namesOfTimeServersAreNobodysService() {
    Scenes scene = working(control(system(web(), null, RIGHT)));
    scene.dns(Role.SYSTEM, "10.0.0.53", "time.example", FailureCode.DNS_NXDOMAIN);
    scene.dns(Role.CONTROL, "1.1.1.1", "time.example", null, "192.0.2.9");
    Expect.quiet(scene);
  }
}
