package dev.zprobe.diagnosis;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads TTL ladders: a test that dies against a control that differs in one property and arrives.
 *
 * <p>A router tests the TTL before it filters, so a packet that is filtered at hop k is first
 * missed at TTL k+1: the device sits at one of the two hops or between, never just at the later.
 */
public final class Ladders {
  /**
   * Where a test died.
   *
   * @param test that died
   * @param control that got further
   * @param lastAnswer the highest hop that answered the test
   * @param lastRouter the highest hop that answered the control, before what ended it
   * @param sureness by the agreement of repeats and of the two paths
   */
  public record Reading(
      PathLadder test,
      PathLadder control,
      Location location,
      int lastAnswer,
      int lastRouter,
      Confidence sureness) {
    /** The test passed every router that can be seen. */
    public boolean diesAtTarget() {
      return trigger(test)
          .map(hop -> hop.ttl() >= distance())
          .orElse(lastAnswer >= lastRouter && sameNetwork(test, control));
    }

    /** It dies before its target, for certain. */
    public boolean diesBefore() {
      return !diesAtTarget() && !mayHaveParted();
    }

    /** It dies where the control's path may already be another one. */
    public boolean mayHaveParted() {
      return !sameNetwork(test, control) && distance() <= lastAnswer + 1;
    }

    /** Something ended the test's connection. */
    public boolean isReset() {
      return trigger(test).isPresent();
    }

    /** Where the control ended; at least so far is the target. */
    public int distance() {
      int end = Math.max(lastRouter + 1, end(control).orElse(0));
      return control.distance().orElse(end);
    }
  }

  private Ladders() {}

  /** Empty without a test that failed there and a control that got further over the same hops. */
  public static Optional<Reading> read(Landscape land, Endpoint endpoint, PathLadder.Stage stage) {
    Optional<PathLadder> test =
        land.seen()
            .each(PathLadder.class)
            .filter(ladder -> ladder.payload().stage() == stage)
            .filter(ladder -> !ladder.payload().control() && ladder.endpoint().equals(endpoint))
            .filter(ladder -> ladder.distance().isEmpty() && !ladder.hops().isEmpty())
            .findFirst();
    return test.flatMap(died -> read(land, died));
  }

  /** Of a silent UDP port: its datagrams pass every router that lets itself be seen. */
  public static Optional<Reading> passing(Landscape land, Endpoint endpoint) {
    return read(land, endpoint, PathLadder.Stage.DATAGRAM)
        .filter(reading -> reading.diesAtTarget() && reading.lastRouter() > 0)
        .filter(reading -> reading.control().distance().isPresent());
  }

  static Optional<Reading> read(Landscape land, PathLadder died) {
    return controls(land, died)
        .filter(control -> samePath(died, control))
        .filter(control -> wentOn(died, control))
        .findFirst()
        .map(control -> compare(land, died, control));
  }

  /**
   * Silence tells only where the control is answered: a ladder that ends at a hop that is silent
   * for both was given up too early, and one that was tried at its end alone had no beginning.
   */
  private static boolean wentOn(PathLadder test, PathLadder control) {
    boolean begun = test.lastRouter() > 0 || test.at(1).isPresent();
    return trigger(test).isPresent()
        || begun
            && test.hops().stream()
                .filter(hop -> hop.ttl() > test.lastRouter() && hop.tried())
                .anyMatch(hop -> control.at(hop.ttl()).filter(Hop::answered).isPresent());
  }

  /** A control got further, and the test was not tried that far. */
  static boolean givenUpEarly(Landscape land, PathLadder died) {
    return controls(land, died)
        .filter(control -> samePath(died, control))
        .anyMatch(control -> !wentOn(died, control));
  }

  /** Those that arrived, then those that got further; what differs least from the test first. */
  private static Stream<PathLadder> controls(Landscape land, PathLadder test) {
    Endpoint endpoint = test.endpoint();
    Comparator<PathLadder> nearest =
        Comparator.<PathLadder>comparingInt(each -> each.distance().isPresent() ? 0 : 1)
            .thenComparingInt(each -> difference(test, each));
    return land.seen()
        .each(PathLadder.class)
        .filter(
            each -> !each.id().equals(test.id()) && each.endpoint().isIpv4() == endpoint.isIpv4())
        .filter(each -> each.distance().isPresent() || end(each).orElse(0) > test.lastRouter())
        .filter(each -> each.distance().isPresent() || each.payload().control())
        .sorted(nearest);
  }

  /** Less is nearer: the stage's own control at the endpoint, then the same place at all. */
  private static int difference(PathLadder test, PathLadder other) {
    boolean sameStage = other.payload().stage() == test.payload().stage();
    if (other.endpoint().equals(test.endpoint())) {
      return sameStage ? 0 : 1;
    }
    boolean samePlace = other.endpoint().address().equals(test.endpoint().address());
    return (samePlace ? 2 : 4) + (sameStage ? 0 : 1);
  }

  /** The highest TTL at which anything came back. */
  static OptionalInt end(PathLadder ladder) {
    return ladder.hops().stream().filter(Hop::answered).mapToInt(Hop::ttl).max();
  }

  /**
   * To the same address by another port, a balancer may lead over other routers of equal rank; to
   * another address only the same routers make the same path. In another network the two part
   * somewhere, so that only what the control shows beyond the test's last answer tells.
   */
  private static boolean samePath(PathLadder test, PathLadder control) {
    return test.endpoint().address().equals(control.endpoint().address())
        || (test.lastRouter() > 0
            && differing(test, control) == 0
            && (sameNetwork(test, control) || end(control).orElse(0) > test.lastRouter()));
  }

