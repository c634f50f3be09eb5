package dev.zprobe.compare;

import dev.zprobe.diagnosis.Diagnosis.Status;
import java.util.List;
import java.util.Map;

/**
 * A report as far as a comparison needs it.
 *
 * @param endpoints by key, in rising order
 */
public record ReportView(
    RunView run,
    Status status,
    Map<EndpointKey, EndpointView> endpoints,
    List<FindingView> findings) {

  public ReportView {
    findings = List.copyOf(findings);
  }

  /**
   * Which run it was.
   *
   * @param origin the file it was read from
   * @param started RFC 3339 as written in the report; empty when it is not there
   */
  public record RunView(String origin, String id, String started, String summary) {}
}
