package dev.zprobe.capture.fuzz;

import dev.zprobe.capture.analyze.AnalysisRequest;
import dev.zprobe.capture.analyze.CaptureAnalysis;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A fuzz target in the form that Jazzer calls: a whole file of any kind through everything that
 * {@code analyze} does with it.
 */
public final class AnalysisFuzzer {
  private static final Catalog CATALOG = CatalogReader.builtIn();

  private AnalysisFuzzer() {}

  public static void fuzzerTestOneInput(byte[] file) throws IOException {
    AnalysisRequest request =
        AnalysisRequest.of(CATALOG).within(FlowLimits.ofMemory(8 << 20)).listingFlows();
    try (CaptureAnalysis analysis = CaptureAnalysis.of(request);
        CaptureFiles source = CaptureFiles.of(new ByteArrayInputStream(file))) {
      analysis.read(source);
      analysis.writeFlows("fuzzed", OutputStream.nullOutputStream());
      analysis.observations();
      analysis.table().rows();
    } catch (NotACaptureException refused) {
      // Said in one line to the user.
    }
  }
}
