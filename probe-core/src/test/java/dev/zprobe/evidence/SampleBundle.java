package dev.zprobe.evidence;

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
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.traffic.CaptureReport;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle with one observation of every kind and a finding that uses every field. */
final class SampleBundle {
  static final Instant START = Instant.parse("2026-10-08T10:00:00.123456789Z");
  static final InetAddress ROUTER = address("62.115.12.2");

  private SampleBundle() {}

  static EvidenceBundle withEverything() {
    return of(SampleObservations.all(), CaptureReport.blind("not wanted"));
  }

  static EvidenceBundle of(List<Observation> seen, CaptureReport capture) {
    RunRecord run = new RunRecord("run-1", "run", START, START.plusMillis(2500), true, "1.0.0");
    return new EvidenceBundle(run, Observations.of(List.of(), seen), capture, diagnosis());
  }

  static Diagnosis diagnosis() {
    return new Diagnosis(
        new Diagnosis.Verdict(
            Diagnosis.Status.BLOCKED,
            "UDP 8801 is dropped.",
            Optional.of(Blame.NETWORK),
            Diagnosis.Error104103.EXPLAINED),
        List.of(
            new Diagnosis.Filed("F1", finding(), Optional.empty()),
            new Diagnosis.Filed("F2", finding(), Optional.of("F1"))),
        List.of(
            new Diagnosis.TargetState(
                "media",
                SampleObservations.MEDIA,
                Diagnosis.State.FILTERED,
                "no reply",
                List.of("O4"))));
  }

  private static Finding finding() {
    return new Finding(
        new Finding.Judgement(
            Cause.PORT_DROPPED, Stage.UDP, Severity.BLOCKING, Confidence.LIKELY, Blame.NETWORK),
        new Scope(
            Optional.of(Transport.UDP),
            List.of(8801),
            List.of(SampleObservations.MEDIA.address()),
            List.of("mmr.zoom.us")),
        Location.hops(2, 3, List.of(ROUTER)),
        new Finding.Progress("client datagram", "any answer"),
        Map.of(
            "offsetMs",
            12.5,
            "breaksTls",
            true,
            "offered",
            List.of("TLSv1.3"),
            "count",
            3L,
            "by",
            ROUTER,
            "inner",
            Map.of("key", "value")),
        new Finding.Account("UDP 8801 is dropped.", "the far end's own view"),
        List.of(
            new Evidence(Evidence.Role.SUBJECT, "O4", List.of(212L, 240L), "three tries, silence"),
            new Evidence(Evidence.Role.CONTROL, "O1", List.of(), "TCP 443 answers")));
  }

  static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
