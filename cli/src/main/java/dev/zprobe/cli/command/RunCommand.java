package dev.zprobe.cli.command;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.option.TelemetryOptions;
import dev.zprobe.cli.option.VerifyOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.plan.Planner;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Probes, captures meanwhile, diagnoses, writes the bundle. */
@Command(
    name = "run",
    description = "Probe the catalog or the given targets, diagnose, and write the evidence.")
public final class RunCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;

  @Mixin private GlobalOptions options;
  @Mixin private RunOptions what;
  @Mixin private OutputOptions output;
  @Mixin private VerifyOptions verify;
  @Mixin private TelemetryOptions telemetry;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description = "host[:port][/tcp|/udp|/tls|/https|/stun|/sip|/sips] instead of the catalog.")
  private List<String> targets = new ArrayList<>();

  public RunCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    pipeline.prepareRun();
    Catalog catalog = what.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    Verification verification = Verification.of(verify);
    Assignment assignment =
        new Assignment(
            "run",
            Planner.plan(catalog, what.request(targets)),
            output,
            options,
            telemetry.collector(console));
    return new RunAndReport(console, pipeline, InstantSource.system())
        .carryOut(assignment, verification)
        .number();
  }
}
