package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.probe.Attempts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Climbs tests that share their controls: the controls first, then the tests, then both at the same
 * moments where they differ. Safe for many threads.
 */
final class Climber {
  /** Silent hops in a row after which nothing more is expected when there is no control. */
  private static final int PATIENCE_HOPS = 3;

  /** Where routers limit their errors, so many tests of an address are climbed hop by hop. */
  private static final int CLIMBED_WHERE_LIMITED = 2;

  /** How often a far router is asked that answers nobody for a while. */
  private static final int MOST_ROUNDS = 8;

  private final Attempts attempts;
  private final LadderEngine engine;
  private final PathOptions options;
  private final Deadline deadline;
  private final Comparison comparison;
  private final ExecutorService workers;
  private final Map<String, Climbing> climbings = new LinkedHashMap<>();

  Climber(
      Attempts attempts,
      LadderEngine engine,
      PathOptions options,
      Deadline deadline,
      ExecutorService workers) {
    this.attempts = attempts;
    this.engine = engine;
    this.options = options;
    this.deadline = deadline;
    this.workers = workers;
    this.comparison = new Comparison(workers, deadline);
  }

  /** What one pair came to. */
  record Climbed(Climbing test, List<Climbing> controls, Optional<Climbing> naming) {
    /** The control that got furthest; the first of several. */
    Optional<Climbing> control() {
      Optional<Climbing> best = controls.stream().filter(Climber::arrived).findFirst();
      return best.or(
          () -> controls.stream().reduce((one, two) -> reach(two) > reach(one) ? two : one));
    }

    private boolean isAnswered(Comparison.Question question) {
      return question.test() == test && test.isAnswered(question.ttl());
    }

    List<Hop> reference() {
      return control().map(Climbing::hops).orElse(List.of());
    }

    /** To another address the path may be another, of which every router counts. */
    private boolean isOfOneAddress() {
      return control()
          .map(each -> each.climb().endpoint().address())
          .filter(test.climb().endpoint().address()::equals)
          .isPresent();
    }

