package dev.zprobe.cli;

import dev.zprobe.catalog.CatalogException;
import dev.zprobe.cli.command.AnalyzeCommand;
import dev.zprobe.cli.command.CaptureCommand;
import dev.zprobe.cli.command.CatalogCommand;
import dev.zprobe.cli.command.CompareCommand;
import dev.zprobe.cli.command.DemoCommand;
import dev.zprobe.cli.command.DoctorCommand;
import dev.zprobe.cli.command.EvidenceCommand;
import dev.zprobe.cli.command.Pipeline;
import dev.zprobe.cli.command.PolicyCommand;
import dev.zprobe.cli.command.RealPipeline;
import dev.zprobe.cli.command.RepairCommand;
import dev.zprobe.cli.command.RespondCommand;
import dev.zprobe.cli.command.RunCommand;
import dev.zprobe.cli.command.TraceCommand;
import dev.zprobe.cli.command.WatchCommand;
import dev.zprobe.cli.option.GivenValues;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.compare.UnreadableReport;
import dev.zprobe.plan.PlanException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line and turns whatever happens into an exit code. */
public final class Main {
  private static final String REPORT_BUGS_AT = "https://github.com/zprobe/zprobe/issues";

  /** A line quotes what was wrong, however long that was. */
  private static final int LONGEST_LINE = 1_000;

  private final Console console;
  private final Pipeline pipeline;

  public Main(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  public static void main(String[] arguments) {
    System.exit(process(arguments));
  }

  /** All of a process but its end. */
  static int process(String... arguments) {
    // No option is of these types without a converter of its own; picocli would load them all.
    System.setProperty("picocli.converters.excludes", "java\\.(time|sql)\\..*");
    // Results are the same everywhere: no decimal commas, no digits of another script.
    Locale.setDefault(Locale.ROOT);
    return new Main(Console.ofProcess(), new RealPipeline()).run(arguments);
  }

  /** Never throws. */
  public int run(String... arguments) {
    CommandLine line = commandLine(arguments);
    int code = line.execute(arguments);
    console.err().flush();
    if (console.out().checkError() && code != ExitCode.BUG.number()) {
      return refuse(
          ExitCode.ENVIRONMENT,
          "standard output did not take the whole result; make room, or write it elsewhere");
    }
    return code;
  }

  @SuppressWarnings("DefaultCharset") // help is ASCII, and the streams encode for themselves
  private CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Verbs());
    Map<String, Supplier<CommandLine>> verbs = verbs();
    // Reading what every verb takes costs more than many a run of one of them.
    Supplier<CommandLine> wanted = arguments.length == 0 ? null : verbs.get(arguments[0]);
    if (wanted != null) {
      line.addSubcommand(wanted.get());
    } else {
      verbs.values().forEach(verb -> line.addSubcommand(verb.get()));
    }
    line.setOut(new PrintWriter(console.out(), true));
    line.setErr(new PrintWriter(console.err(), true));
    line.setColorScheme(new ColorScheme.Builder(Ansi.OFF).build());
    line.setParameterExceptionHandler((wrong, given) -> usage(wrong));
    line.setExecutionStrategy(Main::checked);
    line.setExecutionExceptionHandler((thrown, at, parsed) -> failed(thrown, parsed));
    addStandardOptions(line);
    return line;
  }

  private static int checked(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    try {
      GivenValues.check(parsed);
    } catch (RuntimeException refused) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), "", refused);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** In the order of the help. */
  private Map<String, Supplier<CommandLine>> verbs() {
    Map<String, Supplier<CommandLine>> verbs = new LinkedHashMap<>();
    verbs.put("run", () -> new CommandLine(new RunCommand(console, pipeline)));
    verbs.put("analyze", () -> new CommandLine(new AnalyzeCommand(console, pipeline)));
    verbs.put("capture", () -> new CommandLine(new CaptureCommand(console, pipeline)));
    verbs.put("compare", () -> new CommandLine(new CompareCommand(console)));
    verbs.put("trace", () -> new CommandLine(new TraceCommand(console, pipeline)));
    verbs.put("demo", () -> new CommandLine(new DemoCommand(console, pipeline)));
    verbs.put("evidence", () -> EvidenceCommand.commandLine(console));
    verbs.put("catalog", () -> CatalogCommand.commandLine(console));
    verbs.put("policy", () -> PolicyCommand.commandLine(console));
    verbs.put("watch", () -> new CommandLine(new WatchCommand(console, pipeline)));
    verbs.put("repair", () -> RepairCommand.commandLine(console, pipeline));
    verbs.put("respond", () -> new CommandLine(new RespondCommand(console)));
    verbs.put("doctor", () -> new CommandLine(new DoctorCommand(console)));
    return verbs;
  }

  private static void addStandardOptions(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(true);
    line.getCommandSpec().version("zprobe " + Version.TEXT);
    line.getSubcommands().values().forEach(Main::addStandardOptions);
  }

  private int usage(ParameterException wrong) {
    String said = firstLine(wrong.getMessage());
    StringBuilder text = new StringBuilder(said.replace("is not a long", "is no number that fits"));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> alike = unmatched.getSuggestions();
      text.append(alike.isEmpty() ? "" : "; did you mean " + alike.get(0) + "?");
    }
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    return refuse(ExitCode.USAGE, text + " (see " + command + " --help)");
  }

  private int failed(Exception thrown, ParseResult parsed) {
    if (thrown instanceof Refusal refusal) {
      return refuse(refusal.exitCode(), refusal.getMessage());
    }
    if (thrown instanceof CatalogException
        || thrown instanceof PlanException
        || thrown instanceof UnreadableReport) {
      return refuse(ExitCode.USAGE, thrown.getMessage());
    }
    if (thrown instanceof InvalidPathException impossible) {
      String reason = impossible.getReason() + ": " + impossible.getInput();
      return refuse(
          ExitCode.USAGE, "no file can have this name here: " + reason + "; set LC_ALL=C.UTF-8");
    }
    String what = thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    boolean verbose = parsed.expandedArgs().stream().anyMatch(List.of("-v", "--verbose")::contains);
    if (verbose) {
      thrown.printStackTrace(console.err());
    }
    String trace = verbose ? "" : " with what --verbose prints";
    return refuse(
        ExitCode.BUG,
        "a bug in zprobe: " + firstLine(what) + "; please report it at " + REPORT_BUGS_AT + trace);
  }

  private int refuse(ExitCode code, String message) {
    console.err().println("zprobe: " + Inert.text(message, LONGEST_LINE));
    return code.number();
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  @Command(
      name = "zprobe",
      description = "Finds out exactly where a handshake with Zoom's cloud fails.",
      synopsisSubcommandLabel = "VERB")
  private static final class Verbs implements Runnable {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a verb is missing");
    }
  }
}
