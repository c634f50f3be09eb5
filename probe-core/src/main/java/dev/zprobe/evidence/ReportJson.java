package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.net.Target;
import dev.zprobe.observation.Observation;
import dev.zprobe.traffic.CaptureReport;
import java.util.List;

/** The report that machines read. What is unknown is left out, never null. */
public final class ReportJson {
  /** The version of the form, not of the program. */
  public static final String SCHEMA = "zprobe.report/1";

  private ReportJson() {}

  public static ObjectNode of(EvidenceBundle bundle) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("schema", SCHEMA);
    report.putObject("tool").put("name", "zprobe").put("version", bundle.run().version());
    putRun(report.putObject("run"), bundle.run());
    bundle.seen().host().ifPresent(host -> report.set("host", HostJson.of(host.facts())));
    putVerdict(report.putObject("verdict"), bundle.diagnosis().verdict());
    ArrayNode findings = report.putArray("findings");
    bundle.diagnosis().findings().forEach(filed -> findings.add(FindingJson.of(filed)));
    ArrayNode targets = report.putArray("targets");
    bundle.diagnosis().targets().forEach(state -> putTarget(targets.addObject(), state));
    ArrayNode observations = report.putArray("observations");
    for (Observation each : bundle.seen().all()) {
      observations.add(ObservationJson.of(each));
    }
    report.set("dns", OverviewJson.dns(bundle.seen()));
    report.set("clock", OverviewJson.clock(bundle.seen()));
    report.set("path", OverviewJson.path(bundle.seen()));
    putCapture(report.putObject("capture"), bundle.capture());
    repair(report, bundle.seen().targets());
    return report;
  }

  /**
   * Says anew what the repair book says of a report, whose frames or capture are others by now.
   *
   * @param targets that it is about
   */
  public static void repair(ObjectNode report, List<Target> targets) {
    RepairsJson.addTo(report, targets);
  }

  private static void putRun(ObjectNode node, RunRecord run) {
    node.put("id", run.id());
    node.put("started", JsonText.time(run.started()));
    node.put("ended", JsonText.time(run.ended()));
    node.put("command", run.command());
    node.put("privileged", run.privileged());
  }

  private static void putVerdict(ObjectNode node, Diagnosis.Verdict verdict) {
    node.put("status", verdict.status().text());
    node.put("summary", verdict.summary());
    verdict.blame().ifPresent(blame -> node.put("blame", blame.text()));
    node.put("error104103", verdict.error104103().text());
  }

  private static void putTarget(ObjectNode node, Diagnosis.TargetState state) {
    node.put("id", state.target());
    node.put("address", state.endpoint().addressText());
    node.put("port", state.endpoint().port());
    node.put("transport", state.endpoint().transport().text());
    node.put("state", state.state().text());
    if (!state.reason().isEmpty()) {
      node.put("reason", state.reason());
    }
    ArrayNode observations = node.putArray("observations");
    state.observations().forEach(observations::add);
  }

  private static void putCapture(ObjectNode node, CaptureReport capture) {
    node.put("live", capture.live());
    if (!capture.live()) {
      node.put("reason", capture.reason());
      return;
    }
    node.put("file", "capture.pcapng");
    node.put("frames", capture.frames());
    node.put("dropped", capture.dropped());
    ArrayNode interfaces = node.putArray("interfaces");
    capture.interfaces().forEach(interfaces::add);
  }
}
