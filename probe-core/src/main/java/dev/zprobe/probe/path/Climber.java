package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.probe.Attempts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Climbs pairs of ladders: the control first, then the test, then both in turn where they differ.
 * Controls that several pairs share are climbed once. Safe for many threads.
 */
final class Climber {
  /** Silent hops in a row after which nothing more is expected when there is no control. */
  private static final int PATIENCE_HOPS = 3;

  /** Hops that are tried again where the control was answered and the test was not. */
  private static final int CONTESTED_HOPS = 2;

  /** What the test has left then: it was tried twice before. */
  private static final int CONTESTED_ROUNDS = 2;

  /** Routers limit their errors by the second, and many ladders climb at once. */
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(300);

  private final Attempts attempts;
  private final LadderEngine engine;
  private final PathOptions options;
  private final Deadline deadline;
  private final Map<String, Climbing> climbings = new LinkedHashMap<>();

  Climber(Attempts attempts, LadderEngine engine, PathOptions options, Deadline deadline) {
    this.attempts = attempts;
    this.engine = engine;
    this.options = options;
    this.deadline = deadline;
  }

  /** What one pair came to. */
  record Climbed(Climbing test, List<Climbing> controls, Optional<Climbing> naming) {}

  /** The control first: what comes after may already be blocked for what the test does. */
  Climbed both(ClimbPlan.Pair pair) {
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
    pause(options.pause());
    Climbing test = shared(pair.test());
    Optional<Climbing> control = best(controls);
    List<Hop> reference = control.map(Climbing::hops).orElse(List.of());
    Patience patience = new Patience(reference);
    test.climbOnce(engine, patience);
    control.ifPresent(each -> contest(test, each, patience));
    return new Climbed(test, controls, naming);
  }

  private static boolean arrived(Climbing control) {
    return control.hops().stream().anyMatch(hop -> hop.reply() == Reply.ANSWER);
  }

  /** The one that got furthest; the first of several. */
  private static Optional<Climbing> best(List<Climbing> controls) {
    Optional<Climbing> best = controls.stream().filter(Climber::arrived).findFirst();
    return best.or(
        () -> controls.stream().reduce((one, two) -> reach(two) > reach(one) ? two : one));
  }

  private static int reach(Climbing climbing) {
    return climbing.hops().stream().filter(Hop::answered).mapToInt(Hop::ttl).max().orElse(0);
  }

  private synchronized Climbing shared(Climb climb) {
    return climbings.computeIfAbsent(
        climb.key(),
        key -> new Climbing(climb, attempts.begin(climb.target()), deadline, options.progress()));
  }

  /** Control and test in turn, so that neither chance nor a limit of a router decides. */
  private void contest(Climbing test, Climbing control, Patience patience) {
    for (int rounds = 0; rounds < CONTESTED_ROUNDS; rounds++) {
      List<Integer> contested = contested(test.hops(), control.hops());
      if (contested.isEmpty() || deadline.expired()) {
        return;
      }
      pause(BETWEEN_ROUNDS);
      boolean answered = false;
      for (int ttl : contested) {
        control.again(ttl);
        answered |= test.again(ttl);
      }
      if (answered) {
        test.climb(engine, patience);
      }
    }
  }

  /** Routers that answered the control above the last that answered the test. */
  private static List<Integer> contested(List<Hop> test, List<Hop> control) {
    if (test.isEmpty() || test.get(test.size() - 1).answered()) {
      return List.of();
    }
    int last = test.stream().filter(Hop::answered).mapToInt(Hop::ttl).max().orElse(0);
    return control.stream()
        .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED && hop.ttl() > last)
        .map(Hop::ttl)
        .filter(ttl -> ttl <= test.size())
        .limit(CONTESTED_HOPS)
        .toList();
  }

  private void pause(Duration pause) {
    long millis = deadline.within(pause).remaining().toMillis();
    try {
      if (millis > 0) {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
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
