package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.render.Progress;
import dev.zprobe.cli.render.TerminalReport;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.cli.telemetry.Collector;
import dev.zprobe.cli.telemetry.Gauges;
import dev.zprobe.cli.telemetry.Spans;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.KeyLogFile;
import dev.zprobe.evidence.PlanFile;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.plan.Plan;
import dev.zprobe.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs an assignment and hands over its result: the same for {@code run} and {@code demo}. */
final class RunAndReport {
  /** By then a run's crowd of handshakes is over on most machines. */
  private static final Duration QUIET_AFTER = Duration.ofMillis(2500);

  private final Console console;
  private final Pipeline pipeline;
  private final InstantSource clock;
  private final Presentation presentation;
  private Runnable whenStopped = () -> {};

  RunAndReport(Console console, Pipeline pipeline, InstantSource clock) {
    this(console, pipeline, clock, Presentation.OF_RUN);
  }

  RunAndReport(Console console, Pipeline pipeline, InstantSource clock, Presentation presentation) {
    this.console = console;
    this.pipeline = pipeline;
    this.clock = clock;
    this.presentation = presentation;
  }

  /** What is to be cleaned up when somebody stops the run. */
  RunAndReport cleaning(Runnable last) {
    whenStopped = last;
    return this;
  }

  ExitCode carryOut(Assignment assignment) {
    return carryOut(assignment, Verification.NONE);
  }

  /** What a run left behind. */
  record Outcome(BundleCompletion completion, EvidenceBundle bundle, ObjectNode report) {}

  /** Runs and writes the bundle, and shows nothing of it. */
  Outcome probe(Assignment assignment) {
    demandInterface(assignment.plan().stages());
    RunRecord run =
        RunRecord.begin(assignment.command(), clock.instant(), pipeline.privileged(), Version.TEXT);
    BundleCompletion completion = begin(assignment, run);
    Path directory = completion.directory().path();
    Watchdog dog = Watchdog.over(assignment.plan().limits().total(), directory, console);
    StopHook hook = StopHook.leaving(() -> stopped(assignment, directory), console);
    rehearseLater(completion);
    try {
      EvidenceBundle bundle = session(assignment, run, completion.directory());
      ObjectNode report = ReportJson.of(bundle);
      write(completion, bundle, report, assignment);
      return new Outcome(completion, bundle, report);
    } finally {
      hook.forget();
      dog.close();
    }
  }

  /** Half a run carries no verdict: what was captured stays, and says that it is partial. */
  private void stopped(Assignment assignment, Path directory) {
    whenStopped.run();
    if (!assignment.options().quiet()) {
      console
          .err()
          .println(
              Inert.text(
                  "zprobe: stopped before a verdict; " + directory + " is a partial bundle"));
    }
  }

  private void demandInterface(Plan.Stages stages) {
    Optional<String> missing =
        stages.captureInterface().filter(name -> stages.capture() && !pipeline.hasInterface(name));
    if (missing.isPresent()) {
      throw Refusal.environment(
          "there is no interface \""
              + missing.get()
              + "\"; list them with: zprobe doctor, or leave --interface out");
    }
  }

