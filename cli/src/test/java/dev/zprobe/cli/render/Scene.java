package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Evidence;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.traffic.CaptureReport;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A run in which one web address is filtered by name and one media port is rejected. */
final class Scene {
  private static final Instant START = Instant.parse("2026-10-08T10:00:00Z");
  private static final InetAddress FIRST = address("203.0.113.1");
  private static final InetAddress SECOND = address("203.0.113.2");
  private static final List<Integer> MEDIA_PORTS =
      IntStream.rangeClosed(8801, 8810).boxed().toList();
  private final List<Observation> seen = new ArrayList<>();
  private final List<Diagnosis.TargetState> states = new ArrayList<>();

  static EvidenceBundle filtered(CaptureReport capture) {
    return new Scene().build(capture);
  }

  private EvidenceBundle build(CaptureReport capture) {
    lookup(Optional.empty());
    web(FIRST, Optional.of(FailureCode.TLS_RESET), Diagnosis.State.FILTERED);
    web(SECOND, Optional.empty(), Diagnosis.State.OPEN);
    meetings(FIRST);
    meetings(SECOND);
    for (int port : MEDIA_PORTS) {
      media(port);
    }
    seen.add(
        new TcpConnect(
            stamp("late"),
            Endpoint.tcp(SECOND, 8443),
            Optional.empty(),
            Optional.of(Failure.of(FailureCode.NOT_TESTED)),
            Trace.BLIND));
    RunRecord run = new RunRecord("1", "run", START, START, true, "1.0.0");
    return new EvidenceBundle(run, Observations.of(targets(), seen), capture, diagnosis());
  }

  private static List<Target> targets() {
    Target.Promise promise = new Target.Promise(true, true, "test");
    return List.of(
        new Target(
            "web",
            "web",
            new Place.Named("zoom.us"),
            Transport.TCP,
            List.of(443),
            Application.TLS,
            promise),
        new Target(
            "meetings",
            "meetings",
            new Place.Listed(List.of(FIRST, SECOND)),
            Transport.TCP,
            List.of(443, 8801),
            Application.NONE,
            promise),
        new Target(
            "media",
            "meetings",
            new Place.Listed(List.of(FIRST)),
            Transport.UDP,
            MEDIA_PORTS,
            Application.ZOOM_MEDIA,
            promise));
  }

  private void lookup(Optional<Failure> failure) {
    seen.add(
        new DnsLookup(
            stamp("web"),
            new DnsLookup.Question("zoom.us", "A", DnsLookup.Purpose.SERVICE),
            new DnsLookup.NameServer(Endpoint.udp(FIRST, 53), DnsLookup.Role.SYSTEM),
            new DnsLookup.Answer(
                "NOERROR",
                List.of(FIRST, SECOND),
                List.of(),
                60,
                false,
                Duration.ofMillis(3),
                List.of()),
            failure,
            Trace.BLIND));
  }

  private void web(InetAddress address, Optional<FailureCode> tls, Diagnosis.State state) {
    Endpoint endpoint = Endpoint.tcp(address, 443);
    connect("web", endpoint);
    seen.add(
        new TlsHandshake(
            stamp("web"),
            endpoint,
            new TlsHandshake.Hello("zoom.us", TlsHandshake.Variant.NORMAL, List.of("TLSv1.3"), 517),
            List.of(),
            TlsHandshake.Outcome.NONE,
            tls.map(Failure::of),
            Trace.BLIND));
    states.add(new Diagnosis.TargetState("web", endpoint, state, "", List.of()));
  }

  private void meetings(InetAddress address) {
    for (int port : List.of(443, 8801)) {
      connect("meetings", Endpoint.tcp(address, port));
      states.add(
          new Diagnosis.TargetState(
              "meetings", Endpoint.tcp(address, port), Diagnosis.State.OPEN, "", List.of()));
    }
  }

  private void connect(String target, Endpoint endpoint) {
    seen.add(
        new TcpConnect(stamp(target), endpoint, Optional.empty(), Optional.empty(), Trace.BLIND));
  }

  private void media(int port) {
    Endpoint endpoint = Endpoint.udp(FIRST, port);
    boolean rejected = port == 8805;
    seen.add(
        new UdpExchange(
            stamp("media"),
            endpoint,
            Application.ZOOM_MEDIA,
            new UdpExchange.Result(
                4,
                rejected ? 0 : 4,
                Duration.ofMillis(2),
                Optional.empty(),
                Optional.empty(),
                List.of()),
            rejected ? Optional.of(Failure.of(FailureCode.UDP_REJECTED)) : Optional.empty(),
            Trace.BLIND));
    states.add(
        new Diagnosis.TargetState(
            "media",
            endpoint,
            rejected ? Diagnosis.State.REJECTED : Diagnosis.State.OPEN,
            "",
            List.of()));
  }

  private Diagnosis diagnosis() {
    Finding blocked =
        finding(
            Cause.SNI_BLOCKED,
            Severity.BLOCKING,
            new Finding.Progress("ClientHello", "ServerHello"),
            Location.hops(2, 3, List.of(address("62.115.12.2"), address("62.115.23.3"))),
            "A ClientHello with the name zoom.us is reset; one with another name is answered.");
    Finding follows =
        finding(
            Cause.SERVER_SILENT,
            Severity.BLOCKING,
            Finding.Progress.NONE,
            Location.unknown(),
            "The server does not answer.");
    Finding note =
        finding(
            Cause.NAT_SYMMETRIC,
            Severity.NOTE,
            Finding.Progress.NONE,
            Location.unknown(),
            "The mapped port changes.");
    return new Diagnosis(
        new Diagnosis.Verdict(
            Diagnosis.Status.BLOCKED,
            "TLS to zoom.us is reset by a device between hop 2 and hop 3.",
            Optional.of(Blame.NETWORK),
            Diagnosis.Error104103.EXPLAINED),
        List.of(
            new Diagnosis.Filed("F1", blocked, Optional.empty()),
            new Diagnosis.Filed("F2", follows, Optional.of("F1")),
            new Diagnosis.Filed("F3", note, Optional.empty())),
        states);
  }

  private static Finding finding(
      Cause cause, Severity severity, Finding.Progress progress, Location where, String summary) {
    return new Finding(
        new Finding.Judgement(cause, Stage.TLS, severity, Confidence.CONFIRMED, Blame.NETWORK),
        Scope.ofNames(List.of("zoom.us")),
        where,
        progress,
        Map.of(),
        new Finding.Account(summary, cause == Cause.SNI_BLOCKED ? "nothing more" : ""),
        List.of(
            new Evidence(
                Evidence.Role.SUBJECT,
                "O3",
                List.of(7L, 8L, 9L),
                "RST after the ClientHello\u001b]0;title\u0007"),
            new Evidence(
                Evidence.Role.CONTROL, "O5", List.of(), "another name got its ServerHello")));
  }

  private Stamp stamp(String target) {
    return new Stamp("O" + (seen.size() + 1), target, START, Duration.ofMillis(2), List.of());
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
