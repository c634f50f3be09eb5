package dev.zprobe.diagnosis;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one ladder shows of one handshake stage: how far it gets, and where it ends.
 *
 * @param control that it was compared with; empty where none got further, or none was needed
 * @param location where it dies, or for {@link Outcome#PASSES} where it would; else kind {@code
 *     unknown}
 * @param statement one sentence for a reader
 */
public record PathVerdict(
    PathLadder test,
    Optional<PathLadder> control,
    Outcome outcome,
    Location location,
    Confidence confidence,
    String statement) {

  /** How a stage ends on its path. */
  public enum Outcome {
    /** The target answers. */
    ARRIVES,
    /** The target stays silent, and every router that can be seen lets it pass. */
    PASSES,
    DROPPED,
    RESET,
    /** A FIN comes back. */
    CLOSED,
    /** A router or host says with ICMP that it goes no further. */
    REJECTED,
    /** It ends, and nothing shows where: no control got further. */
    UNKNOWN,
    NOT_TESTED;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** For every test in the order in which they were climbed. */
  public static List<PathVerdict> of(Observations seen) {
    return of(Landscape.of(seen));
  }

  public static List<PathVerdict> of(Landscape land) {
    return land.seen()
        .each(PathLadder.class)
        .filter(ladder -> !ladder.payload().control())
        .map(ladder -> of(land, ladder))
        .toList();
  }

  private static PathVerdict of(Landscape land, PathLadder test) {
    Optional<Ladders.Reading> reading = Ladders.read(land, test);
    return switch (test.stop()) {
      case TARGET_REACHED ->
          plain(test, Outcome.ARRIVES, "arrives: " + answer(test) + " at TTL " + last(test).ttl())
              .comparedWith(nearest(land, test));
      case NOT_TESTED ->
          plain(
              test,
              Outcome.NOT_TESTED,
              test.failure().map(PathVerdict::why).orElse("was not sent"));
      case UNREACHABLE -> rejected(land, test);
      case RESET, CLOSED ->
          reading.map(PathVerdict::ended).orElseGet(() -> unknown(land, test, "is ended"));
      case SILENCE, MOST_HOPS, TIME_LIMIT ->
          reading
              .map(each -> silent(land, each))
              .orElseGet(() -> unknown(land, test, "is not answered"));
    };
  }

  private static String why(Failure failure) {
    return "was not sent: "
        + (failure.detail().isEmpty() ? failure.code().meaning() : failure.detail());
  }

  /** The control that was climbed for it, where it is not needed for the verdict. */
  private static Optional<PathLadder> nearest(Landscape land, PathLadder test) {
    return land.seen()
        .each(PathLadder.class)
        .filter(each -> each.payload().control() && each.endpoint().equals(test.endpoint()))
        .filter(each -> each.payload().stage() == test.payload().stage())
        .findFirst();
  }

  private PathVerdict comparedWith(Optional<PathLadder> other) {
    return new PathVerdict(test, other, outcome, location, confidence, statement);
  }

  private static PathVerdict plain(PathLadder test, Outcome outcome, String statement) {
    return new PathVerdict(
        test,
        Optional.empty(),
        outcome,
        Location.unknown(),
        outcome == Outcome.ARRIVES ? Confidence.CONFIRMED : Confidence.POSSIBLE,
        statement);
  }

  private static PathVerdict unknown(Landscape land, PathLadder test, String what) {
    int router = test.lastRouter();
    String far =
        router == 0 ? "no router answers it" : "the last router to answer is hop " + router;
    return plain(
        test,
        Outcome.UNKNOWN,
        what
            + "; "
            + far
            + (Ladders.givenUpEarly(land, test)
                ? ", and it was not tried at the hops at which the control is answered"
                : ", and no control over the same path got further"));
  }

  private static PathVerdict rejected(Landscape land, PathLadder test) {
    Hop end = last(test);
    Location location =
        end.from()
            .map(
                router ->
                    router.equals(test.endpoint().address())
                        ? Location.of(Location.Kind.TARGET, router)
                        : Ladders.of(land, router))
            .orElse(Location.unknown());
    String who = end.from().map(Addresses::text).orElse("a router");
    String reason = end.note().isEmpty() ? "ICMP" : end.note();
    return new PathVerdict(
        test,
        Optional.empty(),
        Outcome.REJECTED,
        location,
        Confidence.CONFIRMED,
        "is rejected by " + who + " (" + reason + ")");
  }

  private static PathVerdict ended(Ladders.Reading reading) {
    boolean reset = reading.test().stop() == PathLadder.Stop.RESET;
    String how = reset ? "a RST" : "a FIN";
    String where =
        reading.diesAtTarget()
            ? "at the target's own distance: by the target or its last router"
            : Wording.where(reading.location());
    return with(
        reading,
        reset ? Outcome.RESET : Outcome.CLOSED,
        "is answered with " + how + " from TTL " + last(reading.test()).ttl() + " on, " + where);
  }

  private static PathVerdict silent(Landscape land, Ladders.Reading reading) {
    if (reading.diesAtTarget() && reading.control().distance().isPresent()) {
      String far =
          reading.lastRouter() == 0
              ? "no router on this path can be seen"
              : "it passes every hop that can be seen, up to hop " + reading.lastRouter();
      return with(reading, Outcome.PASSES, "is not answered; " + far);
    }
    if (reading.diesAtTarget() || reading.mayHaveParted()) {
      // Where the control's path has parted, the next hop may be the target, which may be silent.
      return unknown(land, reading.test(), "is not answered");
    }
    return with(
        reading,
        Outcome.DROPPED,
        "dies "
            + Wording.where(reading.location())
            + ", while the control ("
            + reading.control().payload().description()
            + ") gets to hop "
            + reading.distance());
  }

  private static PathVerdict with(Ladders.Reading reading, Outcome outcome, String statement) {
    return new PathVerdict(
        reading.test(),
        Optional.of(reading.control()),
        outcome,
        reading.location(),
        reading.sureness(),
        statement);
  }

  private static Hop last(PathLadder ladder) {
    return ladder.hops().get(ladder.hops().size() - 1);
  }

  private static String answer(PathLadder test) {
    boolean icmp = last(test).reply() == Reply.ANSWER && !last(test).note().isEmpty();
    return switch (test.payload().stage()) {
      case SYN -> "SYN-ACK";
      case CLIENT_HELLO -> "an answer to the hello";
      case DATAGRAM -> icmp ? last(test).note() : "a datagram";
      case REQUEST -> "an answer to the request";
      case DNS_QUERY -> icmp ? last(test).note() : "a response";
    };
  }

  /** It does not get where it should. */
  public boolean dies() {
    return switch (outcome) {
      case DROPPED, RESET, CLOSED, REJECTED -> true;
      case ARRIVES, PASSES, UNKNOWN, NOT_TESTED -> false;
    };
  }
}
