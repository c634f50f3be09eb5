package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.render.MarkdownReport;
import dev.zprobe.cli.render.page.HtmlReport;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnostician;
import dev.zprobe.diagnosis.rule.AllRules;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.observation.Observations;
import dev.zprobe.traffic.CaptureReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * Judges nothing and reports it to nobody, beside the reading of a capture or while probes wait:
 * rules, the repair book and what writes reports are then loaded when they are needed. It shares
 * nothing with the real diagnosis but the classes.
 */
final class Rehearsal implements Runnable {
  private Rehearsal() {}

  static void begin() {
    Thread thread = new Thread(new Rehearsal(), "rehearsal");
    thread.setDaemon(true);
    thread.start();
  }

  /** With the reports for people, which a run writes and an analysis seldom. */
  static void ofReports() {
    ObjectNode report = report();
    HtmlReport.of(report);
    MarkdownReport.of(report);
  }

  @Override
  public void run() {
    report();
  }

  private static ObjectNode report() {
    Observations nothing = Observations.of(List.of(), List.of());
    Diagnosis diagnosis = new Diagnostician(AllRules.list()).diagnose(nothing);
    RunRecord run =
        RunRecord.begin("analyze", Instant.EPOCH, false, Version.TEXT).endedAt(Instant.EPOCH);
    CaptureReport capture = new CaptureReport(true, "", List.of(), 0, 0);
    ObjectNode report = ReportJson.of(new EvidenceBundle(run, nothing, capture, diagnosis));
    try {
      JsonText.write(report, OutputStream.nullOutputStream());
    } catch (IOException impossible) {
      throw new UncheckedIOException("nowhere cannot be full", impossible);
    }
    return report;
  }
}