    /** The last router that the control shows; 0 where it shows none. */
    private int farthest() {
      return reference().stream()
          .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED)
          .mapToInt(Hop::ttl)
          .max()
          .orElse(0);
    }
  }

  /** Controls first: what comes after may already be blocked for what a test does. */
  List<Climbed> all(List<ClimbPlan.Pair> pairs) throws InterruptedException {
    List<Climbed> ladders = new ArrayList<>();
    for (ClimbPlan.Pair pair : pairs) {
      ladders.add(controls(pair));
    }
    pause(options.pause());
    Map<Climbed, Patience> climbing = new LinkedHashMap<>();
    for (Climbed each : options.everything() ? ladders : farthestFirst(ladders)) {
      climbing.put(each, new Patience(each.reference()));
    }
    climb(climbing);
    contest(climbing);
    ladders.forEach(each -> each.test().forgetUnclear());
    return ladders;
  }

  private Climbed controls(ClimbPlan.Pair pair) {
    List<Climbing> controls = new ArrayList<>();
    for (Climb each : pair.controls()) {
      Climbing control = shared(each);
      control.climbOnce(engine, alone());
      controls.add(control);
      if (arrived(control)) {
        break;
      }
    }
    Optional<Climbing> naming = pair.naming().map(this::shared);
    naming.ifPresent(each -> each.climbOnce(engine, alone()));
    return new Climbed(shared(pair.test()), controls, naming);
  }

  private void climb(Map<Climbed, Patience> ladders) throws InterruptedException {
    Comparison.together(
        workers,
        List.copyOf(ladders.keySet()),
        each -> each.test().climb(engine, ladders.get(each)));
  }

  /**
   * Routers limit their errors, mostly to one a second, so none is asked for what a farther one
   * shows: what passes the last router passes all. Returns those that are to be climbed further.
   */
  private List<Climbed> farthestFirst(List<Climbed> ladders) throws InterruptedException {
    List<Climbed> asked =
        ladders.stream()
            .filter(each -> each.test().climb().payload().stage() != Stage.CLIENT_HELLO)
            .filter(Climbed::isOfOneAddress)
            .filter(each -> each.farthest() > 1)
            .toList();
    Comparison.together(workers, asked, each -> each.test().passes(engine, each.farthest()));
    boolean limited = false;
    for (int rounds = 0; rounds < MOST_ROUNDS && !deadline.expired(); rounds++) {
      List<Comparison.Question> questions =
          silent(asked).stream()
              .filter(each -> !each.test().isSettled(each.farthest()))
              .map(each -> question(each, each.farthest()))
              .toList();
      if (questions.isEmpty()) {
        break;
      }
      boolean clear = comparison.ask(questions);
      limited |= !clear;
      asked.forEach(each -> each.test().goOnAbove(each.farthest()));
      if (clear && !limited) {
        break; // the comparison at the hop where it ends repeats what this shows
      }
      pause(clear ? Comparison.BETWEEN_ROUNDS : Comparison.LIMITED);
    }
    return limited ? withoutMost(ladders, silent(asked)) : ladders;
  }

  private static List<Climbed> silent(List<Climbed> asked) {
    return asked.stream().filter(each -> !each.test().goOnAbove(each.farthest())).toList();
  }

  /** Where it ends is learned for a few; that it does not pass is known of all. */
  private static List<Climbed> withoutMost(List<Climbed> ladders, List<Climbed> silent) {
    List<Climbed> left =
        silent.stream()
            .skip(CLIMBED_WHERE_LIMITED)
            .filter(each -> each.test().isShown(each.farthest()))
            .toList();
    return ladders.stream().filter(each -> !left.contains(each)).toList();
  }

  private static Comparison.Question question(Climbed each, int ttl) {
    return new Comparison.Question(each.test(), each.control().orElseThrow(), ttl);
  }

  /** Control and test at the same moment, so that neither chance nor a limit decides. */
  private void contest(Map<Climbed, Patience> ladders) throws InterruptedException {
    Duration pause = Comparison.BETWEEN_ROUNDS;
    for (int rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      List<Comparison.Question> questions = new ArrayList<>();
      for (Climbed each : ladders.keySet()) {
        if (each.control().isPresent()) {
          Comparison.contested(each.test().hops(), each.reference()).stream()
              .filter(ttl -> !each.test().isSettled(ttl))
              .forEach(ttl -> questions.add(question(each, ttl)));
        }
      }
      if (questions.isEmpty() || deadline.expired()) {
        return;
      }
      pause(pause);
      boolean clear = comparison.ask(questions);
      pause = clear ? Comparison.BETWEEN_ROUNDS : Comparison.LIMITED;
      Map<Climbed, Patience> further = new LinkedHashMap<>(ladders);
      further.keySet().removeIf(each -> questions.stream().noneMatch(each::isAnswered));
      climb(further);
    }
  }

  private static boolean arrived(Climbing control) {
    return control.hops().stream().anyMatch(hop -> hop.reply() == Reply.ANSWER);
  }

  private static int reach(Climbing climbing) {
    return climbing.hops().stream().filter(Hop::answered).mapToInt(Hop::ttl).max().orElse(0);
  }

  private synchronized Climbing shared(Climb climb) {
    return climbings.computeIfAbsent(
        climb.key(),
        key -> new Climbing(climb, attempts.begin(climb.target()), deadline, options.progress()));
  }

  private void pause(Duration pause) throws InterruptedException {
    long millis = deadline.within(pause).remaining().toMillis();
    if (millis > 0) {
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
  }

  synchronized void close() {
    climbings.values().forEach(Climbing::close);
  }

  private static IntPredicate alone() {
    return new Patience(List.of());
  }

  /** Decides when further silence teaches nothing. */
  private static final class Patience implements IntPredicate {
    private final List<Hop> reference;
    private int inARow;
    private int last;

    Patience(List<Hop> reference) {
      this.reference = reference;
    }

    /** With a control: silent at two hops that answered it, or past its end. */
    @Override
    public boolean test(int ttl) {
      inARow = ttl == last + 1 ? inARow + 1 : 1;
      last = ttl;
      if (reference.isEmpty()) {
        return inARow >= PATIENCE_HOPS;
      }
      int from = ttl - inARow + 1;
      long contradicted =
          reference.stream()
              .filter(hop -> hop.ttl() >= from && hop.ttl() <= ttl)
              .filter(Hop::answered)
              .count();
      int end = reference.get(reference.size() - 1).ttl();
      return contradicted >= 2 || ttl >= end && contradicted >= 1 || ttl >= end + PATIENCE_HOPS;
    }
  }
}
