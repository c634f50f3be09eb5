package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.CommandText;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.render.RepairText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.repair.Effect;
import dev.zprobe.repair.Platform;
import dev.zprobe.repair.Repair;
import dev.zprobe.repair.RepairBook;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.Situation;
import dev.zprobe.repair.Surroundings;
import dev.zprobe.repair.apply.RepairRecord;
import dev.zprobe.repair.apply.RepairRun;
import dev.zprobe.repair.apply.SystemPrograms;
import dev.zprobe.repair.apply.ThisMachine;
import dev.zprobe.repair.apply.UndoRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One go at the steps of a plan on this machine. */
final class RepairSession {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Tools tools;
  private final RepairSource source;
  private final Wish wish;
  private final Situation situation;
  private final Platform platform = Platform.ofThisMachine();
  private final SystemPrograms programs = new SystemPrograms();
  private final ThisMachine machine;
  private final Set<String> mended = new HashSet<>();
  private final ArrayNode results = JsonNodeFactory.instance.arrayNode();

  /** What a session works with. */
  record Tools(Console console, Pipeline pipeline, GlobalOptions options, Consent consent) {}

  /**
   * @param steps only these; all when empty
   * @param reason for doing what nothing justifies; empty for none
   */
  record Wish(List<String> steps, boolean yes, String reason) {}

  RepairSession(Tools tools, RepairSource source, Wish wish) {
    this.tools = tools;
    this.source = source;
    this.wish = wish;
    this.situation = source.situation();
    this.machine =
        new ThisMachine(
            programs, tools.console().environment(), Path.of(System.getProperty("user.home")));
  }

  ExitCode carryOut() {
    demandThisPlatform();
    Surroundings surroundings = machine.surroundings(platform);
    List<String> chosen = chosen(surroundings);
    boolean dry = !wish.yes() && !tools.consent().isPossible();
    boolean allWell = true;
    boolean any = false;
    for (String id : chosen) {
      RepairPlan plan = RepairBook.builtIn().planFor(situation, surroundings);
      RepairPlan.Step step = step(plan, id, surroundings);
      if (isMendedAlready(step)) {
        say(id + ": not needed any more, what it was for is mended");
        result(step, "not-needed");
        continue;
      }
      show(plan, step);
      if (step.work().commands().isEmpty()) {
        say("      nothing to run: this is done by hand, or by the " + step.repair().who().text());
        result(step, "by-hand");
        continue;
      }
      if (wish.steps().isEmpty() && step.repair().on(platform).asked()) {
        say("      only for who asks for it: --step " + id);
        result(step, "only-when-asked");
        continue;
      }
      any = true;
      if (dry) {
        result(step, "would-run");
        continue;
      }
      demandPrivilege(step);
      if (wish.yes() || tools.consent().give("  Do " + id + "?")) {
        allWell &= carryOut(id, surroundings);
      }
    }
    conclude(any, dry);
    if (tools.options().json()) {
      print(dry);
    }
    return allWell ? ExitCode.HEALTHY : ExitCode.FOUND;
  }

  private void conclude(boolean any, boolean dry) {
    if (!any) {
      say("");
      say("There is nothing to run on this machine.");
    } else if (dry) {
      say("");
      say("Nothing was changed; --yes does it.");
    }
  }

