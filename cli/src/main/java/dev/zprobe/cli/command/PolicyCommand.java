package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.PolicyText;
import dev.zprobe.cli.render.RunCases;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.compare.Policy;
import dev.zprobe.compare.PolicyCheck;
import dev.zprobe.compare.PolicyJson;
import dev.zprobe.compare.PolicyReader;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.compare.ReportView;
import dev.zprobe.evidence.JsonText;
import java.io.IOException;
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

/** Policies for {@code run --expect}. */
@Command(
    name = "policy",
    description = "Derive, check or verify a policy for run --expect.",
    synopsisSubcommandLabel = "derive|check|verify")
public final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec;

  private PolicyCommand() {}

  /** The verb with its own verbs. */
  public static CommandLine commandLine(Console console) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand(new Derive(console))
        .addSubcommand(new Check(console))
        .addSubcommand(new Verify(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "derive, check or verify is missing");
  }

  /** Writes the policy that a run fulfils. */
  @Command(name = "derive", description = "Print the policy that a run fulfils, to be edited.")
  private static final class Derive implements Callable<Integer> {
    private final Console console;

    @SuppressWarnings("UnusedVariable") // a policy is JSON whatever they say
    @Mixin
    private GlobalOptions options;

    @Parameters(paramLabel = "BUNDLE", description = "Bundle (directory or zip) or report.")
    private Path bundle;

    @Option(names = "--times", description = "Rows say how fast as well, with room to spare.")
    private boolean times;

    Derive(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ReportView run = ReportReader.read(bundle);
      try {
        JsonText.write(PolicyJson.derived(run, times), console.out());
      } catch (IOException closed) {
        throw Refusal.environment("standard output does not take the policy");
      }
      return ExitCode.HEALTHY.number();
    }
  }

  /** Says whether a file can be used. */
  @Command(name = "check", description = "Say whether a policy file can be used.")
  private static final class Check implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file;

    Check(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Policy policy = PolicyReader.read(file);
      if (options.json()) {
        ResultFiles.json(
            console,
            JsonNodeFactory.instance
                .objectNode()
                .put("valid", true)
                .put("rows", policy.rows().size()));
      } else if (!options.quiet()) {
        console.out().println("a valid policy: " + policy.rows().size() + " rows");
      }
      return ExitCode.HEALTHY.number();
    }
  }

  /** Holds a policy against a run that is over. */
  @Command(name = "verify", description = "Hold a policy against a bundle; 1 when it is broken.")
  private static final class Verify implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Parameters(index = "0", paramLabel = "FILE", description = "The policy file.")
    private Path file;

    @Parameters(index = "1", paramLabel = "BUNDLE", description = "Bundle or report.")
    private Path bundle;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML as well.")
    private Path junit;

    Verify(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Policy policy = PolicyReader.read(file);
      ReportView run = ReportReader.read(bundle);
      PolicyCheck check = PolicyCheck.of(policy, run);
      if (junit != null) {
        ResultFiles.junit(junit, "zprobe policy", run.run().started(), RunCases.of(check));
      }
      if (options.json()) {
        ResultFiles.json(console, PolicyJson.of(check));
      } else {
        new PolicyText(options.palette(console)).lines(check).forEach(console.out()::println);
      }
      return (check.holds() ? ExitCode.HEALTHY : ExitCode.FOUND).number();
    }
  }
}
