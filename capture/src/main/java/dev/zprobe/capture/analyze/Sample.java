package dev.zprobe.capture.analyze;

import java.util.HashMap;
import java.util.Map;

/**
 * Which flows become observations. Rules look at endpoints, not at each of a thousand flows that
 * fare alike, and they compare everything with everything: few of each kind are enough, and a bound
 * for all of them is needed. The service's flows come before those of others.
 */
final class Sample {
  private static final int MOST_OF_SERVICE = 400;
  private static final int MOST_OF_OTHERS = 150;
  private static final int MOST_ALIKE = 3;

  /** Of the service failing and working, of others failing and working. */
  private final int[] taken = new int[4];

  private final Map<String, Integer> alike = new HashMap<>();

  boolean wants(FlowView view) {
    boolean service = !view.zoom().isEmpty();
    return taken[group(view)] < (service ? MOST_OF_SERVICE : MOST_OF_OTHERS)
        && alike.getOrDefault(kind(view), 0) < MOST_ALIKE;
  }

  /** The flow did become an observation, or several. */
  void took(FlowView view) {
    taken[group(view)]++;
    alike.merge(kind(view), 1, Integer::sum);
  }

  private static int group(FlowView view) {
    return (view.zoom().isEmpty() ? 2 : 0) + (view.failed() ? 0 : 1);
  }

  private static String kind(FlowView view) {
    String fate =
        view.failed()
            ? view.progress()
                .map(each -> each.lastSeen() + each.trail().endedBy().orElse(""))
                .orElse("")
            : "";
    return view.serverEnd() + " " + SpokenObservations.name(view).orElse("") + " " + fate;
  }
}
