package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.analyze.AnalysisRequest;
import dev.zprobe.capture.analyze.CaptureAnalysis;
import dev.zprobe.capture.analyze.Excerpt;
import dev.zprobe.capture.analyze.ExcerptReport;
import dev.zprobe.capture.analyze.FlowLadder;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.peer.PeerComparer;
import dev.zprobe.capture.peer.PeerComparison;
import dev.zprobe.capture.peer.PeerJson;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.AnalyzeOptions;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.render.AnalysisText;
import dev.zprobe.cli.render.PathText;
import dev.zprobe.cli.render.PeerText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.net.Target;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.traffic.CaptureReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The diagnosis from capture files alone. */
@Command(
    name = "analyze",
    description = "Say of every flow in capture files how far its handshake got, and why.")
public final class AnalyzeCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;
  private final InstantSource clock = InstantSource.system();

  @Mixin private GlobalOptions options;
  @Mixin private AnalyzeOptions how;
  @Mixin private OutputOptions output;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "pcap or pcapng, gzipped or not, a directory of them, or - for standard input.")
  private List<String> files = new ArrayList<>();

  public AnalyzeCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    demandOneResult();
    pipeline.prepare();
    Catalog catalog = how.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    Instant started = clock.instant();
    AnalysisRequest request =
        new AnalysisRequest(
            catalog,
            KeyFiles.read(how.keys()),
            FlowLimits.ofMemory(how.memoryBytes()),
            how.trust(),
            !how.flows().isEmpty(),
            how.shown());
    try (CaptureAnalysis analysis = begin(request)) {
      analysis.watch(how.flow());
      read(analysis);
      Observations seen = analysis.observations();
      Diagnosis diagnosis = pipeline.diagnose(seen);
      CaptureReport capture =
          new CaptureReport(true, "", List.of(), analysis.totals().lastFrame(), 0);
      RunRecord run =
          RunRecord.begin("analyze", started, false, Version.TEXT).endedAt(clock.instant());
      EvidenceBundle bundle = new EvidenceBundle(run, seen, capture, diagnosis);
      Optional<FlowLadder> ladder =
          how.flow() > 0 ? Optional.of(ladder(analysis)) : Optional.empty();
      ObjectNode report = AnalysisReport.of(bundle, analysis, inputs().names());
      Optional<PeerText> peer = peer(report);
      write(analysis, report, seen.targets());
      toStandardOutput(analysis, report, ladder);
      show(analysis, bundle, ladder, peer);
      return exit(analysis, diagnosis).number();
    } catch (IOException broken) {
      throw Refusal.usage(FileTrouble.ofCapture(String.join(", ", files), broken));
    } catch (UncheckedIOException full) {
      throw noRoom(full.getCause());
    }
  }

  private static CaptureAnalysis begin(AnalysisRequest request) {
    try {
      return CaptureAnalysis.of(request);
    } catch (IOException refused) {
      throw noRoom(refused);
    }
  }

  /** The listing waits in a file until its first line is known. */
  private static Refusal noRoom(IOException trouble) {
    return Refusal.environment(
        "--flows cannot use the temporary directory ("
            + FileTrouble.words(trouble)
            + "); make room, or start Java with -Djava.io.tmpdir=DIR (in JAVA_TOOL_OPTIONS)");
  }

  /** Two results in one stream could be read by nobody. */
  private void demandOneResult() {
    if (flowsToStandardOutput() && reportToStandardOutput()) {
      throw Refusal.usage(
          "--flows - and "
              + (options.json() ? "--json" : "--report -")
              + " both want standard output; give one of them a file");
    }
    if (flowsToStandardOutput() && how.flow() > 0) {
      throw Refusal.usage("--flows - and --flow both want standard output; give --flows a file");
    }
  }

  private boolean flowsToStandardOutput() {
    return how.flows().equals(CaptureInputs.STANDARD_STREAM);
  }

  private boolean reportToStandardOutput() {
    return output.reportToStandardOutput() || options.json();
  }

  private void read(CaptureAnalysis analysis) throws IOException {
    if (!inputs().areLarge()) {
      try (PacketSource source = inputs().open()) {
        analysis.read(source);
      }
      return;
    }
    try (PacketSource source = inputs().open();
        PacketSource again = inputs().open()) {
      analysis.read(source, again);
    }
  }

  private CaptureInputs inputs() {
    return new CaptureInputs(files);
  }

  /** Lays the peer's capture beside this one, for the report and the reader. */
  private Optional<PeerText> peer(ObjectNode report) throws IOException {
    if (how.peer().isEmpty()) {
      return Optional.empty();
    }
    CaptureInputs other = new CaptureInputs(List.of(how.peer().get().toString()));
    PeerComparer comparer = new PeerComparer(how.memoryBytes());
    try (PacketSource here = inputs().openAgain("--peer");
        PacketSource there = other.open()) {
      PeerComparison comparison = comparer.compare(here, there);
      report.set("peer", PeerJson.of(other.names(), comparer.peerFrames(), comparison));
      return Optional.of(new PeerText(other.names(), comparison));
    }
  }

  private FlowLadder ladder(CaptureAnalysis analysis) throws IOException {
    FlowLadder ladder =
        analysis
            .ladder()
            .orElseThrow(
                () ->
                    Refusal.usage(
                        "--flow "
                            + how.flow()
                            + ": the capture has only "
                            + analysis.totals().flows()
                            + " flows; --flows - lists them"));
    try (PacketSource source = inputs().openAgain("--flow")) {
      source.deliver(ladder);
    }
    return ladder;
  }

  private void write(CaptureAnalysis analysis, ObjectNode report, List<Target> targets) {
    Path target = Path.of(".");
    try {
      if (output.out().isPresent()) {
        target = output.out().get();
        BundleCompletion completion = BundleCompletion.begin(target, output, console);
        ObjectNode bundled = excerpt(analysis, report, completion.directory());
        ReportJson.repair(bundled, targets);
        completion.finish(bundled);
      }
      if (output.reportFile().isPresent()) {
        target = output.reportFile().get();
        BundleWriter.atomically(target, out -> JsonText.write(report, out));
      }
      if (!how.flows().isEmpty() && !flowsToStandardOutput()) {
        target = Path.of(how.flows());
        BundleWriter.atomically(target, out -> analysis.writeFlows(inputs().names(), out));
      }
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write " + target + " (" + FileTrouble.words(refused) + "); choose another place");
    }
  }

  private void toStandardOutput(
      CaptureAnalysis analysis, ObjectNode report, Optional<FlowLadder> ladder) throws IOException {
    if (flowsToStandardOutput()) {
      analysis.writeFlows(inputs().names(), console.out());
    } else if (reportToStandardOutput()) {
      ladder.ifPresent(each -> report.set("ladder", each.json()));
      ResultFiles.json(console, report);
    }
  }

  /**
   * A second reading; standard input cannot be read twice.
   *
   * @return the report with the numbers of what was copied
   */
  private ObjectNode excerpt(CaptureAnalysis analysis, ObjectNode report, BundleDirectory directory)
      throws IOException {
    ExcerptReport bundled = new ExcerptReport(report);
    if (inputs().isStandardInput()) {
      return bundled.without(
          "standard input cannot be read twice, so nothing was copied; frames are numbered as they"
              + " came");
    }
    if (analysis.failing().isEmpty() && !bundled.namesFrames()) {
      return bundled.without(
          "no handshake failed, so nothing was copied; frames are those of " + inputs().names());
    }
    try (PacketSource source = inputs().open()) {
      Excerpt.copy(source, directory.capture(), analysis.failing(), analysis.remarks(), bundled);
    }
    return bundled.renumbered();
  }

  private void show(
      CaptureAnalysis analysis,
      EvidenceBundle bundle,
      Optional<FlowLadder> ladder,
      Optional<PeerText> peer) {
    analysis
        .damage()
        .map(damage -> AnalysisText.damage(inputs().names(), damage))
        .ifPresent(console.err()::println);
    if (flowsToStandardOutput() || reportToStandardOutput()) {
      return;
    }
    if (ladder.isPresent()) {
      AnalysisText.ladder(ladder.get()).forEach(console.out()::println);
      return;
    }
    AnalysisText text =
        new AnalysisText(
            options.palette(console), console.width(), options.verbose(), how.zoomOnly());
    List<String> lines =
        options.quiet()
            ? text.verdict(bundle.diagnosis(), analysis.table())
            : text.lines(bundle.diagnosis(), analysis);
    lines.forEach(console.out()::println);
    peer.ifPresent(each -> each.lines().forEach(console.out()::println));
    if (!options.quiet() && bundle.seen().each(PathLadder.class).findAny().isPresent()) {
      new PathText(options.palette(console), console.width())
          .lines(bundle.seen())
          .forEach(console.out()::println);
    }
  }

  private static ExitCode exit(CaptureAnalysis analysis, Diagnosis diagnosis) {
    boolean found =
        switch (diagnosis.verdict().status()) {
          case BLOCKED, DEGRADED -> true;
          case HEALTHY, INCONCLUSIVE -> false;
        };
    return found || analysis.table().failed() > 0 ? ExitCode.FOUND : ExitCode.HEALTHY;
  }
}
