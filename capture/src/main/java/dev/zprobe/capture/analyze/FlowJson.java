package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.Side;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.packet.Tunnel;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.net.Addresses;
import java.time.Instant;

/** One flow as a line of the flow listing. */
final class FlowJson {
  private FlowJson() {}

  static ObjectNode of(FlowView view) {
    Flow flow = view.flow();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", flow.number()).put("transport", flow.udp() ? "udp" : "tcp");
    json.put("a", Addresses.text(view.addressA())).put("aPort", flow.portA());
    json.put("b", Addresses.text(view.addressB())).put("bPort", flow.portB());
    view.tcp()
        .filter(TcpFlow::originatorKnown)
        .ifPresent(tcp -> json.put("originator", tcp.openedByB() ? "b" : "a"));
    layers(flow, json);
    json.put("firstFrame", flow.firstFrame()).put("lastFrame", flow.lastFrame());
    json.put("start", time(flow.startNanos()));
    json.put("durationMs", milliseconds(flow.lastNanos() - flow.startNanos()));
    json.put("aPackets", flow.a().packets()).put("bPackets", flow.b().packets());
    json.put("aBytes", flow.a().payloadBytes()).put("bBytes", flow.b().payloadBytes());
    view.tcp().ifPresent(tcp -> json.set("tcp", tcp(tcp)));
    for (ProtocolFacts each : view.facts()) {
      FactsJson.put(each, flow, json);
    }
    icmp(flow, json);
    view.progress().ifPresent(progress -> json.set("handshake", handshake(progress)));
    if (!view.zoom().isEmpty()) {
      ArrayNode reasons = json.putArray("zoom");
      view.zoom().forEach(reasons::add);
    }
    return json;
  }

  private static void layers(Flow flow, ObjectNode json) {
    if (flow.vlans().length > 0) {
      ArrayNode tags = json.putArray("vlan");
      for (int tag : flow.vlans()) {
        tags.add(tag);
      }
    }
    if (flow.tunnels().length > 0) {
      ArrayNode tunnels = json.putArray("tunnel");
      for (Tunnel tunnel : flow.tunnels()) {
        tunnels.add(tunnel.text());
      }
    }
  }

  private static ObjectNode tcp(TcpFlow flow) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("a", side(flow.a()));
    json.set("b", side(flow.b()));
    json.put("completeness", flow.completeness());
    json.put("connState", flow.connectionState()).put("history", flow.history());
    if (flow.handshakeRoundTripNanos() >= 0) {
      json.put("handshakeRttMs", milliseconds(flow.handshakeRoundTripNanos()));
    }
    switch (flow.ending()) {
      case OPEN -> {
        // Nobody ended it within the capture.
      }
      case FIN_BY_A, RESET_BY_A -> json.put("endedBy", "a");
      case FIN_BY_B, RESET_BY_B -> json.put("endedBy", "b");
    }
    return json;
  }

  private static ObjectNode side(TcpSide side) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("syn", side.syns()).put("synAck", side.synAcks());
    json.put("fin", side.fins()).put("rst", side.resets());
    json.put("retransmissions", side.retransmissions());
    json.put("fastRetransmissions", side.fastRetransmissions());
    json.put("spuriousRetransmissions", side.spuriousRetransmissions());
    json.put("outOfOrder", side.outOfOrder()).put("lostSegments", side.lostSegments());
    json.put("zeroWindows", side.zeroWindows()).put("duplicateAcks", side.duplicateAcks());
    json.put("keepAlives", side.keepAlives());
    if (side.maximumSegment() > 0) {
      json.put("mss", side.maximumSegment());
    }
    timeToLive(side, json);
    return json;
  }

  private static void timeToLive(Side side, ObjectNode json) {
    if (side.timeToLive() >= 0) {
      json.put("ttl", side.timeToLive());
    }
  }

  private static void icmp(Flow flow, ObjectNode json) {
    if (flow.icmpErrors().isEmpty()) {
      return;
    }
    ArrayNode errors = json.putArray("icmp");
    for (IcmpError each : flow.icmpErrors()) {
      errors
          .addObject()
          .put("frame", each.frame())
          .put("from", FlowAddress.text(each.ipVersion(), each.fromHigh(), each.fromLow()))
          .put("type", each.type())
          .put("code", each.code());
    }
  }

  private static ObjectNode handshake(HandshakeProgress progress) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("protocol", progress.protocol()).put("complete", progress.complete());
    progress.lastSeen().ifPresent(text -> json.put("lastSeen", text));
    progress.missing().ifPresent(text -> json.put("missing", text));
    if (!progress.complete()) {
      json.put("lost", progress.lost().text());
    }
    ArrayNode frames = json.putArray("frames");
    progress.trail().frames().forEach(frames::add);
    progress.trail().waitedNanos().ifPresent(nanos -> json.put("waitedMs", milliseconds(nanos)));
    progress.trail().endedBy().ifPresent(text -> json.put("endedBy", text));
    return json;
  }

  static String time(long nanos) {
    return JsonText.time(Instant.ofEpochSecond(0, nanos));
  }

  /** With microseconds. */
  static double milliseconds(long nanos) {
    return Math.round(nanos / 1_000.0) / 1_000.0;
  }
}
