package dev.zprobe.probe.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.probe.netty.UdpSocket.Reply;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final Endpoint PORT =
      Endpoint.udp(Addresses.parse("203.0.113.30").orElseThrow(), 8801);

  @Test
  void aReportIsTimedAlthoughMoreIsWaitedFor() {
    Conversation conversation = new Conversation(PORT);
    FiveTuple flow = new FiveTuple(Endpoint.udp(PORT.address(), 50_000), PORT);
    conversation.sent(new UdpRequests().of(Application.STUN, flow, ""));
    conversation.add(hostUnreachable());
    assertTrue(conversation.undecided());
    Duration told = conversation.result().roundTrip();
    assertTrue(told.compareTo(Duration.ZERO) > 0);
    conversation.add(hostUnreachable());
    assertEquals(told, conversation.result().roundTrip());
  }

  private static Reply hostUnreachable() {
    IcmpError error = new IcmpError(Addresses.parse("192.0.2.1").orElseThrow(), 3, 1);
    return new Reply.Rejected(Failure.of(FailureCode.UDP_REJECTED), Optional.of(error));
  }
}
