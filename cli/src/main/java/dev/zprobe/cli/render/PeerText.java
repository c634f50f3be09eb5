package dev.zprobe.cli.render;

import dev.zprobe.capture.peer.PeerComparison;
import dev.zprobe.net.FiveTuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What became of the packets between two captures, for a reader.
 *
 * @param file the other capture's name
 */
public record PeerText(String file, PeerComparison comparison) {
  private static final int MOST_FLOWS = 20;
  private static final int MOST_FRAMES = 12;

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        Inert.text(
            "Beside %s: %d of %d packets are in both captures%s"
                .formatted(file, comparison.matched(), comparison.compared(), clocks())));
    if (!comparison.whole()) {
      lines.add("  (memory did not suffice for all packets; see --memory)");
    }
    for (PeerComparison.Passage each : comparison.flows().stream().limit(MOST_FLOWS).toList()) {
      lines.add("  " + Inert.text(title(each)));
      add(lines, each.neverArrived(), "left and never arrived there", "frames");
      add(lines, each.neverCame(), "left there and never came here", "frames there");
      add(lines, each.madeBetween(), "came from between the two places", "frames");
    }
    if (comparison.flows().size() > MOST_FLOWS) {
      lines.add("  and " + (comparison.flows().size() - MOST_FLOWS) + " flows more (--report -)");
    }
    return lines;
  }

  private String clocks() {
    StringBuilder text = new StringBuilder();
    comparison
        .clocks()
        .offsetMs()
        .ifPresent(
            offset ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "; its clock is %.3f ms %s",
                        Math.abs(offset),
                        offset < 0 ? "behind" : "ahead")));
    comparison
        .clocks()
        .pathMs()
        .ifPresent(way -> text.append(String.format(Locale.ROOT, ", the way %.3f ms", way)));
    return text.append(comparison.isTranslated() ? "; addresses are translated" : "").toString();
  }

  private static String title(PeerComparison.Passage each) {
    String here = text(each.here());
    if (each.there().isEmpty()) {
      return here + ": nothing of it is there";
    }
    boolean same = each.there().contains(each.here());
    return same ? here : here + ", there " + text(each.there().get(0));
  }

  private static String text(FiveTuple flow) {
    return flow.local().hostPort() + " > " + flow.remote();
  }

  private static void add(
      List<String> lines, PeerComparison.Frames frames, String what, String whose) {
    if (frames.count() == 0) {
      return;
    }
    String numbers =
        frames.first().stream()
            .limit(MOST_FRAMES)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    boolean more = frames.count() > Math.min(MOST_FRAMES, frames.first().size());
    lines.add(
        "    %d %s %s (%s %s%s)"
            .formatted(
                frames.count(),
                frames.count() == 1 ? "packet" : "packets",
                what,
                whose,
                numbers,
                more ? ", ..." : ""));
  }
}
