package dev.zprobe.cli.command;

import dev.zprobe.capture.analyze.AnalysisRequest;
import dev.zprobe.capture.analyze.CaptureAnalysis;
import dev.zprobe.capture.analyze.FlowFilter;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.diagnosis.Diagnosis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the newest files of a running capture again and again and says when their handshakes show
 * something. It rests three times as long as it reads, so that the capture keeps the processor.
 */
final class FindingWatch {
  private static final int NEWEST = 2;
  private static final int REST = 3;
  private static final long SHORTEST_REST_NANOS = 1_000_000_000L;
  private static final long MEMORY_BYTES = 32L << 20;

  private final Catalog catalog;
  private final Pipeline pipeline;
  private long judged;
  private long next = System.nanoTime();

  FindingWatch(Catalog catalog, Pipeline pipeline) {
    this.catalog = catalog;
    this.pipeline = pipeline;
  }

  /**
   * The first finding that is worth stopping for, in one line.
   *
   * @param files of the ring, the oldest first, flushed
   * @param frames captured so far; without new ones nothing is read
   */
  Optional<String> finding(List<Path> files, long frames) {
    long begun = System.nanoTime();
    if (frames == judged || begun - next < 0) {
      return Optional.empty();
    }
    judged = frames;
    Optional<String> found = judge(files.subList(Math.max(0, files.size() - NEWEST), files.size()));
    next = System.nanoTime() + Math.max(SHORTEST_REST_NANOS, REST * (System.nanoTime() - begun));
    return found;
  }

  private Optional<String> judge(List<Path> files) {
    FlowLimits limits = FlowLimits.ofMemory(MEMORY_BYTES);
    AnalysisRequest request =
        new AnalysisRequest(
            catalog, new KeyLog(), limits, List.of(), false, FlowFilter.everything());
    try (CaptureFiles source = CaptureFiles.of(files);
        CaptureAnalysis analysis = CaptureAnalysis.of(request)) {
      analysis.read(source);
      return pipeline.diagnose(analysis.observations()).findings().stream()
          .filter(FindingWatch::matters)
          .map(each -> each.finding().cause().id() + ": " + each.finding().account().summary())
          .findFirst();
    } catch (IOException goneMeanwhile) {
      return Optional.empty(); // the ring moved on; the next look has other files
    }
  }

  private static boolean matters(Diagnosis.Filed filed) {
    return filed.explainedBy().isEmpty()
        && switch (filed.finding().judgement().severity()) {
          case BLOCKING, DEGRADING -> true;
          case NOTE -> false;
        };
  }
}