  private void print(boolean dry) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("dryRun", dry);
    all.set("steps", results);
    try {
      JsonText.write(all, tools.console().out());
    } catch (IOException closed) {
      throw Refusal.environment("standard output does not take the result");
    }
  }

  /** One line of the JSON: what became of a step. */
  private ObjectNode result(RepairPlan.Step step, String state) {
    return results.addObject().put("id", step.id()).put("state", state);
  }

  private void demandThisPlatform() {
    if (situation.platform().isPresent() && situation.platform().get() != platform) {
      throw Refusal.usage(
          source.path()
              + " is of a machine with "
              + situation.platform().get().text()
              + "; apply it there (zprobe repair plan prints the steps here)");
    }
  }

  /** The steps in the book's order; an unknown or unjustified one is refused. */
  private List<String> chosen(Surroundings surroundings) {
    RepairPlan plan = RepairBook.builtIn().planFor(situation, surroundings);
    if (wish.steps().isEmpty()) {
      return plan.steps().stream()
          .filter(step -> step.repair().who().isHere())
          .map(RepairPlan.Step::id)
          .toList();
    }
    List<String> chosen = new ArrayList<>();
    for (String id : wish.steps()) {
      if (RepairBook.builtIn().repair(id).isEmpty()) {
        throw Refusal.usage("--step \"" + id + "\" is in no book; \"repair plan\" names the steps");
      }
      if (plan.step(id).isEmpty() && wish.reason().isEmpty()) {
        throw Refusal.usage(
            "the findings do not justify "
                + id
                + why(plan, id)
                + "; --force REASON does it all the same");
      }
      chosen.add(id);
    }
    return chosen;
  }

  private static String why(RepairPlan plan, String id) {
    return plan.notRecommended().stream()
        .filter(each -> each.id().equals(id))
        .map(each -> ": " + each.why())
        .findFirst()
        .orElse("");
  }

  private RepairPlan.Step step(RepairPlan plan, String id, Surroundings surroundings) {
    Repair repair = RepairBook.builtIn().repair(id).orElseThrow();
    return plan.step(id)
        .orElseGet(() -> RepairBook.builtIn().forced(repair, situation, surroundings));
  }

  private boolean isMendedAlready(RepairPlan.Step step) {
    return !step.findings().isEmpty() && mended.containsAll(step.findings());
  }

  private void demandPrivilege(RepairPlan.Step step) {
    boolean closed =
        step.work().saved().stream()
            .filter(saved -> saved.isFile())
            .map(saved -> Path.of(saved.file()))
            .anyMatch(file -> Files.exists(file) && !Files.isWritable(file));
    if ((step.work().privileged() || closed) && !machine.isAdministrator(platform)) {
      List<String> again = new ArrayList<>();
      if (platform != Platform.WINDOWS) {
        again.add("sudo");
      }
      again.addAll(List.of("zprobe", "repair", "apply", source.path().toString()));
      again.addAll(List.of("--step", step.id(), "--yes"));
      if (!wish.reason().isEmpty()) {
        again.addAll(List.of("--force", wish.reason()));
      }
      throw Refusal.environment(
          step.id()
              + " needs an administrator's rights; run "
              + CommandText.of(platform, again)
              + (platform == Platform.WINDOWS ? " in an administrator's terminal" : ""));
    }
  }

  private boolean carryOut(String id, Surroundings surroundings) {
    Path directory =
        source.records().resolve(STAMP.format(InstantSource.system().instant()) + "-" + id);
    Surroundings filled = surroundings.withRecord(directory.toAbsolutePath().toString());
    RepairPlan.Step step = step(RepairBook.builtIn().planFor(situation, filled), id, filled);
    boolean justified = !step.findings().isEmpty();
    try {
      RepairRun.Outcome outcome =
          new RepairRun(programs, InstantSource.system())
              .apply(step, platform, directory, justified ? "" : wish.reason());
      if (!outcome.ok()) {
        say("      " + id + ": failed and taken back: " + outcome.trouble());
        say("      record: " + directory);
        result(step, "failed")
            .put("trouble", outcome.trouble())
            .put("record", directory.toString());
        return false;
      }
      say("      " + id + ": done; record: " + directory);
      return verify(step, outcome.record());
    } catch (IOException refused) {
      throw Refusal.environment(
          "the record " + directory + " cannot be written (" + FileTrouble.words(refused) + ")");
    }
  }

  private boolean verify(RepairPlan.Step step, RepairRecord record) throws IOException {
    Retest.Result result =
        new Retest(tools.console(), tools.pipeline(), tools.options(), source)
            .after(step, situation, record.directory());
    record.verified(result.effect().text(), result.summary(), result.bundle());
    ObjectNode shown = result(step, "done");
    shown.put("effect", result.effect().text()).put("record", record.directory().toString());
    say("      tested again: " + result.effect().text() + ". " + result.summary());
    if (result.effect() == Effect.WORSE) {
      String left =
          new UndoRun(programs, InstantSource.system())
              .takeBack(record, RepairRecord.State.ROLLED_BACK);
      shown.put("state", left.isEmpty() ? "rolled-back" : "not-rolled-back");
      say(
          left.isEmpty()
              ? "      taken back: everything is as it was"
              : "      taking it back was not possible in full: " + left);
      return false;
    }
    if (result.effect() == Effect.MENDED) {
      mended.addAll(step.findings());
    } else if (!result.bundle().isEmpty()) {
      say("      it can be taken back with: zprobe repair undo " + record.directory());
    }
    return result.effect() == Effect.MENDED || step.findings().isEmpty();
  }

  private void show(RepairPlan plan, RepairPlan.Step step) {
    GlobalOptions options = tools.options();
    if (!options.quiet() && !options.json()) {
      new RepairText(options.palette(tools.console()), tools.console().width(), options.verbose())
          .step(plan, step, "")
          .forEach(tools.console().out()::println);
    }
  }

  private void say(String line) {
    if (!tools.options().json()) {
      tools.console().out().println(Inert.text(line));
    }
  }
}
