package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
   * @param control that arrived
   * @param lastAnswer the highest hop that answered the test
   * @param distance of the target by the control
   */
  public record Reading(
      PathLadder test, PathLadder control, Location location, int lastAnswer, int distance) {
    /** The test reached the target's own last router. */
    public boolean diesAtTarget() {
      return lastAnswer >= distance - 1;
    }
  }

  private Ladders() {}

  /** Empty without a test that failed there and a control that arrived over the same hops. */
  public static Optional<Reading> read(Landscape land, Endpoint endpoint, PathLadder.Stage stage) {
    List<PathLadder> all =
        land.seen()
            .each(PathLadder.class)
            .filter(ladder -> ladder.payload().stage() == stage)
            .toList();
    Optional<PathLadder> test =
        all.stream()
            .filter(ladder -> !ladder.payload().control() && ladder.endpoint().equals(endpoint))
            .filter(ladder -> ladder.distance().isEmpty() && !ladder.hops().isEmpty())
            .findFirst();
    return test.flatMap(
        died ->
            controls(land, endpoint).stream()
                .filter(control -> samePath(died, control))
                .findFirst()
                .map(control -> compare(died, control)));
  }

  /** Arrived ladders, those that differ least from a test at this endpoint first. */
  private static List<PathLadder> controls(Landscape land, Endpoint endpoint) {
    List<PathLadder> arrived =
        land.seen()
            .each(PathLadder.class)
            .filter(ladder -> ladder.distance().isPresent())
            .filter(ladder -> ladder.endpoint().isIpv4() == endpoint.isIpv4())
            .toList();
    List<PathLadder> sorted = new ArrayList<>();
    arrived.stream().filter(each -> each.endpoint().equals(endpoint)).forEach(sorted::add);
    arrived.stream()
        .filter(each -> each.endpoint().address().equals(endpoint.address()))
        .forEach(sorted::add);
    sorted.addAll(arrived);
    return sorted;
  }

  private static boolean samePath(PathLadder test, PathLadder control) {
    boolean sameAddress = test.endpoint().address().equals(control.endpoint().address());
    List<Hop> routers =
        test.hops().stream().filter(hop -> hop.reply() == Reply.TIME_EXCEEDED).toList();
    boolean agrees =
        routers.stream()
            .allMatch(
                hop -> {
                  Optional<Hop> other = at(control, hop.ttl());
                  return other.isEmpty()
                      || other.get().from().isEmpty()
                      || other.get().from().equals(hop.from());
                });
    return agrees && (sameAddress || !routers.isEmpty());
  }

  private static Reading compare(PathLadder test, PathLadder control) {
    int distance = control.distance().orElseThrow();
    int lastAnswer =
        test.hops().stream()
            .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED)
            .mapToInt(Hop::ttl)
            .max()
            .orElse(0);
    OptionalInt trigger =
        test.hops().stream()
            .filter(hop -> hop.reply() == Reply.RESET || hop.reply() == Reply.FIN)
            .mapToInt(Hop::ttl)
            .min();
    int first = trigger.isPresent() ? Math.max(0, trigger.getAsInt() - 1) : lastAnswer;
    int next =
        trigger.isPresent()
            ? trigger.getAsInt()
            : control.hops().stream()
                .filter(hop -> hop.ttl() > lastAnswer && hop.reply() != Reply.SILENT)
                .mapToInt(Hop::ttl)
                .min()
                .orElse(distance);
    int last = Math.max(first, Math.min(next, distance));
    List<InetAddress> addresses = new ArrayList<>();
    router(test, control, first).ifPresent(addresses::add);
    if (last != first) {
      router(control, control, last).ifPresent(addresses::add);
    }
    return new Reading(test, control, Location.hops(first, last, addresses), lastAnswer, distance);
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
    return at(test, ttl).flatMap(Hop::from).or(() -> at(control, ttl).flatMap(Hop::from));
  }

  private static Optional<Hop> at(PathLadder ladder, int ttl) {
    return ladder.hops().stream().filter(hop -> hop.ttl() == ttl).findFirst();
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
