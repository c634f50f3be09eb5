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
import java.util.ArrayList;
import java.util.List;

/**
 * Asks several servers from one socket how they see it: a translation that depends on the
 * destination shows as different mapped ports (RFC 4787 section 4.1). Blocks.
 */
public final class MappingStep {
  private static final int TRIES = 3;
  private static final Duration WAIT = Duration.ofMillis(400);

  private final Sockets sockets;
  private final Attempts attempts;
  private final UdpRequests requests = new UdpRequests();

  public MappingStep(Sockets sockets, Attempts attempts) {
    this.sockets = sockets;
    this.attempts = attempts;
  }

  /** One of the servers, all of one address family. */
  public record Server(String target, Endpoint endpoint, Application application) {}

  /** The exchanges that were answered; fewer than two of them say nothing. */
  public List<UdpExchange> ask(List<Server> servers, Patience patience) {
    UdpSocket.Opening opening = UdpSocket.open(sockets, servers.get(0).endpoint());
    List<UdpExchange> answered = new ArrayList<>();
    if (opening instanceof UdpSocket.Opening.Open open) {
      try (UdpSocket socket = open.socket()) {
        for (Server server : servers) {
          UdpExchange exchange = ask(socket, server, patience);
          if (exchange.worked()) {
            answered.add(exchange);
          }
        }
      }
    }
    return answered;
  }

  private UdpExchange ask(UdpSocket socket, Server server, Patience patience) {
    Attempt attempt = attempts.begin(server.target());
    Endpoint endpoint = server.endpoint();
    attempt.announce(socket.flow(endpoint));
    Conversation conversation = new Conversation(endpoint);
    for (int attempted = 0; attempted < TRIES && conversation.undecided(); attempted++) {
      UdpRequest request = requests.of(server.application(), socket.flow(endpoint), "");
      conversation.sent(request);
      socket.send(endpoint, request.datagram()).ifPresent(conversation::add);
      Deadline deadline = patience.next(WAIT);
      while (conversation.undecided() && !deadline.expired()) {
        conversation.add(socket.receive(endpoint, deadline));
      }
    }
    return new UdpExchange(
        attempt.stamp(),
        endpoint,
        server.application(),
        conversation.result(),
        conversation.failure(patience),
        Trace.BLIND);
  }
}
