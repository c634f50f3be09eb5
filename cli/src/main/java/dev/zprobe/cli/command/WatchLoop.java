package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.WatchOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.cli.watch.History;
import dev.zprobe.cli.watch.Metrics;
import dev.zprobe.cli.watch.Round;
import dev.zprobe.cli.watch.RoundText;
import dev.zprobe.cli.watch.TextFile;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.compare.ReportView;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.net.Deadline;
import dev.zprobe.plan.Plan;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The rounds of a watch. Of the rounds only the last one's results are kept in memory, and on disk
 * the history and the first failure's bundle.
 */
final class WatchLoop {
  static final String FIRST_FAILURE = "first-failure";
  private static final String UNDER_WAY = "round";

  private final Stage stage;
  private final Plan plan;
  private final Path directory;
  private final GlobalOptions options;
  private final WatchOptions how;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final History history;

  /** Where a watch takes place. */
  record Stage(Console console, Pipeline pipeline, InstantSource clock) {}

  WatchLoop(Stage stage, Plan plan, Path directory, GlobalOptions options, WatchOptions how) {
    this.stage = stage;
    this.plan = plan;
    this.directory = directory;
    this.options = options;
    this.how = how;
    this.history = new History(directory);
  }

  /** Asks the loop to end; what is under way is given up. */
  void stop() {
    asked.countDown();
  }

  /** Blocks until healthy, the time or the number of rounds is over, or it is stopped. */
  ExitCode run(Consumer<Round> each) {
    Optional<Deadline> end = how.length().map(Deadline::after);
    Optional<Round> last = Optional.empty();
    boolean failed = false;
    for (long number = 1; number <= how.rounds(); number++) {
      long began = System.nanoTime();
      Optional<Round> round = round(number, last, !failed);
      if (round.isEmpty()) {
        break;
      }
      last = round;
      failed |= isFailure(status(last));
      each.accept(round.get());
      tell(round.get());
      boolean done = end.isEmpty() && status(last) == Status.HEALTHY;
      if (done || number == how.rounds() || !pause(began, end)) {
        break;
      }
    }
    return last.map(round -> ExitCode.of(round.report().status())).orElse(ExitCode.INCONCLUSIVE);
  }

  private static boolean isFailure(Status status) {
    return status == Status.BLOCKED || status == Status.DEGRADED;
  }

  private static Status status(Optional<Round> round) {
    return round.orElseThrow().report().status();
  }

  /** Empty when it was stopped meanwhile: half a round says nothing. */
  private Optional<Round> round(long number, Optional<Round> last, boolean keepFailure) {
    Instant started = stage.clock().instant();
    long began = System.nanoTime();
    Path place = directory.resolve(UNDER_WAY);
    try {
      delete(place);
      Assignment assignment = new Assignment("watch", plan, new OutputOptions(), options);
      RunAndReport runs = new RunAndReport(stage.console(), stage.pipeline(), stage.clock());
      RunRecord record =
          RunRecord.begin("watch", started, stage.pipeline().privileged(), Version.TEXT);
      BundleCompletion bundle = BundleCompletion.begin(place, assignment.output(), stage.console());
      EvidenceBundle evidence = runs.session(assignment, record, bundle.directory());
      boolean stopped = asked.getCount() == 0;
      ObjectNode report = ReportJson.of(evidence);
      ReportView view = ReportReader.of(report, "round " + number);
      if (!stopped && keepFailure && isFailure(view.status())) {
        RunAndReport.write(bundle, evidence, report, assignment);
        Files.move(place, directory.resolve(FIRST_FAILURE));
      }
      delete(place);
      return stopped
          ? Optional.empty()
          : Optional.of(
              new Round(
                  number,
                  started,
                  Duration.ofNanos(System.nanoTime() - began),
                  view,
                  last.map(before -> Comparison.of(before.report(), view))));
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write into " + directory + " (" + FileTrouble.words(refused) + "); make room");
    }
  }

  private void tell(Round round) {
    try {
      if (round.isNews()) {
        history.add(round);
        show(round);
      }
      if (how.textFile().isPresent()) {
        TextFile.replace(how.textFile().get(), Metrics.of(round));
      }
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write the history or the metrics (" + FileTrouble.words(refused) + ")");
    }
  }

  private void show(Round round) throws IOException {
    Console console = stage.console();
    if (options.json()) {
      History.write(round, console.out());
    } else {
      RoundText text = new RoundText(options.palette(console), console.width());
      List<String> lines = options.quiet() ? List.of(text.verdict(round)) : text.lines(round);
      lines.forEach(console.out()::println);
    }
    console.out().flush();
  }

  /** Until the next round is due; false when there is none. */
  private boolean pause(long began, Optional<Deadline> end) {
    double jitter = 0.9 + 0.2 * ThreadLocalRandom.current().nextDouble();
    long due = began + (long) (how.every().toNanos() * jitter);
    if (end.isPresent() && end.get().nanoTime() - due <= 0) {
      return false;
    }
    try {
      return !asked.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void delete(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(place);
  }
}
