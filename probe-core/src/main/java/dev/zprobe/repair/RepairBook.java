package dev.zprobe.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every repair that is known, in the order in which they are tried. Immutable. */
public final class RepairBook {
  private static final RepairBook BUILT_IN = new RepairBook(BookReader.builtIn());

  private final List<Repair> repairs;

  RepairBook(List<Repair> repairs) {
    this.repairs = List.copyOf(repairs);
  }

  public static RepairBook builtIn() {
    return BUILT_IN;
  }

  public List<Repair> repairs() {
    return repairs;
  }

  public Optional<Repair> repair(String id) {
    return repairs.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** Only what a finding justifies; what does not help is named with the reason. */
  public RepairPlan planFor(Situation situation, Surroundings surroundings) {
    List<RepairPlan.Step> steps = new ArrayList<>();
    for (Repair repair : repairs) {
      List<Complaint> mended =
          situation.roots().stream().filter(each -> repair.mends(situation, each)).toList();
      if (!mended.isEmpty()) {
        steps.add(step(repair, mended, situation, surroundings));
      }
    }
    return new RepairPlan(
        surroundings.platform(),
        steps,
        unneeded(situation, surroundings, steps),
        ChangeRequestText.of(situation, steps));
  }

  /** A step that nothing justifies, for somebody who insists. */
  public RepairPlan.Step forced(Repair repair, Situation situation, Surroundings surroundings) {
    return step(repair, List.of(), situation, surroundings);
  }

  private RepairPlan.Step step(
      Repair repair, List<Complaint> mended, Situation situation, Surroundings surroundings) {
    Occasions occasions = new Occasions(situation, surroundings);
    Set<String> retest = new TreeSet<>();
    mended.forEach(each -> retest.addAll(situation.services(each)));
    if (mended.isEmpty()) {
      situation.tested().forEach(each -> retest.add(each.service()));
    }
    List<String> sentences = new ArrayList<>();
    mended.stream().limit(2).forEach(each -> sentences.add(each.proof().summary()));
    Map<String, String> facts =
        mended.isEmpty() ? occasions.facts() : occasions.facts(mended.get(0));
    sentences.add(Template.sentence(repair.words().why(), facts));
    return new RepairPlan.Step(
        repair,
        mended.stream().map(Complaint::id).toList(),
        String.join(" ", sentences).strip(),
        work(repair.on(surroundings.platform()), occasions.rows(mended)),
        List.copyOf(retest));
  }

  private static RepairPlan.Work work(Procedure procedure, List<Map<String, String>> rows) {
    List<RepairPlan.Command> commands = new ArrayList<>();
    for (Block block : procedure.commands()) {
      Template.fill(block, rows)
          .forEach(
              lines ->
                  lines.forEach(
                      line -> commands.add(new RepairPlan.Command(line, block.optional()))));
    }
    List<Saved> saved = new ArrayList<>();
    for (Saved each : procedure.saved()) {
      for (Map<String, String> row : rows) {
        saved(each, row).filter(filled -> !saved.contains(filled)).ifPresent(saved::add);
      }
    }
    return new RepairPlan.Work(
        procedure.privileged() && !commands.isEmpty(),
        lines(procedure.before(), rows),
        commands.isEmpty() ? List.of() : saved,
        commands,
        commands.isEmpty() ? List.of() : lines(procedure.undo(), rows));
  }

  private static Optional<Saved> saved(Saved each, Map<String, String> row) {
    Optional<String> file = Template.fill(each.file(), row);
    Optional<List<String>> command = Template.fill(each.command(), row);
    Optional<String> as = Template.fill(each.as(), row);
    Optional<String> head = Template.fill(each.head(), row);
    Optional<String> line = Template.fill(each.line(), withLine(row));
    Optional<List<String>> restore = Template.fill(each.restore(), row);
    boolean whole =
        file.isPresent()
            && command.isPresent()
            && as.isPresent()
            && head.isPresent()
            && line.isPresent()
            && restore.isPresent();
    return whole
        ? Optional.of(
            new Saved(
                file.get(),
                command.get(),
                as.get(),
                head.get(),
                line.get(),
                restore.get(),
                each.stable()))
        : Optional.empty();
  }

  /** Its place is kept until there are lines. */
  private static Map<String, String> withLine(Map<String, String> row) {
    Map<String, String> more = new HashMap<>(row);
    more.put("line", "{line}");
    return more;
  }

  private static List<List<String>> lines(List<Block> blocks, List<Map<String, String>> rows) {
    List<List<String>> lines = new ArrayList<>();
    for (Block block : blocks) {
      Template.fill(block, rows).forEach(lines::addAll);
    }
    return lines.stream().distinct().toList();
  }

  private List<RepairPlan.Unneeded> unneeded(
      Situation situation, Surroundings surroundings, List<RepairPlan.Step> steps) {
    Occasions occasions = new Occasions(situation, surroundings);
    List<RepairPlan.Unneeded> unneeded = new ArrayList<>();
    for (Repair repair : repairs) {
      boolean chosen = steps.stream().anyMatch(step -> step.id().equals(repair.id()));
      if (!chosen && repair.isSpokenOfOn(surroundings.platform())) {
        unneeded.add(new RepairPlan.Unneeded(repair.id(), objection(repair, situation, occasions)));
      }
    }
    return unneeded;
  }

  private static String objection(Repair repair, Situation situation, Occasions occasions) {
    for (Complaint complaint : situation.roots()) {
      Optional<Repair.Objection> objection = repair.objection(complaint.cause());
      if (objection.isPresent()) {
        return Template.sentence(objection.get().why(), occasions.facts(complaint));
      }
    }
    return Template.sentence(repair.words().otherwise(), occasions.facts());
  }

  /** Steps that people are told to take and that do not mend this finding. */
  public List<String> notMending(RepairPlan plan, Complaint complaint) {
    return repairs.stream()
        .filter(repair -> repair.isSpokenOfOn(plan.platform()))
        .filter(repair -> repair.reasons().stream().noneMatch(r -> r.cause() == complaint.cause()))
        .map(Repair::id)
        .toList();
  }
}
