package dev.zprobe.traffic;

import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import java.util.List;
import java.util.Map;

/**
 * The port to a capture of the probes' own traffic. Safe for use by many threads.
 *
 * <p>Opened before the first packet; {@link #explain} drains what is still in the kernel.
 */
public interface TrafficObserver extends AutoCloseable {
  /** Must be called after a probe has its local port and before its first packet leaves. */
  void expect(FiveTuple flow);

  /** The frames of each observation's flows, by observation id. Empty when blind. */
  Map<String, Trace> explain(List<Observation> probed);

  /** What was captured, or why nothing was. */
  CaptureReport report();

  @Override
  void close();

  /** An observer that sees nothing and says why. */
  static TrafficObserver blind(String reason) {
    return new TrafficObserver() {
      @Override
      public void expect(FiveTuple flow) {
        // Nothing watches.
      }

      @Override
      public Map<String, Trace> explain(List<Observation> probed) {
        return Map.of();
      }

      @Override
      public CaptureReport report() {
        return CaptureReport.blind(reason);
      }

      @Override
      public void close() {
        // Nothing was opened.
      }
    };
  }
}
