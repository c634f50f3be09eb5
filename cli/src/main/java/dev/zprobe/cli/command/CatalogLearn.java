package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.zprobe.capture.analyze.LearnedServers;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogJson;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.net.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The servers that a real client used, as a catalog. */
@Command(
    name = "learn",
    description = "Take the servers that a client used from a capture, as a catalog.")
final class CatalogLearn implements Callable<Integer> {
  private final Console console;
  private final InstantSource clock = InstantSource.system();

  @Mixin private GlobalOptions options;

  @Parameters(
      paramLabel = "CAPTURE",
      arity = "1..*",
      description = "pcap or pcapng, gzipped or not, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Names, ranges, controls and time servers instead of the built-in catalog's.")
  private Path base;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the catalog there.")
  private Path out;

  @Option(names = "--all", description = "Every server in the capture, whoever's it is.")
  private boolean everybody;

  CatalogLearn(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Catalog known = base == null ? CatalogReader.builtIn() : CatalogReader.read(base);
    List<Target> learned = learn(known);
    if (learned.isEmpty()) {
      console
          .err()
          .println(
              "zprobe: no server of the service was used in "
                  + names()
                  + "; --all takes every server");
      return ExitCode.INCONCLUSIVE.number();
    }
    Catalog catalog =
        new Catalog(
            LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
            known.ranges(),
            known.dnsControls(),
            known.timeServers(),
            known.controls(),
            known.portalChecks(),
            learned);
    write(catalog);
    return ExitCode.HEALTHY.number();
  }

  private List<Target> learn(Catalog known) {
    LearnedServers servers = new LearnedServers(known, everybody);
    try (PacketSource source = source()) {
      servers.read(source);
      return servers.targets(names());
    } catch (NotACaptureException no) {
      throw Refusal.usage(no.getMessage());
    } catch (IOException broken) {
      throw Refusal.usage(names() + ": cannot be read: " + FileTrouble.words(broken));
    }
  }

  private PacketSource source() throws NotACaptureException {
    return files.equals(List.of("-"))
        ? CaptureFiles.of(System.in)
        : CaptureFiles.of(files.stream().map(Path::of).toList());
  }

  /** Without the directories that are nobody's business. */
  private String names() {
    return files.stream()
        .map(each -> Path.of(each).getFileName())
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  private void write(Catalog catalog) {
    if (out != null) {
      ResultFiles.write(out, to -> JsonText.write(CatalogJson.of(catalog), to));
      if (options.json()) {
        ResultFiles.json(
            console,
            JsonNodeFactory.instance
                .objectNode()
                .put("learned", catalog.targets().size())
                .put("file", out.toString()));
      } else if (!options.quiet()) {
        console.out().println("learned " + catalog.targets().size() + " targets: " + out);
      }
      return;
    }
    ResultFiles.json(console, CatalogJson.of(catalog));
  }
}
