package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.DoctorText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.probe.host.Doctor;
import dev.zprobe.probe.host.DoctorCheck;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a run could do on this machine, and what would mend what it could not. */
@Command(
    name = "doctor",
    description = {
      "Say what this machine can do for a run, what it lacks, and the command that gets it.",
      "Exits with 0 when a run makes sense here, with 1 when something essential is missing."
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private GlobalOptions options;

  public DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<DoctorCheck> checks = Doctor.ofThisMachine().examine();
    if (options.json()) {
      print(checks);
    } else {
      new DoctorText(options.palette(console))
          .lines(checks, options.quiet())
          .forEach(console.out()::println);
    }
    boolean broken = checks.stream().anyMatch(each -> each.state() == DoctorCheck.State.BROKEN);
    return (broken ? ExitCode.FOUND : ExitCode.HEALTHY).number();
  }

  private void print(List<DoctorCheck> checks) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode entries = node.putArray("checks");
    for (DoctorCheck check : checks) {
      ObjectNode entry = entries.addObject();
      entry.put("id", check.id());
      entry.put("state", check.state().name().toLowerCase(Locale.ROOT));
      entry.put("found", check.found());
      if (check.state() != DoctorCheck.State.FINE) {
        entry.put("loses", check.loses());
        if (!check.mend().isEmpty()) {
          ArrayNode command = entry.putArray("mend");
          check.mend().forEach(command::add);
        }
        if (!check.advice().isEmpty()) {
          entry.put("advice", check.advice());
        }
      }
    }
    try {
      JsonText.write(node, console.out());
    } catch (IOException closed) {
      throw Refusal.environment("standard output does not take the result");
    }
  }
}
