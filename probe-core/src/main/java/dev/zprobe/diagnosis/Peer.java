package dev.zprobe.diagnosis;

import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an address looks in what it certainly sent itself: SYN-ACKs, data and answers, over all
 * flows.
 *
 * @param ttls as they arrived
 * @param ipIds likewise, zeros included
 * @param roundTrip the shortest, from frames where there are any; empty when nothing was answered
 * @param timed how many round trips that is the shortest of
 */
public record Peer(
    List<Integer> ttls, List<Integer> ipIds, Optional<Duration> roundTrip, int timed) {
  public static final Peer UNKNOWN = new Peer(List.of(), List.of(), Optional.empty(), 0);

  private static final Set<Content> OWN_WORDS =
      EnumSet.of(Content.SYN_ACK, Content.DATA, Content.DATAGRAM);

  public Peer {
    ttls = List.copyOf(ttls);
    ipIds = List.copyOf(ipIds);
  }

  public static Peer of(List<Visit> visits) {
    List<Integer> ttls = new ArrayList<>();
    List<Integer> ipIds = new ArrayList<>();
    List<Duration> roundTrips = new ArrayList<>();
    for (Visit visit : visits) {
      for (Observation each : visit.all()) {
        for (Frame frame : each.trace().frames()) {
          if (!frame.outgoing() && isOwn(each, frame.what())) {
            ttls.add(frame.ttl());
            ipIds.add(frame.ipId());
          }
        }
      }
      for (TcpConnect connect : visit.connects()) {
        if (connect.worked()) {
          roundTrips.add(
              answerTime(connect.trace(), Content.SYN_ACK).orElse(connect.stamp().elapsed()));
        }
      }
    }
    return new Peer(ttls, ipIds, roundTrips.stream().min(Duration::compareTo), roundTrips.size());
  }

  /** What a filter may have said in its place is no measure of itself. */
  private static boolean isOwn(Observation step, Content what) {
    boolean doubtful =
        step instanceof TcpConnect
            || step.failedWith(FailureCode.TLS_ALERT)
            || step.failedWith(FailureCode.TLS_MALFORMED);
    return OWN_WORDS.contains(what) && !(doubtful && what == Content.DATA);
  }

  /** From the last SYN before the first answer of this kind to that answer. */
  public static Optional<Duration> answerTime(Trace trace, Content answer) {
    Optional<Frame> first = trace.firstIn(answer);
    return first.flatMap(
        reply ->
            trace.frames().stream()
                .filter(frame -> frame.outgoing() && !frame.time().isAfter(reply.time()))
                .reduce((earlier, later) -> later)
                .map(sent -> Duration.between(sent.time(), reply.time())));
  }

  /**
   * Routers that the answers passed, by the nearest usual start value; the smallest over frames, so
   * that paths of different length do not make a stranger of anybody.
   */
  public OptionalInt distance() {
    return ttls.stream().mapToInt(Peer::distance).min();
  }

  /** Routers that a packet with this TTL passed, if it started at 32, 64, 128 or 255. */
  public static int distance(int ttl) {
    for (int start : new int[] {32, 64, 128, 255}) {
      if (ttl <= start) {
        return start - ttl;
      }
    }
    return 0;
  }
}
