package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.analyze.CaptureAnalysis;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.ReportJson;

/** The report of capture files: that of a run, with what only files can lack. */
final class AnalysisReport {
  private AnalysisReport() {}

  /**
   * @param names of the files, whose frames the report counts
   */
  static ObjectNode of(EvidenceBundle bundle, CaptureAnalysis analysis, String names) {
    ObjectNode report = ReportJson.of(bundle);
    ObjectNode capture = report.withObject("/capture");
    capture.put("file", names);
    // What was lost while it was captured, a file seldom tells.
    capture.remove("dropped");
    capture.put("shedFlows", analysis.totals().shedFlows());
    analysis
        .damage()
        .ifPresent(
            broken ->
                capture
                    .putObject("damage")
                    .put("atFrame", broken.atFrame())
                    .put("offset", broken.offset())
                    .put("what", broken.what()));
    ReportJson.repair(report, bundle.seen().targets());
    return report;
  }
}
