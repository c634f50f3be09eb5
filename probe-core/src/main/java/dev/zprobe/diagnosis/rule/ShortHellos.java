package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.net.AddressRange;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import java.util.List;
import java.util.OptionalInt;

/**
 * Hellos that are reset with one hop less than the target is away. One may have had a path that is
 * a router shorter; when each of several is, all in one network, it is no path.
 */
final class ShortHellos {
  private static final int ENOUGH = 3;

  private ShortHellos() {}

  /**
   * True when this one is by more than a hop, or all are by one.
   *
   * @param signs of a stranger that the reset has otherwise; with one, fewer hellos are enough
   */
  static boolean are(Landscape land, Ladders.Reading reading, int signs) {
    if (reading.location().last() + 1 < reading.distance()) {
      return true;
    }
    AddressRange network = AddressRange.around(reading.test().endpoint().address());
    List<PathLadder> reset =
        land.seen()
            .each(PathLadder.class)
            .filter(each -> each.payload().stage() == Stage.CLIENT_HELLO)
            .filter(each -> network.contains(each.endpoint().address()))
            .filter(each -> trigger(each).isPresent())
            .toList();
    return reset.size() >= (signs > 0 ? ENOUGH - 1 : ENOUGH)
        && reset.stream().allMatch(each -> isShort(land, each));
  }

  private static boolean isShort(Landscape land, PathLadder hello) {
    OptionalInt away =
        land.seen()
            .each(PathLadder.class)
            .filter(each -> each.endpoint().address().equals(hello.endpoint().address()))
            .flatMapToInt(each -> each.distance().stream())
            .min();
    return away.isPresent() && trigger(hello).getAsInt() < away.getAsInt();
  }

  private static OptionalInt trigger(PathLadder hello) {
    return hello.hops().stream().filter(hop -> hop.reply() == Reply.RESET).mapToInt(Hop::ttl).min();
  }
}
