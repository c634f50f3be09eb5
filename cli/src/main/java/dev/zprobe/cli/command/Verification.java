package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.VerifyOptions;
import dev.zprobe.cli.render.ComparisonCases;
import dev.zprobe.cli.render.ComparisonText;
import dev.zprobe.cli.render.JUnitXml;
import dev.zprobe.cli.render.PolicyText;
import dev.zprobe.cli.render.RunCases;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.Policy;
import dev.zprobe.compare.PolicyCheck;
import dev.zprobe.compare.PolicyReader;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.compare.ReportView;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run's result is held against: read before the first packet, so that a wrong file costs
 * nothing.
 */
record Verification(Optional<ReportView> baseline, Optional<Policy> policy, Optional<Path> junit) {
  static final Verification NONE =
      new Verification(Optional.empty(), Optional.empty(), Optional.empty());

  static Verification of(VerifyOptions options) {
    return new Verification(
        options.baseline().map(ReportReader::read),
        options.policy().map(PolicyReader::read),
        options.junit());
  }

  /**
   * Shows and writes what was asked for. A policy that was given decides the exit code; a baseline
   * only makes it worse.
   */
  ExitCode judge(ObjectNode report, ExitCode verdict, GlobalOptions options, Shown shown) {
    if (equals(NONE)) {
      return verdict;
    }
    ReportView run = ReportReader.of(report, "this run");
    Optional<PolicyCheck> check = policy.map(wanted -> PolicyCheck.of(wanted, run));
    Optional<Comparison> comparison = baseline.map(before -> Comparison.of(before, run));
    junit.ifPresent(file -> writeCases(file, run, check, comparison));
    boolean mute = shown.taken() && options.quiet();
    if (!mute) {
      show(check, comparison, options, shown);
    }
    boolean broken = check.filter(each -> !each.holds()).isPresent();
    boolean worse = comparison.filter(Comparison::worse).isPresent();
    if (broken || worse) {
      return ExitCode.FOUND;
    }
    return check.isPresent() ? ExitCode.HEALTHY : verdict;
  }

  /**
   * Where lines go.
   *
   * @param taken standard output belongs to the report
   */
  record Shown(Console console, boolean taken) {}

  private static void show(
      Optional<PolicyCheck> check,
      Optional<Comparison> comparison,
      GlobalOptions options,
      Shown shown) {
    Console console = shown.console();
    PrintStream out = shown.taken() ? console.err() : console.out();
    List<String> lines = new ArrayList<>();
    check.ifPresent(
        each -> {
          lines.add("");
          lines.addAll(new PolicyText(options.palette(console)).lines(each));
        });
    comparison.ifPresent(
        each -> {
          ComparisonText text =
              new ComparisonText(options.palette(console), console.width(), options.verbose());
          lines.add("");
          lines.addAll(options.quiet() ? text.verdict(each) : text.lines(each));
        });
    lines.forEach(out::println);
  }

  private static void writeCases(
      Path file, ReportView run, Optional<PolicyCheck> check, Optional<Comparison> comparison) {
    List<JUnitXml.Case> cases = new ArrayList<>();
    check.ifPresent(each -> cases.addAll(RunCases.of(each)));
    comparison.ifPresent(each -> cases.addAll(ComparisonCases.of(each)));
    if (check.isEmpty() && comparison.isEmpty()) {
      cases.addAll(RunCases.of(run));
    }
    ResultFiles.junit(file, "zprobe run", run.run().started(), cases);
  }
}
