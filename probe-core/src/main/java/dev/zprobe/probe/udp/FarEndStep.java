package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.FarEndTest.Result;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.UdpSocket;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What is asked of our own responder over UDP. Blocks; safe for many threads. */
public final class FarEndStep {
  private static final int COURSE_PACKETS = 100;
  private static final Duration COURSE_PACE = Duration.ofMillis(20);
  private static final Duration LATE = Duration.ofMillis(500);
  private static final Duration PATIENCE_WITH_A_QUESTION = Duration.ofMillis(700);
  private static final int QUESTIONS = 3;

  /** What a whole course takes at most, with room. */
  public static final Duration NEEDED = Duration.ofMillis(3500);

  private final Sockets sockets;
  private final Attempts attempts;
  private final FarEndToken token;
  private final FarEndRequests requests;
  private final UdpStep step;

  /**
   * @param session 8 bytes, the same for a whole run
   */
  public FarEndStep(Sockets sockets, Attempts attempts, FarEndToken token, Octets session) {
    this.sockets = sockets;
    this.attempts = attempts;
    this.token = token;
    this.requests = new FarEndRequests(token, session);
    this.step = new UdpStep(sockets, attempts, requests);
  }

  /** As any UDP port is asked. */
  public UdpExchange ask(Endpoint endpoint, Application application, Patience patience) {
    return step.ask(FarEndTest.TARGET, endpoint, application, "", patience);
  }

  /**
   * How many requests of this run arrived elsewhere.
   *
   * @param through a port that answers
   */
  public OptionalInt arrivals(Endpoint through, FarEndMessage.Asked about, Patience patience) {
    UdpSocket.Opening opening = UdpSocket.open(sockets, through);
    if (!(opening instanceof UdpSocket.Opening.Open open)) {
      return OptionalInt.empty();
    }
    try (UdpSocket socket = open.socket()) {
      for (int tried = 0; tried < QUESTIONS && !patience.run().expired(); tried++) {
        FarEndMessage.Request request = requests.next(through, tried).about(about);
        Deadline deadline = patience.next(PATIENCE_WITH_A_QUESTION);
        if (socket.send(through, FarEndMessage.encode(request, token)).isPresent()) {
          continue;
        }
        Optional<FarEndMessage.Reply> reply = reply(socket, through, request, deadline);
        if (reply.isPresent()) {
          return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, reply.get().askedArrived()));
        }
      }
    }
    return OptionalInt.empty();
  }

  private Optional<FarEndMessage.Reply> reply(
      UdpSocket socket, Endpoint from, FarEndMessage.Request request, Deadline deadline) {
    while (!deadline.expired()) {
      Optional<FarEndMessage.Reply> reply =
          read(socket.receive(from, deadline), from)
              .filter(each -> each.transaction().equals(request.transaction()));
      if (reply.isPresent()) {
        return reply;
      }
    }
    return Optional.empty();
  }

  private Optional<FarEndMessage.Reply> read(UdpSocket.Reply received, Endpoint from) {
    return received instanceof UdpSocket.Reply.Datagram datagram && datagram.from().equals(from)
        ? FarEndMessage.reply(datagram.octets(), token)
        : Optional.empty();
  }

  /** A hundred datagrams at media rate to a port that answers; takes two seconds. */
  public FarEndTest course(Endpoint endpoint, Patience patience) {
    Attempt attempt = attempts.begin(FarEndTest.TARGET);
    FarEndCourse course = new FarEndCourse();
    UdpSocket.Opening opening = UdpSocket.open(sockets, endpoint);
    if (opening instanceof UdpSocket.Opening.Refused refused) {
      return new FarEndTest(
          attempt.stamp(),
          endpoint,
          course.result(OptionalInt.empty()),
          Optional.of(refused.failure()),
          Trace.BLIND);
    }
    try (UdpSocket socket = ((UdpSocket.Opening.Open) opening).socket()) {
      attempt.announce(socket.flow(endpoint));
      long next = System.nanoTime();
      for (int number = 0; number < COURSE_PACKETS && !patience.run().expired(); number++) {
        FarEndMessage.Request request = requests.next(endpoint, number);
        Octets datagram = FarEndMessage.encode(request, token);
        long now = System.nanoTime();
        if (socket.send(endpoint, datagram).isEmpty()) {
          course.sent(request.transaction(), number, now);
        }
        next += COURSE_PACE.toNanos();
        listen(socket, endpoint, course, new Deadline(next));
      }
      listen(socket, endpoint, course, patience.next(LATE));
    }
    Result result = course.result(course.arrived());
    return new FarEndTest(
        attempt.stamp(),
        endpoint,
        result,
        result.answered() > 0
            ? Optional.empty()
            : Optional.of(
                patience.silence(FailureCode.UDP_NO_REPLY, result.sent() + " at media rate")),
        Trace.BLIND);
  }

  private void listen(UdpSocket socket, Endpoint from, FarEndCourse course, Deadline deadline) {
    while (!deadline.expired() && !course.isComplete(COURSE_PACKETS)) {
      UdpSocket.Reply received = socket.receive(from, deadline);
      long at =
          received instanceof UdpSocket.Reply.Datagram datagram
              ? datagram.nanoTime()
              : System.nanoTime();
      read(received, from).ifPresent(reply -> course.answered(reply, at));
    }
  }
}
