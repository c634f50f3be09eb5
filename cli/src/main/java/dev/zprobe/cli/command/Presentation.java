package dev.zprobe.cli.command;

import dev.zprobe.cli.render.Palette;
import dev.zprobe.cli.render.TerminalReport;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.probe.Localiser;
import java.util.List;

/** What differs between verbs that make a run: how the path is looked at, and what is shown. */
interface Presentation {
  /** The path of what failed; the verdict, the matrix and the findings. */
  Presentation OF_RUN =
      new Presentation() {
        @Override
        public Localiser localiser(Pipeline pipeline) {
          return pipeline.localiser();
        }

        @Override
        public List<String> live() {
          return List.of();
        }

        @Override
        public List<String> lines(
            EvidenceBundle bundle, TerminalReport report, Palette palette, int width) {
          return report.lines(bundle);
        }
      };

  Localiser localiser(Pipeline pipeline);

  /** Lines to show while it goes on; called from another thread. */
  List<String> live();

  /** The result for a reader. */
  List<String> lines(EvidenceBundle bundle, TerminalReport report, Palette palette, int width);
}
