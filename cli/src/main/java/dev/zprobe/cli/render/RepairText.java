package dev.zprobe.cli.render;

import dev.zprobe.repair.RepairPlan;
import java.util.ArrayList;
import java.util.List;

/** A repair plan as a person reads it: what helps, what would not, and what to hand to others. */
public final class RepairText {
  private static final String INDENT = "      ";
  private final Palette palette;
  private final int width;
  private final boolean everything;

  public RepairText(Palette palette, int width, boolean everything) {
    this.palette = palette;
    this.width = width;
    this.everything = everything;
  }

  public List<String> lines(RepairPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        palette.paint(
            Palette.Tone.STRONG,
            plan.steps().isEmpty()
                ? "Nothing to repair on " + plan.platform().text() + "."
                : "Repairs that the findings justify, for " + plan.platform().text() + ":"));
    int number = 0;
    for (RepairPlan.Step step : plan.steps()) {
      number++;
      lines.add("");
      lines.addAll(step(plan, step, number + ". "));
    }
    unneeded(lines, plan);
    plan.changeRequest().ifPresent(request -> changeRequest(lines, request));
    return lines;
  }

  /** One step in full. */
  public List<String> step(RepairPlan plan, RepairPlan.Step step, String number) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  "
            + number
            + palette.paint(Palette.Tone.STRONG, step.id())
            + "  "
            + palette.paint(
                Palette.Tone.FAINT,
                "("
                    + (step.findings().isEmpty()
                        ? ""
                        : "for " + String.join(", ", step.findings()) + "; ")
                    + "who: "
                    + step.repair().who().text()
                    + ")"));
    paragraph(lines, "", step.repair().words().title() + ".");
    paragraph(lines, "why: ", step.why());
    commands(lines, plan, "look first: ", step.work().before());
    commands(
        lines,
        plan,
        step.work().privileged() ? "do (as administrator): " : "do: ",
        step.work().commands().stream().map(RepairPlan.Command::line).toList());
    commands(lines, plan, "undo: ", step.work().undo());
    if (!step.work().commands().isEmpty()) {
      paragraph(lines, "loses: ", step.repair().words().loses());
      if (!step.repair().words().restart().equals("none")) {
        paragraph(lines, "restart: ", step.repair().words().restart());
      }
      paragraph(lines, "test again: ", String.join(", ", step.retest()));
    }
    return lines;
  }

  private void commands(
      List<String> lines, RepairPlan plan, String label, List<List<String>> commands) {
    for (List<String> command : commands) {
      // Not wrapped: it is there to be copied.
      lines.add(INDENT + label + Inert.text(CommandText.of(plan.platform(), command)));
    }
  }

  private void unneeded(List<String> lines, RepairPlan plan) {
    if (plan.notRecommended().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(palette.paint(Palette.Tone.STRONG, "Not recommended:"));
    for (RepairPlan.Unneeded each : plan.notRecommended()) {
      paragraph(lines, "", each.id() + ": " + each.why() + ".");
    }
  }

  private void changeRequest(List<String> lines, RepairPlan.ChangeRequest request) {
    lines.add("");
    lines.add(palette.paint(Palette.Tone.STRONG, "To hand over:"));
    request.text().lines().forEach(line -> lines.add("  " + Inert.text(line)));
    if (request.rules().isEmpty()) {
      return;
    }
    lines.add("");
    if (!everything) {
      String dialects =
          String.join(", ", request.rules().stream().map(each -> each.dialect()).toList());
      paragraph(lines, "rules (in full with --verbose, and in the JSON): ", dialects);
      return;
    }
    for (RepairPlan.DialectRule rule : request.rules()) {
      lines.add("  " + palette.paint(Palette.Tone.STRONG, rule.dialect()));
      rule.text().lines().forEach(line -> lines.add("    " + Inert.text(line)));
    }
  }

  private void paragraph(List<String> lines, String label, String text) {
    for (String line : Wrap.lines(Inert.text(label + text), width - INDENT.length())) {
      lines.add(INDENT + line);
    }
  }
}
