package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.DnsFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which flows become observations. Rules look at endpoints, not at each of a thousand flows that
 * fare alike, and they compare everything with everything: few of each kind are enough, and a bound
 * for all of them is needed. The service's flows come before those of others.
 */
final class Sample {
  private static final int MOST_OF_SERVICE = 400;
  private static final int MOST_OF_OTHERS = 150;
  private static final int MOST_OF_NAMES = 200;
  private static final int MOST_ALIKE = 3;

  /** Of the service failing and working, of others failing and working, of questions for names. */
  private final int[] taken = new int[6];

  private final Map<String, Integer> alike = new HashMap<>();

  boolean wants(FlowView view) {
    boolean question = isQuestion(view);
    int most = question ? MOST_OF_NAMES : view.zoom().isEmpty() ? MOST_OF_OTHERS : MOST_OF_SERVICE;
    return taken[group(view, question)] < most && alike.getOrDefault(kind(view), 0) < MOST_ALIKE;
  }

  /** The flow did become an observation, or several. */
  void took(FlowView view) {
    taken[group(view, isQuestion(view))]++;
    alike.merge(kind(view), 1, Integer::sum);
  }

  private static int group(FlowView view, boolean question) {
    int group = question ? 4 : view.zoom().isEmpty() ? 2 : 0;
    return group + (view.failed() ? 0 : 1);
  }

  private static boolean isQuestion(FlowView view) {
    return view.only(DnsFacts.class).isPresent();
  }

  /** A name that is left out would look as if it had no address of one type. */
  private static String questions(FlowView view) {
    return view.only(DnsFacts.class).stream()
        .flatMap(dns -> dns.exchanges().stream())
        .map(each -> each.question().name() + "/" + each.question().type())
        .collect(Collectors.joining(" "));
  }

  private static String kind(FlowView view) {
    String fate =
        view.failed()
            ? view.progress()
                .map(each -> each.lastSeen() + each.trail().endedBy().orElse(""))
                .orElse("")
            : "";
    String name = SpokenObservations.name(view).orElseGet(() -> questions(view));
    return view.serverEnd() + " " + name + " " + fate;
  }
}