  /** While the probes wait for answers; a run that is over before that does it for itself. */
  private void rehearseLater(BundleCompletion completion) {
    CompletableFuture.delayedExecutor(QUIET_AFTER.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              completion.prepare();
              pipeline.rehearse();
            });
  }

  ExitCode carryOut(Assignment assignment, Verification verification) {
    Outcome outcome = probe(assignment);
    EvidenceBundle bundle = outcome.bundle();
    ObjectNode report = outcome.report();
    show(assignment, bundle, report, outcome.completion());
    assignment.plan().stages().farEnd().ifPresent(farEnd -> doubt(farEnd, assignment, bundle));
    assignment.collector().ifPresent(collector -> tell(collector, bundle.run(), report));
    boolean taken = assignment.output().reportToStandardOutput() || assignment.options().json();
    return verification.judge(
        report,
        ExitCode.of(bundle.diagnosis().verdict().status()),
        assignment.options(),
        new Verification.Shown(console, taken));
  }

  /**
   * A responder that does not know the token stays silent, which looks like no responder at all.
   */
  private void doubt(Plan.FarEnd farEnd, Assignment assignment, EvidenceBundle bundle) {
    boolean proved = bundle.seen().each(FarEndTest.class).anyMatch(FarEndTest::worksBothWays);
    if (!proved && !assignment.options().quiet()) {
      console.out().flush();
      String line = "zprobe: the far end " + farEnd.host() + " proved itself on no port;";
      console
          .err()
          .println(Inert.text(line) + " does \"zprobe respond\" run there, with this token?");
      console.err().flush();
    }
  }

  private void tell(Collector collector, RunRecord run, ObjectNode report) {
    console.out().flush();
    collector.take(
        Spans.of(report),
        Gauges.of(
            ReportReader.of(report, "this run"),
            run.ended(),
            Duration.between(run.started(), run.ended()),
            Version.TEXT));
  }

  private BundleCompletion begin(Assignment assignment, RunRecord run) {
    Path path =
        assignment
            .output()
            .out()
            .orElseGet(() -> Path.of(BundleDirectory.defaultName(run.started(), HostName.own())));
    return BundleCompletion.begin(path, assignment.output(), console);
  }

  /** Probes and diagnoses; writes the capture and the keys, and no report. */
  EvidenceBundle session(Assignment assignment, RunRecord run, BundleDirectory directory) {
    boolean shown = console.errIsTerminal() && !assignment.options().quiet();
    try (KeyLogFile keys = new KeyLogFile(directory.keys());
        Progress progress =
            shown
                ? Progress.on(console.err(), assignment.plan().limits().total(), presentation::live)
                : Progress.none()) {
      return new Session(
              progress.counting(assignment.observers(pipeline)),
              pipeline.runner(keys),
              presentation.localiser(pipeline),
              pipeline::diagnose,
              clock)
          .run(assignment.plan(), run, directory.capture());
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  static void write(
      BundleCompletion completion,
      EvidenceBundle bundle,
      ObjectNode report,
      Assignment assignment) {
    Path target = completion.place();
    try {
      ObjectNode plan = PlanFile.of(assignment.plan());
      BundleWriter.atomically(completion.directory().plan(), out -> JsonText.write(plan, out));
      completion.finishWithCapture(bundle, report);
      if (assignment.output().reportFile().isPresent()) {
        target = assignment.output().reportFile().get();
        BundleWriter.atomically(target, out -> JsonText.write(report, out));
      }
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write "
              + target
              + " ("
              + FileTrouble.words(refused)
              + "); make room or choose"
              + " another place");
    }
  }

  private void show(
      Assignment assignment,
      EvidenceBundle bundle,
      ObjectNode report,
      BundleCompletion completion) {
    if (assignment.output().reportToStandardOutput() || assignment.options().json()) {
      try {
        JsonText.write(report, console.out());
      } catch (IOException closed) {
        throw Refusal.environment("standard output does not take the report");
      }
      return;
    }
    TerminalReport text =
        new TerminalReport(
            assignment.options().palette(console), console.width(), assignment.options().verbose());
    if (assignment.options().quiet()) {
      text.verdict(bundle.diagnosis().verdict()).forEach(console.out()::println);
      return;
    }
    presentation
        .lines(bundle, text, assignment.options().palette(console), console.width())
        .forEach(console.out()::println);
    console.out().println();
    console.out().println("  bundle: " + Inert.text(contents(completion, bundle)));
    console.out().println("  sealed with the key " + completion.fingerprint());
  }

  private static String contents(BundleCompletion completion, EvidenceBundle bundle) {
    String capture =
        bundle.capture().live()
            ? ", capture.pcapng (" + bundle.capture().frames() + " frames)"
            : "";
    return completion.place() + "  report.html, report.md, report.json" + capture;
  }
}
