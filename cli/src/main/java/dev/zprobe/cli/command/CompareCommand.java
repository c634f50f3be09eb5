package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.ComparisonCases;
import dev.zprobe.cli.render.ComparisonPage;
import dev.zprobe.cli.render.ComparisonText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.ComparisonJson;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.evidence.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a change fixed, broke or left. */
@Command(
    name = "compare",
    description = "Say what changed between two bundles or reports; 1 when something got worse.")
public final class CompareCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private GlobalOptions options;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "Bundle (directory or zip) or report.")
  private Path before;

  @Parameters(
      index = "1",
      paramLabel = "AFTER",
      description = "Bundle (directory or zip) or report.")
  private Path after;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML there as well.")
  private Path junit;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page there as well.")
  private Path page;

  public CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(ReportReader.read(before), ReportReader.read(after));
    if (junit != null) {
      String started = comparison.after().run().started();
      ResultFiles.junit(junit, "zprobe compare", started, ComparisonCases.of(comparison));
    }
    if (page != null) {
      ResultFiles.text(page, ComparisonPage.of(comparison));
    }
    show(comparison);
    return (comparison.worse() ? ExitCode.FOUND : ExitCode.HEALTHY).number();
  }

  private void show(Comparison comparison) {
    if (options.json()) {
      try {
        JsonText.write(ComparisonJson.of(comparison), console.out());
      } catch (IOException closed) {
        throw Refusal.environment("standard output does not take the comparison");
      }
      return;
    }
    ComparisonText text =
        new ComparisonText(options.palette(console), console.width(), options.verbose());
    List<String> lines = options.quiet() ? text.verdict(comparison) : text.lines(comparison);
    lines.forEach(console.out()::println);
  }
}
