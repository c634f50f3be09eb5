package dev.zprobe.capture.analyze;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnostician;
import dev.zprobe.diagnosis.rule.AllRules;
import dev.zprobe.testdata.frames.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What all rules say of a capture, with the built-in catalog. */
final class Judged {
  private Judged() {}

  static Diagnosis diagnosis(Recording recording) throws IOException {
    try (CaptureAnalysis analysis = analysis(recording)) {
      return new Diagnostician(AllRules.list()).diagnose(analysis.observations());
    }
  }

  /** Read, and to be closed. */
  static CaptureAnalysis analysis(Recording recording) throws IOException {
    CaptureAnalysis analysis = CaptureAnalysis.of(AnalysisRequest.of(CatalogReader.builtIn()));
    analysis.read(CaptureFiles.of(new ByteArrayInputStream(recording.bytes())));
    return analysis;
  }
}
