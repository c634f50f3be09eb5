package dev.zprobe.diagnosis;

import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Tries;
import java.util.List;
import java.util.Optional;

/** Whether a router that answers a ladder's control and not its test tells anything. */
final class RouterSilence {
  /** How likely the silence may be by chance before it shows nothing. */
  private static final double CHANCE = 0.005;

  private RouterSilence() {}

  /**
   * The control's hops that count: all, unless the test's silence beyond its last answer may be
   * chance at every router, for routers limit their errors.
   */
  static List<Hop> telling(Landscape land, PathLadder test, PathLadder control) {
    List<Hop> reliable =
        control.hops().stream().filter(hop -> hop.answered() && hop.tries().reliable()).toList();
    double chance = 1;
    for (Hop router : reliable) {
      boolean beyond = !isEnd(router) && router.ttl() > test.lastRouter();
      Optional<Hop> silent = test.at(router.ttl()).filter(hop -> beyond && !hop.answered());
      chance *= silent.map(hop -> silence(land, test, router, hop.tries().sent())).orElse(1.0);
    }
    boolean mayBeChance = chance > CHANCE && chance < 1;
    return reliable.stream()
        .filter(hop -> !mayBeChance || hop.ttl() <= test.lastRouter() || isEnd(hop))
        .toList();
  }

  private static boolean isEnd(Hop hop) {
    return hop.reply() != Reply.TIME_EXCEEDED;
  }

  /**
   * How likely a router leaves so many packets unanswered: how often it answers what passes it is
   * counted over every ladder.
   */
  private static double silence(Landscape land, PathLadder test, Hop router, int packets) {
    List<Tries> passing =
        land.seen()
            .each(PathLadder.class)
            .filter(each -> each.endpoint().isIpv4() == test.endpoint().isIpv4())
            .filter(each -> Ladders.end(each).orElse(0) >= router.ttl())
            .flatMap(each -> each.at(router.ttl()).stream())
            .filter(hop -> hop.from().isEmpty() || hop.from().equals(router.from()))
            .map(Hop::tries)
            .toList();
    double answered = passing.stream().mapToInt(Tries::answered).sum();
    double sent = passing.stream().mapToInt(Tries::sent).sum();
    return Math.pow(1 - answered / sent, packets);
  }
}
