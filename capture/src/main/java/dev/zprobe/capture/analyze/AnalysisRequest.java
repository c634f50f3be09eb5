package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.catalog.Catalog;
import java.nio.file.Path;
import java.util.List;

/**
 * How captures are to be read.
 *
 * @param catalog tells the service's names and ranges
 * @param keys for TLS 1.3; secrets in the capture are added
 * @param trust PEM files with roots to be treated as public ones
 * @param withFlows keep every flow for {@link CaptureAnalysis#writeFlows}
 * @param shown which flows are shown in tables
 */
public record AnalysisRequest(
    Catalog catalog,
    KeyLog keys,
    FlowLimits limits,
    List<Path> trust,
    boolean withFlows,
    FlowFilter shown) {
  public AnalysisRequest {
    trust = List.copyOf(trust);
  }

  /** With the defaults of the command line, the listing left out. */
  public static AnalysisRequest of(Catalog catalog) {
    return new AnalysisRequest(
        catalog,
        new KeyLog(),
        FlowLimits.ofMemory(512L << 20),
        List.of(),
        false,
        FlowFilter.everything());
  }

  public AnalysisRequest within(FlowLimits other) {
    return new AnalysisRequest(catalog, keys, other, trust, withFlows, shown);
  }

  public AnalysisRequest listingFlows() {
    return new AnalysisRequest(catalog, keys, limits, trust, true, shown);
  }
}
