package dev.zprobe.probe.udp;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.UdpExchange.Result;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.UdpSocket.Reply;
import dev.zprobe.probe.udp.UdpRequest.Understood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was sent to one endpoint and what came back. For one thread. */
final class Conversation {
  /** A rejection is believed when a second try is rejected as well, or stays silent. */
  private static final int REJECTIONS_THAT_DECIDE = 2;

  private final Endpoint endpoint;
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Optional<Understood> understood = Optional.empty();
  private Optional<IcmpError> icmp = Optional.empty();
  private Optional<Failure> rejected = Optional.empty();
  private Optional<Failure> local = Optional.empty();
  private Duration roundTrip = Duration.ZERO;
  private String stranger = "";
  private int answered;
  private int rejections;

  private record Sent(UdpRequest request, long nanoTime) {}

  Conversation(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  void sent(UdpRequest request) {
    sent.add(new Sent(request, System.nanoTime()));
  }

  /** Neither answered nor rejected for good. */
  boolean undecided() {
    return understood.isEmpty() && local.isEmpty() && rejections < REJECTIONS_THAT_DECIDE;
  }

  /** This machine did not let it be sent. */
  void refused(Failure failure) {
    local = Optional.of(failure);
  }

  void add(Reply reply) {
    if (reply instanceof Reply.Rejected refusal) {
      addRejection(refusal);
    } else if (reply instanceof Reply.Datagram datagram) {
      addDatagram(datagram);
    }
  }

  private void addRejection(Reply.Rejected refusal) {
    icmp = icmp.or(refusal::icmp);
    boolean onTheWay = refusal.failure().is(FailureCode.UDP_REJECTED);
    if (onTheWay) {
      if (rejections == 0 && !sent.isEmpty()) {
        roundTrip = Duration.ofNanos(System.nanoTime() - sent.get(0).nanoTime());
      }
      rejections++;
      rejected = rejected.or(() -> Optional.of(refusal.failure()));
    } else {
      local = Optional.of(refusal.failure());
    }
  }

  private void addDatagram(Reply.Datagram datagram) {
    if (!datagram.from().equals(endpoint)) {
      stranger = datagram.from().hostPort();
      return;
    }
    answered++;
    for (int index = sent.size() - 1; index >= 0; index--) {
      Sent each = sent.get(index);
      Understood reading = each.request().reader().apply(datagram.octets());
      if (reading.complaint().isEmpty()) {
        understood = Optional.of(reading);
        roundTrip = Duration.ofNanos(Math.max(0, datagram.nanoTime() - each.nanoTime()));
        return;
      }
      complaints.add(reading.complaint());
    }
  }

  Result result() {
    return new Result(
        sent.size(),
        answered,
        roundTrip,
        understood.flatMap(Understood::mapped),
        icmp,
        understood.map(Understood::alterations).orElse(List.of()));
  }

  Optional<Failure> failure(Patience patience) {
    if (understood.isPresent()) {
      return Optional.empty();
    }
    if (local.isPresent() || rejected.isPresent() && answered == 0) {
      return local.or(() -> rejected);
    }
    if (answered > 0) {
      return Optional.of(new Failure(FailureCode.UDP_MALFORMED, complaints.get(0)));
    }
    String detail = stranger.isEmpty() ? sent.size() + " tries" : "a reply came from " + stranger;
    return Optional.of(patience.silence(FailureCode.UDP_NO_REPLY, detail));
  }
}
