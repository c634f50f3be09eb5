package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.correlate.FlowTuple;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.SipFacts;
import dev.zprobe.capture.handshake.StunFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.packet.TcpHeader;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.net.Addresses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One flow as a ladder of its frames, from a second reading of the capture. */
public final class FlowLadder implements FrameSink {
  private static final int MOST_RUNGS = 2_000;

  private final FlowView view;
  private final FlowTuple tuple;
  private final Map<Long, String> messages = new LinkedHashMap<>();
  private final List<Rung> rungs = new ArrayList<>();
  private final Decoder decoder = new Decoder();

  FlowLadder(FlowView view) {
    this.view = view;
    this.tuple = FlowTuple.of(view.tuple());
    view.facts().forEach(this::read);
  }

  /**
   * One frame.
   *
   * @param afterMs since the flow's first frame
   * @param outgoing sent by the one who opened the flow
   */
  public record Rung(long frame, double afterMs, boolean outgoing, String what) {}

  private void read(ProtocolFacts facts) {
    if (facts instanceof TlsFacts tls) {
      tls.messages().forEach(each -> name(each.frame(), TlsObservation.camel(each.type())));
      tls.alerts().forEach(each -> name(each.frame(), "alert " + each.alert().descriptionName()));
    } else if (facts instanceof QuicFacts quic) {
      quic.messages()
          .forEach(each -> name(each.frame(), "QUIC " + TlsObservation.camel(each.type())));
    } else if (facts instanceof StunFacts stun) {
      stun.messages().forEach(each -> name(each.frame(), each.name()));
    } else if (facts instanceof SipFacts sip) {
      sip.messages()
          .forEach(
              each ->
                  name(
                      each.frame(),
                      "SIP "
                          + (each.status().isPresent()
                              ? String.valueOf(each.status().getAsInt())
                              : each.method())));
    } else if (facts instanceof DnsFacts dns) {
      for (DnsFacts.Exchange each : dns.exchanges()) {
        each.frame().ifPresent(frame -> name(frame, "query " + each.question().name()));
        each.reply().ifPresent(reply -> name(reply.frame(), "answer " + reply.rcode()));
      }
    }
  }

  private void name(long frame, String message) {
    messages.merge(frame, message, (before, more) -> before + ", " + more);
  }

  /** Who speaks with whom. */
  public String title() {
    return "flow %d  %s > %s"
        .formatted(view.flow().number(), view.clientEnd().hostPort(), view.serverEnd());
  }

  /** What is missing at the end; empty when nothing is. */
  public String ending() {
    return view.progress()
        .filter(progress -> !progress.complete())
        .map(FlowLadder::missing)
        .orElse("");
  }

  private static String missing(HandshakeProgress progress) {
    return progress.missing().orElse("an answer")
        + " never came"
        + progress.trail().endedBy().map(end -> " (ended by " + end + ")").orElse("");
  }

  /** The same for machines. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", view.flow().number());
    json.put("client", view.clientEnd().hostPort()).put("server", view.serverEnd().toString());
    ArrayNode frames = json.putArray("frames");
    for (Rung each : rungs) {
      frames
          .addObject()
          .put("frame", each.frame())
          .put("afterMs", each.afterMs())
          .put("from", each.outgoing() ? "client" : "server")
          .put("what", each.what());
    }
    if (!ending().isEmpty()) {
      json.put("ending", ending());
    }
    return json;
  }

  public List<Rung> rungs() {
    return List.copyOf(rungs);
  }

  @Override
  public void frame(Frame frame) {
    if (frame.number() < view.flow().firstFrame() || rungs.size() >= MOST_RUNGS) {
      return;
    }
    Decoded packet =
        decoder.decode(
            frame.buffer(), frame.offset(), frame.captured(), frame.original(), frame.linkType());
    double after = FlowJson.milliseconds(frame.nanos() - view.flow().startNanos());
    if (packet.outcome() == Outcome.ICMP && packet.icmp().error()) {
      if (FlowTuple.quoted(packet.icmp()).equals(tuple)) {
        String from = Addresses.text(FlowTuple.source(packet));
        rungs.add(
            new Rung(
                frame.number(),
                after,
                false,
                "ICMP %d/%d from %s".formatted(packet.icmp().type(), packet.icmp().code(), from)));
      }
      return;
    }
    boolean transport = packet.outcome() == Outcome.TCP || packet.outcome() == Outcome.UDP;
    if (!transport || frame.number() > view.flow().lastFrame()) {
      return;
    }
    FlowTuple sent = FlowTuple.sent(packet);
    if (sent.equals(tuple) || sent.reversed().equals(tuple)) {
      rungs.add(new Rung(frame.number(), after, sent.equals(tuple), words(packet, frame.number())));
    }
  }

  private String words(Decoded packet, long number) {
    StringBuilder text = new StringBuilder();
    if (packet.outcome() == Outcome.TCP) {
      flag(packet, TcpHeader.SYN, "SYN", text);
      flag(packet, TcpHeader.FIN, "FIN", text);
      flag(packet, TcpHeader.RST, "RST", text);
      flag(packet, TcpHeader.ACK, "ACK", text);
    }
    if (packet.payloadLength() > 0) {
      text.append(text.isEmpty() ? "" : " ").append(packet.payloadLength()).append(" bytes");
    }
    String message = messages.getOrDefault(number, "");
    return message.isEmpty() ? text.toString() : message + "  (" + text + ")";
  }

  private static void flag(Decoded packet, int bit, String name, StringBuilder text) {
    if ((packet.flags() & bit) != 0) {
      text.append(text.isEmpty() ? "" : " ").append(name);
    }
  }
}
