package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.AddressRange;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.IcmpError.Meaning;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ICMP error that says net or host unreachable, or that a packet ran out of hops, in answer to a
 * first packet.
 *
 * @param step that drew it; empty when there is none
 * @param error as reported; empty when the socket told no more than "unreachable"
 * @param waited from the first packet to the error
 * @param lastHop it comes from the target's own last router, as far as a ladder or time can tell
 * @param seen a ladder or the times of frames tell it; a busy machine may hear of an error late
 */
record Unreachable(
    Optional<Observation> step,
    Optional<IcmpError> error,
    Duration waited,
    boolean lastHop,
    boolean seen) {
  static final Unreachable NONE =
      new Unreachable(Optional.empty(), Optional.empty(), Duration.ZERO, false, false);

  /** A router asks three times, a second apart, before it gives a neighbour up. */
  private static final Duration GIVES_UP = Duration.ofMillis(2400);

  static Unreachable of(Landscape land, Visit visit) {
    if (land.aliveAt(visit.endpoint().address()).isPresent()) {
      return NONE;
    }
    for (Observation each : visit.all()) {
      Optional<IcmpError> error = icmp(each);
      boolean bare =
          error.isEmpty()
              && each.trace().icmpErrors().isEmpty()
              && each.failedWith(FailureCode.CONNECT_UNREACHABLE);
      boolean mine = error.filter(found -> land.isOwn(found.offender())).isPresent();
      if ((error.isPresent() || bare) && !mine) {
        Duration waited = waited(each);
        boolean late = waited.compareTo(GIVES_UP) >= 0 && !refusesNeighbours(land, visit, error);
        boolean before = error.filter(found -> beforeTarget(land, visit, found)).isPresent();
        boolean timed = each.trace().firstIn(Content.ICMP_ERROR).isPresent();
        return new Unreachable(Optional.of(each), error, waited, late || before, before || timed);
      }
    }
    return NONE;
  }

  /**
   * The same router says so of another address there at once: it has no route, and of this address
   * only a later packet was reported, for such errors are limited by the second.
   */
  private static boolean refusesNeighbours(Landscape land, Visit visit, Optional<IcmpError> error) {
    return error.isPresent()
        && neighbours(land, visit.endpoint().address())
            .anyMatch(address -> tellsAtOnce(land, address, error.get().offender()));
  }

  private static Stream<InetAddress> neighbours(Landscape land, InetAddress address) {
    return land.service()
        .map(other -> other.endpoint().address())
        .filter(other -> !other.equals(address) && AddressRange.around(address).contains(other))
        .distinct();
  }

  /** Every report of this address by that router came sooner than a search for a host takes. */
  private static boolean tellsAtOnce(Landscape land, InetAddress address, InetAddress router) {
    List<Duration> reports =
        land.at(address).stream()
            .flatMap(other -> other.all().stream())
            .filter(
                each ->
                    icmp(each)
                        .filter(error -> error.meaning() != Meaning.TIME_EXCEEDED)
                        .filter(error -> error.offender().equals(router))
                        .isPresent())
            .map(Unreachable::waited)
            .toList();
    return !reports.isEmpty() && reports.stream().allMatch(each -> each.compareTo(GIVES_UP) < 0);
  }

  /** Two addresses of one network at once: it is the network, whatever the error is called. */
  static boolean isOfNetwork(Landscape land, Visit visit, IcmpError error) {
    InetAddress address = visit.endpoint().address();
    return error.meaning() == Meaning.NETWORK_UNREACHABLE
        || tellsAtOnce(land, address, error.offender())
            && refusesNeighbours(land, visit, Optional.of(error));
  }

  private static Optional<IcmpError> icmp(Observation each) {
    Optional<IcmpError> told = Optional.empty();
    if (each instanceof TcpConnect tcp) {
      told = tcp.icmp();
    }
    if (each instanceof UdpExchange udp) {
      told = udp.result().icmp();
    }
    return told.or(() -> each.trace().icmpErrors().stream().findFirst())
        .filter(
            error ->
                switch (error.meaning()) {
                  case NETWORK_UNREACHABLE, HOST_UNREACHABLE, TIME_EXCEEDED -> true;
                  case PORT_UNREACHABLE, PROHIBITED, PACKET_TOO_BIG, OTHER -> false;
                });
  }

  /** From frames where there are any: a pending connect may hear of an error a second late. */
  private static Duration waited(Observation each) {
    List<Frame> frames = each.trace().frames();
    Optional<Frame> first = frames.stream().filter(Frame::outgoing).findFirst();
    Optional<Frame> error = each.trace().firstIn(Content.ICMP_ERROR);
    if (first.isPresent() && error.isPresent()) {
      return Duration.between(first.get().time(), error.get().time());
    }
    // One error does not end an exchange: how long that took says nothing.
    return each instanceof UdpExchange udp && !udp.result().roundTrip().isZero()
        ? udp.result().roundTrip()
        : each.stamp().elapsed();
  }

  private static boolean beforeTarget(Landscape land, Visit visit, IcmpError error) {
    return error.meaning() == Meaning.HOST_UNREACHABLE
        && land.seen()
            .each(PathLadder.class)
            .filter(ladder -> ladder.distance().isPresent())
            .filter(ladder -> ladder.endpoint().address().equals(visit.endpoint().address()))
            .anyMatch(
                ladder ->
                    ladder.hops().stream()
                        .anyMatch(
                            hop ->
                                hop.ttl() == ladder.distance().getAsInt() - 1
                                    && hop.from().filter(error.offender()::equals).isPresent()));
  }

  boolean isPresent() {
    return step.isPresent();
  }

  boolean isLoop() {
    return error.filter(each -> each.meaning() == Meaning.TIME_EXCEEDED).isPresent();
  }

  boolean isServerDown() {
    return lastHop && error.filter(each -> each.meaning() == Meaning.HOST_UNREACHABLE).isPresent();
  }

  boolean isSeenDown() {
    return isServerDown() && seen;
  }

  String text() {
    return error.map(IcmpError::text).orElse("the socket reports unreachable");
  }
}