  static boolean sameNetwork(PathLadder test, PathLadder control) {
    return AddressRange.around(test.endpoint().address()).contains(control.endpoint().address());
  }

  private static long differing(PathLadder test, PathLadder control) {
    return test.hops().stream()
        .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED && hop.from().isPresent())
        .filter(
            hop ->
                control
                    .at(hop.ttl())
                    .filter(other -> other.reply() == Reply.TIME_EXCEEDED)
                    .flatMap(Hop::from)
                    .filter(router -> !router.equals(hop.from().get()))
                    .isPresent())
        .count();
  }

  private static Reading compare(Landscape land, PathLadder test, PathLadder control) {
    int lastAnswer = test.lastRouter();
    List<Hop> telling = RouterSilence.telling(land, test, control);
    int lastRouter =
        telling.stream()
            .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED)
            .mapToInt(Hop::ttl)
            .max()
            .orElse(0);
    Location location =
        trigger(test)
            .map(hop -> ofTrigger(test, control, hop))
            .orElseGet(() -> ofSilence(test, control, telling));
    return new Reading(
        test, control, location, lastAnswer, lastRouter, sureness(test, control, lastAnswer));
  }

  /** The lowest TTL that drew an end of the connection. */
  private static Optional<Hop> trigger(PathLadder test) {
    return test.hops().stream()
        .filter(hop -> hop.reply() == Reply.RESET || hop.reply() == Reply.FIN)
        .findFirst();
  }

  private static Location ofSilence(PathLadder test, PathLadder control, List<Hop> telling) {
    int lastAnswer = test.lastRouter();
    int next =
        telling.stream()
            .mapToInt(Hop::ttl)
            .filter(ttl -> ttl > lastAnswer && test.wasTried(ttl))
            .min()
            .orElse(Math.max(lastAnswer, end(control).orElse(lastAnswer)));
    return range(test, control, lastAnswer, next);
  }

  private static Location ofTrigger(PathLadder test, PathLadder control, Hop trigger) {
    OptionalInt copied = copiedTtl(test, trigger);
    if (copied.isPresent()) {
      return range(test, control, copied.getAsInt(), copied.getAsInt() + 1);
    }
    return range(test, control, test.triedBelow(trigger.ttl()), trigger.ttl());
  }

  /**
   * A device that answers with the TTL it received: its packets come back with less than any system
   * starts with. Both ways together used up the difference.
   */
  private static OptionalInt copiedTtl(PathLadder test, Hop trigger) {
    Frame.Content what = trigger.reply() == Reply.FIN ? Frame.Content.FIN : Frame.Content.RESET;
    return test.trace().frames().stream()
        .filter(frame -> !frame.outgoing() && frame.what() == what)
        .filter(frame -> frame.ttl() > 0 && frame.ttl() < trigger.ttl())
        .mapToInt(frame -> (trigger.ttl() - frame.ttl()) / 2)
        .findFirst();
  }

  private static Location range(PathLadder test, PathLadder control, int first, int next) {
    int last = Math.max(first, next);
    List<InetAddress> addresses = new ArrayList<>();
    router(test, control, first).ifPresent(addresses::add);
    if (last != first
        && (sameNetwork(test, control)
            || test.isInside() == control.isInside() && last <= control.lastRouter())) {
      router(control, control, last).ifPresent(addresses::add);
    }
    return Location.hops(first, last, addresses);
  }

  /** Repeats that agree, over one path; a balanced path or a single silence is less. */
  private static Confidence sureness(PathLadder test, PathLadder control, int lastAnswer) {
    boolean repeated =
        test.hops().stream()
            .filter(hop -> hop.ttl() > lastAnswer)
            .allMatch(hop -> hop.answered() || hop.tries().sent() >= 2);
    boolean onePath = differing(test, control) == 0 && sameNetwork(test, control);
    return repeated && onePath ? Confidence.CONFIRMED : Confidence.LIKELY;
  }

  /**
   * Where resets come from, over endpoints with the same verdict. The smallest TTL that drew one
   * counts: a router's time exceeded may outrun the reset of a box beside it at every TTL, so that
   * a larger one only says "at the latest". The reset's own TTL may show it to be nearer still.
   */
  public static Location ofResets(List<Reading> readings, OptionalInt routersPassed) {
    Optional<Location> nearest =
        readings.stream()
            .map(Reading::location)
            .min(Comparator.comparing(Location::last).thenComparing(Location::first));
    if (nearest.isEmpty()) {
      return Location.unknown();
    }
    Location range = nearest.get();
    int hop = routersPassed.isPresent() ? routersPassed.getAsInt() + 1 : range.first();
    return hop < range.first()
        ? Location.hops(hop, range.last(), range.addresses())
        : Location.join(
            readings.stream()
                .map(Reading::location)
                .filter(each -> each.range().equals(range.range()))
                .toList());
  }

  private static Optional<InetAddress> router(PathLadder test, PathLadder control, int ttl) {
    return test.at(ttl).flatMap(Hop::from).or(() -> control.at(ttl).flatMap(Hop::from));
  }

  /** The hop of a router, when any ladder saw it. */
  public static Location of(Landscape land, InetAddress router) {
    return land
        .seen()
        .each(PathLadder.class)
        .flatMap(ladder -> ladder.hops().stream())
        .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED)
        .filter(hop -> hop.from().filter(router::equals).isPresent())
        .mapToInt(Hop::ttl)
        .min()
        .stream()
        .mapToObj(ttl -> Location.hops(ttl, ttl, List.of(router)))
        .findFirst()
        .orElse(Location.of(Location.Kind.UNKNOWN, router));
  }
}
