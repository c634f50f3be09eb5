package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Tries;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** One ladder while it is climbed. Safe for many threads: pairs share their controls. */
final class Climbing {
  /** Of one stage to one hop, repeats included. */
  static final int MOST_PACKETS = 4;

  /** Where a router was silent for everybody at times: it limits its errors, and takes longer. */
  private static final int MOST_PACKETS_LIMITED = 12;

  /** What a hop is said to have been tried at the most; more repeats add nothing. */
  private static final int MOST_TOLD = 8;

  /** One lost packet is survived before a hop counts as silent. */
  private static final int FIRST_PACKETS = 2;

  private final Climb climb;
  private final Attempt attempt;
  private final Deadline deadline;
  private final PathProgress progress;
  private final Map<Integer, Hop> hops = new TreeMap<>();
  private final Map<Integer, Integer> packets = new HashMap<>();
  private final Map<Integer, Integer> shown = new HashMap<>();
  private final Map<Integer, Integer> unclear = new HashMap<>();
  private Optional<Rungs> rungs = Optional.empty();
  private Optional<Failure> refused = Optional.empty();
  private int next = 1;
  private boolean climbed;

  Climbing(Climb climb, Attempt attempt, Deadline deadline, PathProgress progress) {
    this.climb = climb;
    this.attempt = attempt;
    this.deadline = deadline;
    this.progress = progress;
  }

  /**
   * Climbs until the target answers, something ends it, or {@code enough} says so. Climbing again
   * goes on above the last hop.
   *
   * @param enough told each silent TTL; true ends the climb
   */
  synchronized void climb(LadderEngine engine, IntPredicate enough) {
    climbed = true;
    if (refused.isPresent() || isOver(next - 1)) {
      return;
    }
    try {
      boolean over = false;
      while (!over && next <= PathLadder.HIGHEST_TTL && !deadline.expired()) {
        Optional<Hop> hop = patiently(engine, next);
        next++;
        over =
            hop.isEmpty()
                || ends(hop.get().reply())
                || !hop.get().answered() && enough.test(hop.get().ttl());
      }
    } catch (IOException refusal) {
      refuse(refusal);
    }
  }

  /** For a ladder that another pair may have climbed already. */
  synchronized void climbOnce(LadderEngine engine, IntPredicate enough) {
    if (!climbed) {
      climb(engine, enough);
    }
  }

  /**
   * Tries the farthest router first, for what passes it passes all before it. True when it does,
   * and then climbing goes on above it; else it begins at the first, as if this had not been.
   */
  synchronized boolean passes(LadderEngine engine, int ttl) {
    if (climbed || refused.isPresent()) {
      return false;
    }
    try {
      once(engine, ttl);
      if (at(ttl)
          .filter(Hop::answered)
          .filter(hop -> hop.reply() != Reply.TIME_EXCEEDED)
          .isPresent()) {
        hops.remove(ttl);
        packets.remove(ttl);
      }
      return goOnAbove(ttl);
    } catch (IOException refusal) {
      refuse(refusal);
      return false;
    }
  }

  /** True when this router answered, so that those before it need not be tried. */
  synchronized boolean goOnAbove(int ttl) {
    boolean answered = at(ttl).filter(hop -> hop.reply() == Reply.TIME_EXCEEDED).isPresent();
    if (answered && next <= ttl) {
      next = ttl + 1;
    }
    return answered;
  }

  private void refuse(IOException refusal) {
    refused =
        Optional.of(new Failure(FailureCode.NOT_TESTED, String.valueOf(refusal.getMessage())));
  }

  /** Empty where the time was over before anything could be waited for. */
  private Optional<Hop> patiently(LadderEngine engine, int ttl) throws IOException {
    int before = at(ttl).map(hop -> hop.tries().sent()).orElse(0);
    if (before == 0) {
      once(engine, ttl);
    }
    while (at(ttl).filter(hop -> !hop.answered() && hop.tries().sent() < FIRST_PACKETS).isPresent()
        && !deadline.expired()) {
      once(engine, ttl);
    }
    return at(ttl);
  }

  private void once(LadderEngine engine, int ttl) throws IOException {
    if (rungs.isEmpty()) {
      rungs = Optional.of(engine.open(climb, attempt, deadline));
    }
    packets.merge(ttl, 1, Integer::sum);
    Hop hop = rungs.get().at(ttl);
    // A silence that the end of the time cut short is none.
    if (hop.answered() || !deadline.expired()) {
      note(hop);
    }
  }

  private void note(Hop hop) {
    hops.merge(hop.ttl(), hop, Hop::and);
    hops.computeIfPresent(hop.ttl(), (ttl, each) -> bounded(each));
    progress.hop(climb, hops.get(hop.ttl()));
  }

