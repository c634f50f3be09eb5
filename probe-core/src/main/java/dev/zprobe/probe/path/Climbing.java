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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** One ladder while it is climbed. Safe for many threads: pairs share their controls. */
final class Climbing {
  /** Of one stage to one hop, repeats included. */
  static final int MOST_PACKETS = 4;

  /** One lost packet is survived before a hop counts as silent. */
  private static final int FIRST_PACKETS = 2;

  private final Climb climb;
  private final Attempt attempt;
  private final Deadline deadline;
  private final PathProgress progress;
  private final List<Hop> hops = new ArrayList<>();
  private Optional<Rungs> rungs = Optional.empty();
  private Optional<Failure> refused = Optional.empty();
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
    if (refused.isPresent() || !hops.isEmpty() && ends(hops.get(hops.size() - 1).reply())) {
      return;
    }
    try {
      if (rungs.isEmpty()) {
        rungs = Optional.of(engine.open(climb, attempt, deadline));
      }
      boolean over = false;
      while (!over && last() < PathLadder.HIGHEST_TTL && !deadline.expired()) {
        Hop hop = patiently(rungs.get(), last() + 1);
        hops.add(hop);
        progress.hop(climb, hop);
        over = ends(hop.reply()) || hop.reply() == Reply.SILENT && enough.test(hop.ttl());
      }
    } catch (IOException refusal) {
      refused =
          Optional.of(new Failure(FailureCode.NOT_TESTED, String.valueOf(refusal.getMessage())));
    }
  }

  /** For a ladder that another pair may have climbed already. */
  synchronized void climbOnce(LadderEngine engine, IntPredicate enough) {
    if (!climbed) {
      climb(engine, enough);
    }
  }

  private Hop patiently(Rungs ladder, int ttl) throws IOException {
    Hop hop = ladder.at(ttl);
    while (!hop.answered() && hop.tries().sent() < FIRST_PACKETS && !deadline.expired()) {
      hop = hop.and(ladder.at(ttl));
    }
    return hop;
  }

  /** One more packet to a hop that was tried, within the bound; true when it was answered. */
  synchronized boolean again(int ttl) {
    int index = ttl - 1;
    if (index >= hops.size() || rungs.isEmpty() || deadline.expired()) {
      return false;
    }
    Hop before = hops.get(index);
    if (before.tries().sent() >= MOST_PACKETS) {
      return false;
    }
    try {
      Hop more = rungs.get().at(ttl);
      hops.set(index, bounded(before.and(more)));
      progress.hop(climb, hops.get(index));
      return more.answered();
    } catch (IOException refusal) {
      return false;
    }
  }

  /** A retransmission of the kernel may come on top; it is no more than that. */
  private static Hop bounded(Hop hop) {
    int sent = Math.min(hop.tries().sent(), MOST_PACKETS);
    Tries tries = new Tries(sent, Math.min(sent, hop.tries().answered()));
    return new Hop(hop.ttl(), hop.reply(), hop.from(), hop.roundTrip(), hop.note(), tries);
  }

  private int last() {
    return hops.isEmpty() ? 0 : hops.get(hops.size() - 1).ttl();
  }

  private static boolean ends(Reply reply) {
    return switch (reply) {
      case ANSWER, RESET, FIN, UNREACHABLE -> true;
      case SILENT, TIME_EXCEEDED -> false;
    };
  }

  synchronized List<Hop> hops() {
    return List.copyOf(hops);
  }

  /** What was climbed so far; the routers' names come from another ladder over the same hops. */
  synchronized PathLadder record(List<Hop> routers) {
    List<Hop> named = hops.stream().map(hop -> name(hop, routers)).toList();
    Optional<Failure> failure = refused;
    if (failure.isEmpty() && hops.stream().noneMatch(hop -> hop.reply() == Reply.ANSWER)) {
      failure =
          hops.isEmpty() && deadline.expired()
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
    Optional<Hop> last = hops.stream().filter(Hop::answered).reduce((one, two) -> two);
    return last.map(hop -> "last answer at TTL " + hop.ttl()).orElse("no answer at any TTL");
  }

  /** Gives the engine's means back. */
  synchronized void close() {
    rungs.ifPresent(Rungs::close);
    rungs = Optional.empty();
  }
}
