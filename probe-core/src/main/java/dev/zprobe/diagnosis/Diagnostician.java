package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.Diagnosis.Filed;
import dev.zprobe.observation.Observations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns what was seen into a judgement. Pure and without state: the same observations give the same
 * diagnosis. Safe for use by many threads.
 */
public final class Diagnostician {
  private final List<Rule> rules;

  /**
   * @param rules in any order
   */
  public Diagnostician(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  public Diagnosis diagnose(Observations seen) {
    Landscape land = Landscape.of(seen);
    List<Finding> found = new ArrayList<>();
    rules.forEach(rule -> found.addAll(rule.apply(land)));
    List<Filed> filed = file(found);
    return new Diagnosis(Verdicts.of(land, filed), filed, EndpointStates.of(land, found));
  }

  /** What counts first: unexplained before explained, then by weight, then in a client's course. */
  private static List<Filed> file(List<Finding> found) {
    List<Optional<Integer>> reasons = Precedence.of(found);
    List<Integer> order = new ArrayList<>();
    for (int index = 0; index < found.size(); index++) {
      order.add(index);
    }
    order.sort(
        Comparator.comparing((Integer index) -> reasons.get(index).isPresent())
            .thenComparing(index -> found.get(index).judgement().severity())
            // What nothing was compared with does not lead before what was shown.
            .thenComparing(
                index -> found.get(index).judgement().confidence() == Confidence.POSSIBLE)
            .thenComparing(index -> found.get(index).judgement().stage())
            .thenComparing(index -> found.get(index).judgement().confidence())
            .thenComparing(index -> found.get(index).cause())
            .thenComparing(index -> Wording.where(found.get(index).scope())));
    List<Filed> filed = new ArrayList<>();
    for (int index : order) {
      Optional<String> explainedBy =
          reasons.get(index).map(reason -> "F" + (order.indexOf(reason) + 1));
      filed.add(new Filed("F" + (filed.size() + 1), found.get(index), explainedBy));
    }
    return filed;
  }
}