  /**
   * One more packet to a hop that was tried, within the bound. Empty when none may be sent; what
   * comes of it is only kept when it is an answer, else see {@link #silentAgain}.
   */
  synchronized Optional<Hop> again(int ttl) {
    if (rungs.isEmpty() || deadline.expired() || !mayRepeat(ttl)) {
      return Optional.empty();
    }
    try {
      packets.merge(ttl, 1, Integer::sum);
      Hop more = rungs.get().at(ttl);
      if (more.answered()) {
        note(more);
      }
      return more.answered() || !deadline.expired() ? Optional.of(more) : Optional.empty();
    } catch (IOException refusal) {
      return Optional.empty();
    }
  }

  /** What the system sent again by itself counts, too. */
  private boolean mayRepeat(int ttl) {
    boolean limited = unclear.containsKey(ttl);
    int told = limited ? 0 : at(ttl).map(hop -> hop.tries().sent()).orElse(MOST_PACKETS);
    int sent = Math.max(packets.getOrDefault(ttl, 0), told);
    return sent < (limited ? MOST_PACKETS_LIMITED : MOST_PACKETS);
  }

  /** More repeats would show nothing more, or may not be sent. */
  synchronized boolean isSettled(int ttl) {
    return isShown(ttl) || !mayRepeat(ttl);
  }

  /** A silence that counts: the control was answered, or sent, at the same moment. */
  synchronized void silentAgain(Hop hop) {
    note(hop);
    shown.merge(hop.ttl(), 1, Integer::sum);
  }

  /** A silence that shows nothing: at that moment the router answered nobody. */
  synchronized void unclear(int ttl) {
    unclear.merge(ttl, 1, Integer::sum);
  }

  /** The silence of this hop was compared often enough with an answer to the control. */
  synchronized boolean isShown(int ttl) {
    return shown.getOrDefault(ttl, 0) >= (unclear.containsKey(ttl) ? 4 : 2);
  }

  synchronized boolean isAnswered(int ttl) {
    return at(ttl).filter(Hop::answered).isPresent();
  }

  /**
   * Leaves out what may be silent because of a limit of the router alone, and what is beyond: not
   * even that it got so far is known.
   */
  synchronized void forgetUnclear() {
    int last = hops.values().stream().filter(Hop::answered).mapToInt(Hop::ttl).max().orElse(0);
    boolean doubtful =
        unclear.keySet().stream()
            .anyMatch(ttl -> ttl > last && hops.containsKey(ttl) && !isShown(ttl));
    if (doubtful) {
      hops.keySet().removeIf(ttl -> ttl > last && !isShown(ttl));
    }
  }

  private Optional<Hop> at(int ttl) {
    return Optional.ofNullable(hops.get(ttl));
  }

  /** A retransmission of the kernel may come on top; it is no more than that. */
  private static Hop bounded(Hop hop) {
    int sent = Math.min(hop.tries().sent(), MOST_TOLD);
    Tries tries = new Tries(sent, Math.min(sent, hop.tries().answered()));
    return new Hop(hop.ttl(), hop.reply(), hop.from(), hop.roundTrip(), hop.note(), tries);
  }

  private boolean isOver(int ttl) {
    return at(ttl).filter(hop -> ends(hop.reply())).isPresent();
  }

  private static boolean ends(Reply reply) {
    return switch (reply) {
      case ANSWER, RESET, FIN, UNREACHABLE -> true;
      case SILENT, TIME_EXCEEDED -> false;
    };
  }

  Climb climb() {
    return climb;
  }

  synchronized List<Hop> hops() {
    return List.copyOf(hops.values());
  }

  /** What was climbed so far; the routers' names come from another ladder over the same hops. */
  synchronized PathLadder record(List<Hop> routers) {
    List<Hop> named = hops.values().stream().map(hop -> name(hop, routers)).toList();
    Optional<Failure> failure = refused;
    if (failure.isEmpty() && named.stream().noneMatch(hop -> hop.reply() == Reply.ANSWER)) {
      failure =
          named.isEmpty() && deadline.expired()
              ? Optional.of(Failure.of(FailureCode.NOT_TESTED))
              : Optional.of(new Failure(FailureCode.PATH_LOST, end()));
    }
    return new PathLadder(
        attempt.stamp(), climb.endpoint(), climb.payload(), named, failure, Trace.BLIND);
  }

  private static Hop name(Hop hop, List<Hop> routers) {
    if (hop.reply() != Reply.TIME_EXCEEDED || hop.from().isPresent()) {
      return hop;
    }
    return routers.stream()
        .filter(other -> other.ttl() == hop.ttl() && other.reply() == Reply.TIME_EXCEEDED)
        .flatMap(other -> other.from().stream())
        .findFirst()
        .map(router -> hop.named(router, "the router's address is from the SYN ladder"))
        .orElse(hop);
  }

  private String end() {
    Optional<Hop> last = hops.values().stream().filter(Hop::answered).reduce((one, two) -> two);
    return last.map(hop -> "last answer at TTL " + hop.ttl()).orElse("no answer at any TTL");
  }

  /** Gives the engine's means back. */
  synchronized void close() {
    rungs.ifPresent(Rungs::close);
    rungs = Optional.empty();
  }
}
