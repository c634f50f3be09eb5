package dev.zprobe.cli.command;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.option.TelemetryOptions;
import dev.zprobe.cli.option.TraceOptions;
import dev.zprobe.cli.render.LiveLadders;
import dev.zprobe.cli.render.Palette;
import dev.zprobe.cli.render.PathText;
import dev.zprobe.cli.render.TerminalReport;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanRequest;
import dev.zprobe.plan.Planner;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.PathOptions;
import dev.zprobe.probe.path.PathStep;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where on the path the stages of one target's handshake get to. */
@Command(
    name = "trace",
    description = "Find the hop where a handshake stage of one target dies, with a TTL ladder.")
public final class TraceCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;

  @Mixin private GlobalOptions options;
  @Mixin private RunOptions what;
  @Mixin private TraceOptions how;
  @Mixin private OutputOptions output;
  @Mixin private TelemetryOptions telemetry;

  @Parameters(
      paramLabel = "TARGET",
      arity = "1",
      description = "host[:port][/tcp|/udp|/tls|/https|/stun|/sip|/sips]")
  private String target;

  public TraceCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    Catalog catalog = what.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    Plan plan = narrowed(Planner.plan(catalog, request()));
    List<LadderEngine> engines = engines();
    if (PathStep.engine(engines).isEmpty()) {
      throw Refusal.environment(
          "no way to climb a path here: sockets tell hops on 64-bit Linux only, and injection needs"
              + " privilege and libpcap; run it as: sudo zprobe trace "
              + target);
    }
    Assignment assignment =
        new Assignment("trace", plan, output, options, telemetry.collector(console));
    return new RunAndReport(console, pipeline, InstantSource.system(), new OfTrace(engines))
        .carryOut(assignment)
        .number();
  }

  /**
   * Packets that carry a TTL go to the target itself, never to a proxy. How much the path carries
   * is the business of a run.
   */
  private PlanRequest request() {
    PlanRequest asked = what.request(List.of(target));
    if (!asked.stages().path()) {
      throw Refusal.usage("--no-trace leaves nothing for trace to do; leave it out");
    }
    PlanRequest.Compared compared = asked.compared();
    List<String> controls =
        compared.dnsControls().isEmpty() ? List.of("none") : compared.dnsControls();
    return asked
        .withProxy("none")
        .withStages(asked.stages().withoutLoad())
        .withCompared(
            new PlanRequest.Compared(compared.resolvers(), controls, compared.timeServers()));
  }

  /** Clock and portals are the business of a run. */
  private Plan narrowed(Plan plan) {
    Catalog all = plan.catalog();
    Catalog few =
        new Catalog(
            all.date(),
            all.ranges(),
            all.dnsControls(),
            what.request(List.of(target)).compared().timeServers(),
            all.controls(),
            List.of(),
            all.targets());
    return new Plan(
        few,
        plan.resolvers(),
        plan.families(),
        plan.proxy(),
        plan.trust(),
        plan.limits(),
        plan.stages());
  }

  private List<LadderEngine> engines() {
    return pipeline.engines().stream()
        .filter(engine -> how.engine().filter(name -> !name.equals(engine.name())).isEmpty())
        .toList();
  }

  private final class OfTrace implements Presentation {
    private final LiveLadders live = new LiveLadders(console.width());
    private final List<LadderEngine> engines;

    OfTrace(List<LadderEngine> engines) {
      this.engines = engines;
    }

    @Override
    public Localiser localiser(Pipeline stages) {
      return stages.localiser(new PathOptions(engines, how.pause(), true, live));
    }

    @Override
    public List<String> live() {
      return live.lines();
    }

    @Override
    public List<String> lines(
        EvidenceBundle bundle, TerminalReport report, Palette palette, int width) {
      List<String> lines = new ArrayList<>();
      if (options.verbose()) {
        lines.addAll(report.lines(bundle));
      } else {
        lines.addAll(report.verdict(bundle.diagnosis().verdict()));
      }
      lines.add("");
      lines.addAll(new PathText(palette, width).lines(bundle.seen()));
      return lines;
    }
  }
}
