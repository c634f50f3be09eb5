package dev.zprobe.probe.path;

import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Climbs one ladder, or a pair of them, and records what came back. */
final class Climber {
  private static final int HIGHEST_TTL = 30;

  /** Silent hops in a row after which nothing more is expected when there is no control. */
  private static final int PATIENCE_HOPS = 3;

  private final Attempts attempts;
  private final Deadline deadline;

  Climber(Attempts attempts, Deadline deadline) {
    this.attempts = attempts;
    this.deadline = deadline;
  }

  /** The control first: what comes after may already be blocked for what the test does. */
  List<Observation> both(ClimbPlan.Pair pair) {
    List<Observation> ladders = new ArrayList<>();
    List<Hop> reference = List.of();
    if (pair.control().isPresent()) {
      PathLadder control = one(pair.control().get(), List.of());
      ladders.add(control);
      reference = control.hops();
    }
    ladders.add(one(pair.test(), reference));
    if (pair.test().payload().stage() == PathLadder.Stage.CLIENT_HELLO) {
      return named(ladders, routers(pair.test()));
    }
    return ladders;
  }

  /** An established connection does not tell whose ICMP it was: plain datagrams do. */
  private List<Hop> routers(Climb climb) {
    Endpoint place = Endpoint.udp(climb.endpoint().address(), Datagrams.TRACEROUTE_PORT);
    PathLadder.Payload payload =
        new PathLadder.Payload(PathLadder.Stage.DATAGRAM, true, "datagrams that name the routers");
    byte[] bytes = Datagrams.request(Application.NONE);
    return one(new Climb(climb.target(), place, payload, bytes), List.of()).hops();
  }

  private static List<Observation> named(List<Observation> ladders, List<Hop> routers) {
    List<Observation> named = new ArrayList<>();
    for (Observation each : ladders) {
      PathLadder ladder = (PathLadder) each;
      List<Hop> hops = ladder.hops().stream().map(hop -> name(hop, routers)).toList();
      named.add(
          new PathLadder(
              ladder.stamp(),
              ladder.endpoint(),
              ladder.payload(),
              hops,
              ladder.failure(),
              ladder.trace()));
    }
    return named;
  }

  private static Hop name(Hop hop, List<Hop> routers) {
    if (hop.reply() != Reply.TIME_EXCEEDED || hop.from().isPresent()) {
      return hop;
    }
    return routers.stream()
        .filter(other -> other.ttl() == hop.ttl() && other.reply() == Reply.TIME_EXCEEDED)
        .findFirst()
        .map(
            other ->
                new Hop(
                    hop.ttl(),
                    hop.reply(),
                    other.from(),
                    hop.roundTrip(),
                    "the router's address is from plain datagrams"))
        .orElse(hop);
  }

  /** One ladder on its own; {@code reference} are the hops of the control, empty when it is one. */
  PathLadder one(Climb climb, List<Hop> reference) {
    Attempt attempt = attempts.begin(climb.target());
    Ladder ladder = new Ladder(climb.endpoint(), attempt, deadline);
    Patience patience = new Patience(reference);
    List<Hop> hops = List.of();
    Optional<Failure> failure = Optional.empty();
    try {
      hops = ladder.climb(climb.bytes(), HIGHEST_TTL, patience::exhausted);
      if (hops.stream().noneMatch(hop -> hop.reply() == Reply.ANSWER)) {
        failure = Optional.of(new Failure(FailureCode.PATH_LOST, end(hops)));
      }
    } catch (IOException refused) {
      failure =
          Optional.of(new Failure(FailureCode.NOT_TESTED, String.valueOf(refused.getMessage())));
    }
    return new PathLadder(
        attempt.stamp(), climb.endpoint(), climb.payload(), hops, failure, Trace.BLIND);
  }

  private static String end(List<Hop> hops) {
    Optional<Hop> last =
        hops.stream().filter(hop -> hop.reply() != Reply.SILENT).reduce((one, two) -> two);
    return last.map(hop -> "last answer at TTL " + hop.ttl()).orElse("no answer at any TTL");
  }

  /** Decides when further silence teaches nothing. */
  private static final class Patience {
    private final List<Hop> reference;
    private int inARow;
    private int last;

    Patience(List<Hop> reference) {
      this.reference = reference;
    }

    /** With a control: silent at two hops that answered it, or past its end. */
    boolean exhausted(int ttl) {
      inARow = ttl == last + 1 ? inARow + 1 : 1;
      last = ttl;
      if (reference.isEmpty()) {
        return inARow >= PATIENCE_HOPS;
      }
      int from = ttl - inARow + 1;
      long contradicted =
          reference.stream()
              .filter(hop -> hop.ttl() >= from && hop.ttl() <= ttl)
              .filter(hop -> hop.reply() != Reply.SILENT)
              .count();
      int end = reference.get(reference.size() - 1).ttl();
      return contradicted >= 2 || ttl >= end && contradicted >= 1 || ttl >= end + PATIENCE_HOPS;
    }
  }
}
