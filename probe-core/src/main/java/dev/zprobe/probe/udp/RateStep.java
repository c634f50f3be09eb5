package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.RateTest.Counts;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.UdpSocket;
import dev.zprobe.wire.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Asks a port that answers slowly and then at 50 requests a second, as media would. Takes about
 * three seconds beside others, and up to nine where it must be sure. Blocks; safe for many threads.
 */
public final class RateStep {
  private static final int SLOW = 5;

  /**
   * Where nothing is lost at either rate, how slow the slow one was tells nothing; where much is,
   * the test is made again alone, at the slower rate.
   */
  private static final int BRISK = 10;

  private static final int BRISK_REQUESTS = 8;

  /** Where chance must be told from a limit; over all tests that run together. */
  private static final int MORE_SLOW_REQUESTS = 32;

  private static final int FAST = 50;
  private static final int FAST_REQUESTS = 100;

  /** Seven seconds: with less, loss that hurts is not told from loss that is usual. */
  private static final int SERIES_REQUESTS = 350;

  private static final Duration LATE = Duration.ofMillis(500);

  /** What a whole test takes at most, with room. */
  public static final Duration NEEDED = Duration.ofSeconds(6);

  private final Sockets sockets;
  private final Attempts attempts;
  private final int slowRate;
  private final int slowRequests;
  private final int fastRequests;
  private final Semaphore turns;
  private final UdpRequests requests = new UdpRequests();

  private RateStep(Sockets sockets, Attempts attempts, Pace pace, Semaphore turns) {
    this.sockets = sockets;
    this.attempts = attempts;
    this.slowRate = pace.slowRate();
    this.slowRequests = pace.slowRequests();
    this.fastRequests = pace.fastRequests();
    this.turns = turns;
  }

  private record Pace(int slowRate, int slowRequests, int fastRequests) {}

  /** Tests that may run beside each other: a first look, at 10 requests a second before 50. */
  public static RateStep atOnce(Sockets sockets, Attempts attempts) {
    return new RateStep(
        sockets,
        attempts,
        new Pace(BRISK, BRISK_REQUESTS, FAST_REQUESTS),
        new Semaphore(Integer.MAX_VALUE));
  }

  /**
   * Tests of which only one at a time sends at media rate, after 5 requests a second.
   *
   * @param tests that share the slow requests, at least 1
   */
  public static RateStep inTurn(Sockets sockets, Attempts attempts, int tests) {
    return new RateStep(
        sockets,
        attempts,
        new Pace(SLOW, MORE_SLOW_REQUESTS / tests, FAST_REQUESTS),
        new Semaphore(1));
  }

  /** Rows of requests at media rate alone, side by side, about eight seconds: for chance. */
  public static RateStep series(Sockets sockets, Attempts attempts) {
    return new RateStep(
        sockets, attempts, new Pace(FAST, SERIES_REQUESTS, 0), new Semaphore(Integer.MAX_VALUE));
  }

  /** Empty counts where this machine does not let it be sent. */
  public RateTest measure(
      String target, Endpoint endpoint, Application application, String host, Patience patience) {
    Attempt attempt = attempts.begin(target);
    Counts slow = new Counts(slowRate, 0, 0);
    Counts fast = new Counts(FAST, 0, 0);
    Optional<Failure> failure = Optional.empty();
    UdpSocket.Opening opening = UdpSocket.open(sockets, endpoint);
    if (opening instanceof UdpSocket.Opening.Refused refused) {
      failure = Optional.of(refused.failure());
    } else {
      try (UdpSocket socket = ((UdpSocket.Opening.Open) opening).socket()) {
        attempt.announce(socket.flow(endpoint));
        Course course = new Course(socket, endpoint, application, host);
        slow = run(course, slowRate, slowRequests, patience);
        fast = inTurn(course, patience);
      }
    }
    return new RateTest(attempt.stamp(), endpoint, slow, fast, failure, Trace.BLIND);
  }

  private record Course(
      UdpSocket socket, Endpoint endpoint, Application application, String host) {}

  private Counts inTurn(Course course, Patience patience) {
    turns.acquireUninterruptibly();
    try {
      return run(course, FAST, fastRequests, patience);
    } finally {
      turns.release();
    }
  }

  private Counts run(Course course, int perSecond, int count, Patience patience) {
    Duration interval = Duration.ofSeconds(1).dividedBy(perSecond);
    List<UdpRequest> open = new ArrayList<>();
    int tried = 0;
    int sent = 0;
    long next = System.nanoTime();
    while (tried < count && !patience.run().expired()) {
      UdpRequest request =
          requests.of(course.application(), course.socket().flow(course.endpoint()), course.host());
      // What this machine does not let go is nobody's loss.
      if (course.socket().send(course.endpoint(), request.datagram()).isEmpty()) {
        open.add(request);
        sent++;
      }
      tried++;
      next += interval.toNanos();
      if (tried < count) {
        listen(course, open, new Deadline(next));
      }
    }
    listenToTheEnd(course, open, patience.next(LATE));
    return new Counts(perSecond, sent, sent - open.size());
  }

  private static void listen(Course course, List<UdpRequest> open, Deadline deadline) {
    while (!deadline.expired()) {
      take(course, open, deadline);
    }
  }

  private static void listenToTheEnd(Course course, List<UdpRequest> open, Deadline deadline) {
    while (!open.isEmpty() && !deadline.expired()) {
      take(course, open, deadline);
    }
  }

  private static void take(Course course, List<UdpRequest> open, Deadline deadline) {
    UdpSocket.Reply reply = course.socket().receive(course.endpoint(), deadline);
    if (reply instanceof UdpSocket.Reply.Datagram datagram
        && datagram.from().equals(course.endpoint())) {
      Octets octets = datagram.octets();
      for (int index = 0; index < open.size(); index++) {
        if (open.get(index).reader().apply(octets).complaint().isEmpty()) {
          open.remove(index);
          return;
        }
      }
    }
  }
}
