package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.UdpSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Asks a UDP port: three tries 0.2 and 0.5 s apart, and after one second more one from a second
 * source port. The first answer ends it; without one it waits a little over three seconds, which is
 * what a system needs to find that its neighbour is silent. Blocks; safe for many threads.
 */
public final class UdpStep {
  /** How long to wait after each try; the last one is from the second source port. */
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofMillis(1000));

  /** Where one source port is asked of, each answer of a healthy path must be one to the first. */
  private static final List<Duration> WAITS_OF_ONE_PORT =
      List.of(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(600));

  private static final Duration LAST_WAIT = Duration.ofMillis(900);

  /** Address resolution gives up after three seconds, and only then says so. */
  private static final Duration NEIGHBOUR_VERDICT = Duration.ofMillis(3200);

  private static final Duration TURN = Duration.ofMillis(100);

  private final Sockets sockets;
  private final Attempts attempts;
  private final RequestSource requests;
  private final OptionalInt onlyPort;

  public UdpStep(Sockets sockets, Attempts attempts) {
    this(sockets, attempts, new UdpRequests(), OptionalInt.empty());
  }

  UdpStep(Sockets sockets, Attempts attempts, RequestSource requests) {
    this(sockets, attempts, requests, OptionalInt.empty());
  }

  private UdpStep(
      Sockets sockets, Attempts attempts, RequestSource requests, OptionalInt onlyPort) {
    this.sockets = sockets;
    this.attempts = attempts;
    this.requests = requests;
    this.onlyPort = onlyPort;
  }

  /**
   * The same, but with one source port: three tries 0.5 s apart, 1.6 s in all.
   *
   * @param localPort 0 for any that is free
   */
  public UdpStep from(int localPort) {
    return new UdpStep(sockets, attempts, requests, OptionalInt.of(localPort));
  }

  /**
   * @param host for requests that name the server; empty when only the address is known
   */
  public UdpExchange ask(
      String target, Endpoint endpoint, Application application, String host, Patience patience) {
    Attempt attempt = attempts.begin(target);
    Conversation conversation = new Conversation(endpoint);
    Asked asked = new Asked(attempt, endpoint, application, host);
    Deadline verdict = patience.next(NEIGHBOUR_VERDICT);
    UdpSocket.Opening opening = UdpSocket.open(sockets, endpoint, onlyPort.orElse(0));
    if (opening instanceof UdpSocket.Opening.Refused refused) {
      conversation.refused(refused.failure());
    } else {
      try (UdpSocket socket = ((UdpSocket.Opening.Open) opening).socket()) {
        boolean one = onlyPort.isPresent();
        ask(asked, socket, conversation, one ? WAITS_OF_ONE_PORT : WAITS, patience);
        if (conversation.undecided() && !one) {
          askFromAnotherPort(asked, socket, conversation, verdict, patience);
        }
      }
    }
    return new UdpExchange(
        attempt.stamp(),
        endpoint,
        application,
        conversation.result(),
        conversation.failure(patience),
        Trace.BLIND);
  }

  /** All tries from the first source port stayed without an answer. */
  public static boolean onlyFromAnotherPort(UdpExchange exchange) {
    return exchange.worked() && exchange.result().sent() > WAITS.size();
  }

  private record Asked(Attempt attempt, Endpoint endpoint, Application application, String host) {}

  private void askFromAnotherPort(
      Asked asked,
      UdpSocket first,
      Conversation conversation,
      Deadline verdict,
      Patience patience) {
    if (!(UdpSocket.open(sockets, asked.endpoint()) instanceof UdpSocket.Opening.Open second)) {
      return; // One port was to be had: the tries from there stand.
    }
    try (UdpSocket other = second.socket()) {
      ask(asked, other, conversation, List.of(LAST_WAIT), patience);
      while (conversation.undecided() && !verdict.expired()) {
        listen(first, asked.endpoint(), conversation, verdict.within(TURN));
        listen(other, asked.endpoint(), conversation, verdict.within(Duration.ZERO));
      }
    }
  }

  /** Some tries from one source port. */
  private void ask(
      Asked asked,
      UdpSocket socket,
      Conversation conversation,
      List<Duration> waits,
      Patience patience) {
    asked.attempt().announce(socket.flow(asked.endpoint()));
    for (Duration wait : waits) {
      if (!conversation.undecided() || patience.run().expired()) {
        return;
      }
      UdpRequest request =
          requests.of(asked.application(), socket.flow(asked.endpoint()), asked.host());
      conversation.sent(request);
      socket.send(asked.endpoint(), request.datagram()).ifPresent(conversation::add);
      listen(socket, asked.endpoint(), conversation, patience.run().within(wait));
    }
  }

  private static void listen(
      UdpSocket socket, Endpoint endpoint, Conversation conversation, Deadline deadline) {
    while (conversation.undecided()) {
      UdpSocket.Reply reply = socket.receive(endpoint, deadline);
      conversation.add(reply);
      if (reply instanceof UdpSocket.Reply.Nothing) {
        return;
      }
    }
  }
}
