package dev.zprobe.probe.udp;

import dev.zprobe.observation.FarEndTest.Course;
import dev.zprobe.observation.FarEndTest.Result;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reckons loss, jitter and reordering of datagrams in both directions. The responder's clock and
 * ours need not agree: only differences are taken. For one thread.
 */
final class FarEndCourse {
  private static final double SMOOTHING = 16; // RFC 3550 section 6.4.1

  private final Map<Octets, Sent> open = new HashMap<>();
  private final List<String> alterations = new ArrayList<>();
  private final Jitter out = new Jitter();
  private final Jitter back = new Jitter();
  private int sent;
  private int answered;
  private long leastRoundTrip = Long.MAX_VALUE;
  private long leastArrived = Long.MAX_VALUE;
  private long mostArrived;
  private int highestSequence = -1;
  private int reorderedOut;
  private int reorderedBack;
  private final Map<Integer, Long> arrivals = new HashMap<>();

  private record Sent(int number, long nanoTime) {}

  private static final class Jitter {
    private double nanos;
    private double before;
    private boolean begun;

    void add(double transit) {
      if (begun) {
        nanos += (Math.abs(transit - before) - nanos) / SMOOTHING;
      }
      before = transit;
      begun = true;
    }
  }

  void sent(Octets transaction, int number, long nanoTime) {
    open.put(transaction, new Sent(number, nanoTime));
    sent++;
  }

  /** Whatever is not the first answer to a question of ours is left out. */
  void answered(FarEndMessage.Reply reply, long nanoTime) {
    Sent question = open.remove(reply.transaction());
    if (question == null) {
      return;
    }
    answered++;
    leastRoundTrip = Math.min(leastRoundTrip, nanoTime - question.nanoTime());
    out.add(reply.receivedMicros() * 1000.0 - question.nanoTime());
    back.add(nanoTime - reply.receivedMicros() * 1000.0);
    if (question.number() < highestSequence) {
      reorderedBack++;
    }
    highestSequence = Math.max(highestSequence, question.number());
    leastArrived = Math.min(leastArrived, reply.arrived());
    mostArrived = Math.max(mostArrived, reply.arrived());
    arrivals.put(question.number(), reply.arrived());
  }

  boolean isComplete(int packets) {
    return sent == packets && open.isEmpty();
  }

  /**
   * What arrived while this course was under way, from the first answer to the last; what was lost
   * before or after them cannot be told apart, and counts as lost on its way there.
   */
  OptionalInt arrived() {
    if (answered == 0) {
      return OptionalInt.empty();
    }
    long between = mostArrived - leastArrived + 1;
    if (between > sent || between < answered) {
      alterations.add("the responder claims " + between + " arrivals of " + sent + " sent");
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) between);
  }

  Result result(OptionalInt arrived) {
    countReorderedOut();
    Optional<Course> course =
        answered == 0
            ? Optional.empty()
            : Optional.of(
                new Course(
                    Duration.ofNanos((long) out.nanos),
                    Duration.ofNanos((long) back.nanos),
                    reorderedOut,
                    Math.max(0, reorderedBack - reorderedOut)));
    Duration roundTrip = answered == 0 ? Duration.ZERO : Duration.ofNanos(leastRoundTrip);
    return new Result(sent, arrived, answered, roundTrip, course, alterations);
  }

  /** By the responder's own count: a later question that arrived before an earlier one. */
  private void countReorderedOut() {
    long highest = -1;
    reorderedOut = 0;
    for (int number = 0; number <= highestSequence; number++) {
      Long position = arrivals.get(number);
      if (position != null) {
        reorderedOut += position < highest ? 1 : 0;
        highest = Math.max(highest, position);
      }
    }
  }
}
