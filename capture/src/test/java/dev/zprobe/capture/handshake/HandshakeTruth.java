package dev.zprobe.capture.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.flow.FlowSink;
import dev.zprobe.capture.flow.FlowTracker;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.net.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what followers say of the flows of a capture with the facts that tshark read from it.
 */
final class HandshakeTruth {
  private final String name;
  private final List<String> differences = new ArrayList<>();
  private final Map<String, Flow> flows = new HashMap<>();
  private long facts;

  private HandshakeTruth(String name) {
    this.name = name;
  }

  /** The number of facts compared and what differs. */
  record Verdict(long facts, List<String> differences) {}

  static Verdict compare(Path capture) throws IOException {
    JsonNode truth = new ObjectMapper().readTree(Path.of(capture + ".truth.json").toFile());
    HandshakeTruth comparison =
        new HandshakeTruth(capture.getParent().getFileName() + "/" + capture.getFileName());
    comparison.run(capture, truth);
    return new Verdict(comparison.facts, comparison.differences);
  }

  /** Follows all flows of a capture. */
  static List<Flow> flows(Path capture, FlowSink sink) throws IOException {
    List<Flow> flows = new ArrayList<>();
    KeyLog keyLog = new KeyLog();
    FlowSink both =
        flow -> {
          flows.add(flow);
          sink.finished(flow);
        };
    FlowTracker tracker =
        new FlowTracker(
            FlowLimits.ofMemory(256L << 20),
            new HandshakeFollowers(keyLog, HandshakeFollowers.HELD_BYTES),
            both);
    try (CaptureFiles source = CaptureFiles.of(List.of(capture))) {
      source.deliver(new WithSecrets(tracker, keyLog));
    } catch (NotACaptureException notOurs) {
      return flows;
    }
    tracker.finish();
    return flows;
  }

  private void run(Path capture, JsonNode truth) throws IOException {
    for (Flow flow : flows(capture, flow -> {})) {
      flows.put(flow.firstFrame() + " " + flow.udp() + " " + ends(flow), flow);
    }
    conversations(truth.get("tcp"), false);
    conversations(truth.get("udp"), true);
  }

  private void conversations(JsonNode list, boolean udp) throws IOException {
    for (JsonNode expected : list) {
      String ends = expected.get("a").asText() + " " + expected.get("b").asText();
      Flow flow = flows.get(expected.get("first_frame").asLong() + " " + udp + " " + ends);
      if (flow != null) {
        List<ProtocolFacts> found =
            flow.dialogue() instanceof Conversation conversation ? conversation.facts() : List.of();
        FactComparison comparison = new FactComparison(expected, found);
        comparison.all(udp);
        facts += comparison.facts();
        String label = name + ": " + (udp ? "udp " : "tcp ") + expected.get("stream").asInt();
        for (String difference : comparison.differences()) {
          differences.add(label + ": " + difference);
        }
      }
    }
  }

  static String ends(Flow flow) {
    return address(flow.highA(), flow.lowA(), flow)
        + "|"
        + flow.portA()
        + " "
        + address(flow.highB(), flow.lowB(), flow)
        + "|"
        + flow.portB();
  }

  private static String address(long high, long low, Flow flow) {
    try {
      byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
      if (flow.ipVersion() == 4) {
        bytes = ByteBuffer.allocate(4).putInt((int) low).array();
      }
      return Addresses.text(InetAddress.getByAddress(bytes));
    } catch (java.net.UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
