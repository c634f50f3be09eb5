package dev.zprobe.cli.command;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogJson;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.CatalogText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The endpoints that a run probes. */
@Command(
    name = "catalog",
    description = "Show the endpoints, check a catalog file, learn or update one.",
    synopsisSubcommandLabel = "show|check|learn|update")
public final class CatalogCommand implements Runnable {
  @Spec private CommandSpec spec;

  private CatalogCommand() {}

  /** The verb with its own verbs. */
  public static CommandLine commandLine(Console console) {
    return new CommandLine(new CatalogCommand())
        .addSubcommand(new Show(console))
        .addSubcommand(new Check(console))
        .addSubcommand(new CatalogLearn(console))
        .addSubcommand(new CatalogUpdate(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show, check, learn or update is missing");
  }

  /** Lists the endpoints. */
  @Command(name = "show", description = "List the endpoints of the built-in catalog or of a file.")
  private static final class Show implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Option(
        names = "--catalog",
        paramLabel = "FILE",
        description = "A catalog file instead of the built-in catalog.")
    private Path file;

    Show(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Catalog catalog = file == null ? CatalogReader.builtIn() : CatalogReader.read(file);
      if (options.json()) {
        ResultFiles.json(console, CatalogJson.of(catalog));
      } else {
        new CatalogText(options.palette(console)).lines(catalog).forEach(console.out()::println);
      }
      return ExitCode.HEALTHY.number();
    }
  }

  /** Says whether a file can be used. */
  @Command(name = "check", description = "Say whether a catalog file can be used.")
  private static final class Check implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "FILE", description = "The catalog file.")
    private Path file;

    Check(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Catalog catalog = CatalogReader.read(file);
      if (options.json()) {
        ResultFiles.json(console, CatalogJson.of(catalog));
      } else if (!options.quiet()) {
        int targets = catalog.targets().size();
        int controls = catalog.controls().size();
        console
            .out()
            .println("a valid catalog: " + targets + " targets, " + controls + " controls");
      }
      return ExitCode.HEALTHY.number();
    }
  }
}
