package dev.zprobe.evidence;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.observation.Observations;
import dev.zprobe.traffic.CaptureReport;

/** Everything that one run leaves behind. Immutable. */
public record EvidenceBundle(
    RunRecord run, Observations seen, CaptureReport capture, Diagnosis diagnosis) {}
