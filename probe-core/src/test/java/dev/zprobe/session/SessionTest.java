package dev.zprobe.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.plan.Plan;
import dev.zprobe.traffic.CaptureReport;
import dev.zprobe.traffic.CaptureScope;
import dev.zprobe.traffic.TrafficObserver;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Instant START = Instant.parse("2026-10-08T10:00:00Z");
  private static final InetAddress SERVER = Addresses.parse("203.0.113.30").orElseThrow();
  private static final Path FILE = Path.of("capture.pcapng");
  private final List<String> events = new ArrayList<>();
  private CaptureScope watched;

  @Test
  void watchesThenProbesThenExplainsThenClosesThenJudges() {
    EvidenceBundle bundle = session().run(plan(), begun(), FILE);
    assertEquals(
        List.of("watch", "probe", "localise", "explain", "report", "close", "judge"), events);
    assertEquals(START.plusSeconds(3), bundle.run().ended());
    assertEquals("SF", bundle.seen().all().get(0).trace().history());
    assertTrue(bundle.capture().live());
  }

  @Test
  void theCaptureIsClosedWhenProbingBreaks() {
    Session session =
        new Session(
            this::watch,
            (plan, traffic) -> {
              throw new IllegalStateException("a bug");
            },
            (seen, traffic, deadline) -> List.of(),
            seen -> diagnosis(),
            () -> START);
    assertThrows(IllegalStateException.class, () -> session.run(plan(), begun(), FILE));
    assertEquals(List.of("watch", "close"), events);
  }

  @Test
  void everyPortThatThePlanMayUseIsWatched() {
    session().run(plan(), begun(), FILE);
    assertEquals(
        Set.of(53, 80, 123, 443, 8801, 8802, 5353, 5354, 1123, 8080, 3128, 33434), watched.ports());
    assertEquals(List.of("eth7"), watched.interfaces());
    assertEquals(FILE, watched.file());
  }

  private Session session() {
    return new Session(
        this::watch,
        (plan, traffic) -> {
          events.add("probe");
          return List.of(connect());
        },
        (seen, traffic, deadline) -> {
          events.add("localise");
          return List.of();
        },
        seen -> {
          events.add("judge");
          return diagnosis();
        },
        () -> START.plusSeconds(3));
  }

  private TrafficObserver watch(CaptureScope scope) {
    events.add("watch");
    watched = scope;
    return new TrafficObserver() {
      @Override
      public void expect(FiveTuple flow) {
        events.add("expect");
      }

      @Override
      public Map<String, Trace> explain(List<Observation> probed) {
        events.add("explain");
        return Map.of("O1", new Trace(true, "SF", List.of(), List.of()));
      }

      @Override
      public CaptureReport report() {
        events.add("report");
        return new CaptureReport(true, "", List.of("eth7"), 5, 0);
      }

      @Override
      public void close() {
        events.add("close");
      }
    };
  }

  private static RunRecord begun() {
    return RunRecord.begin("run", START, true, "1.0.0");
  }

  private static TcpConnect connect() {
    return new TcpConnect(
        new Stamp("O1", "media", START, Duration.ZERO, List.of()),
        Endpoint.tcp(SERVER, 8801),
        Optional.empty(),
        Optional.empty(),
        Trace.BLIND);
  }

  private static Diagnosis diagnosis() {
    return new Diagnosis(
        new Diagnosis.Verdict(
            Diagnosis.Status.HEALTHY,
            "All well.",
            Optional.empty(),
            Diagnosis.Error104103.NOT_REPRODUCED),
        List.of(),
        List.of());
  }

  private static Plan plan() {
    Target media =
        new Target(
            "media",
            "meetings",
            new Place.Listed(List.of(SERVER)),
            Transport.TCP,
            List.of(8801, 8802),
            Application.NONE,
            new Target.Promise(true, true, "test"));
    Catalog catalog =
        new Catalog(
            LocalDate.EPOCH,
            List.of(),
            List.of(Endpoint.udp(SERVER, 5354)),
            List.of("time.example.com", "192.0.2.1:1123", "[2001:db8::1]:123"),
            List.of(),
            List.of(new Catalog.PortalCheck("http://check.example.com:8080/x", 204, "")),
            List.of(media));
    return new Plan(
        catalog,
        List.of(Endpoint.udp(SERVER, 5353)),
        Plan.Families.BOTH,
        new Plan.ProxyChoice(Plan.ProxyChoice.Kind.URL, "http://proxy.example.com:3128"),
        List.of(),
        Plan.Limits.STANDARD,
        new Plan.Stages(true, true, true, Optional.of("eth7"), Optional.empty(), List.of()));
  }
}
