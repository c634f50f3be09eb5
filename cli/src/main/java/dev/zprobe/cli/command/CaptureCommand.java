package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.correlate.LiveObservers;
import dev.zprobe.capture.correlate.OpenCapture;
import dev.zprobe.capture.source.LiveSource.CaptureUnavailableException;
import dev.zprobe.capture.source.RingWriter;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.CaptureOptions;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Captures only, until stopped or a limit is reached. */
@Command(
    name = "capture",
    description = "Capture the service's traffic to a ring of files, until stopped or a limit.")
public final class CaptureCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 200;

  private final Console console;
  private final Pipeline pipeline;
  private final CountDownLatch asked = new CountDownLatch(1);

  @Mixin private GlobalOptions options;
  @Mixin private CaptureOptions how;

  public CaptureCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    Catalog catalog = how.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    how.packets(); // A wrong number is told before a directory is made.
    how.files();
    String filter = how.filter().orElseGet(() -> CatalogFilter.of(catalog));
    Path directory = directory();
    StopHook hook = StopHook.asking(asked::countDown, console);
    ExitCode ended = ExitCode.ENVIRONMENT;
    try (RingWriter ring =
            new RingWriter(directory, LiveObservers.producer(), how.files(), how.fileBytes());
        OpenCapture capture = OpenCapture.begin(how.interfaces(), filter, ring)) {
      if (!options.quiet()) {
        console.err().println("zprobe: capturing to " + directory + "; stop with Ctrl-C");
      }
      Optional<FindingWatch> watch =
          how.untilFinding() ? Optional.of(new FindingWatch(catalog, pipeline)) : Optional.empty();
      End end = await(capture, ring, watch);
      boolean open = ring.failure().isEmpty() && ring.frames() < how.packets();
      long lost = (open ? capture.drain() : 0) + capture.dropped();
      ring.flush();
      report(ring, lost, end);
      ended = end.code();
      return ended.number();
    } catch (CaptureUnavailableException impossible) {
      throw refusal(impossible);
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write into " + directory + " (" + FileTrouble.words(refused) + ")");
    } finally {
      // The files are closed by now.
      hook.ended(ended);
    }
  }

  /** Why and how a capture ended. */
  private record End(String words, ExitCode code) {}

  private static Refusal refusal(CaptureUnavailableException impossible) {
    return switch (impossible.lack()) {
      case FILTER ->
          Refusal.usage(
              "--filter is not libpcap's language: "
                  + impossible.getMessage()
                  + "; write for example 'udp port 8801'");
      case LIBRARY, PRIVILEGE, INTERFACE ->
          Refusal.environment(LiveObservers.mend(impossible, "capture"));
    };
  }

  private Path directory() {
    try {
      if (!Files.isDirectory(how.out())) {
        OwnerOnly.directory(how.out());
      }
      return how.out();
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot make " + how.out() + " (" + FileTrouble.words(refused) + "); choose --out DIR");
    }
  }

  /** Until someone asks, a limit is reached, or nothing delivers any more. Says which. */
  private End await(OpenCapture capture, RingWriter ring, Optional<FindingWatch> watch) {
    long until = System.nanoTime() + how.timeLimit().toNanos();
    try {
      while (!asked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        ring.flush();
        if (System.nanoTime() - until >= 0) {
          return new End("the time limit was reached", ExitCode.HEALTHY);
        }
        if (ring.frames() >= how.packets()) {
          return new End("the packet limit was reached", ExitCode.HEALTHY);
        }
        if (!ring.failure().isEmpty()) {
          return new End("writing failed: " + ring.failure(), ExitCode.ENVIRONMENT);
        }
        if (capture.running() == 0) {
          return new End("no interface delivers any more", ExitCode.ENVIRONMENT);
        }
        Optional<String> found = watch.flatMap(each -> each.finding(ring.files(), ring.frames()));
        if (found.isPresent()) {
          return new End("found " + found.get(), ExitCode.FOUND);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return new End("stopped", ExitCode.HEALTHY);
  }

  private void report(RingWriter ring, long lost, End end) throws IOException {
    if (options.json()) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("end", end.words()).put("frames", ring.frames()).put("dropped", lost);
      ArrayNode files = json.putArray("files");
      ring.files().forEach(file -> files.add(file.toString()));
      JsonText.write(json, console.out());
      return;
    }
    String files =
        ring.files().stream().map(Path::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
    console
        .out()
        .println(
            "%s: %d frames, %d dropped%s"
                .formatted(Inert.text(end.words()), ring.frames(), lost, files));
    console.out().flush();
  }
}
