package dev.zprobe.capture.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.source.CaptureFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what the tracker says of a capture with the facts that tshark read from it. */
final class SharedTruth {
  private static final Map<String, java.util.function.ToIntFunction<TcpSide>> COUNTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("syn", TcpSide::syns),
              Map.entry("syn_ack", TcpSide::synAcks),
              Map.entry("rst", TcpSide::resets),
              Map.entry("fin", TcpSide::fins),
              Map.entry("retransmissions", TcpSide::retransmissions),
              Map.entry("fast_retransmissions", TcpSide::fastRetransmissions),
              Map.entry("spurious_retransmissions", TcpSide::spuriousRetransmissions),
              Map.entry("out_of_order", TcpSide::outOfOrder),
              Map.entry("lost_segment_before", TcpSide::lostSegments),
              Map.entry("acked_unseen", TcpSide::acknowledgedUnseen),
              Map.entry("zero_window", TcpSide::zeroWindows),
              Map.entry("duplicate_acks", TcpSide::duplicateAcks),
              Map.entry("keep_alives", TcpSide::keepAlives)));

  private final String name;
  private final List<String> differences = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private final List<IcmpError> icmpErrors = new ArrayList<>();
  private long facts;

  private SharedTruth(String name) {
    this.name = name;
  }

  record Verdict(long facts, List<String> differences) {}

  static Verdict compare(Path capture) throws IOException {
    JsonNode truth = new ObjectMapper().readTree(Path.of(capture + ".truth.json").toFile());
    SharedTruth comparison =
        new SharedTruth(capture.getParent().getFileName() + "/" + capture.getFileName());
    comparison.run(capture, truth);
    return new Verdict(comparison.facts, comparison.differences);
  }

  private void run(Path capture, JsonNode truth) throws IOException {
    FlowSink sink =
        new FlowSink() {
          @Override
          public void finished(Flow flow) {
            flows.add(flow);
          }

          @Override
          public void icmpError(IcmpError error) {
            icmpErrors.add(error);
          }
        };
    FlowTracker tracker =
        new FlowTracker(FlowLimits.ofMemory(256L << 20), DialogueFactory.NONE, sink);
    try (CaptureFiles source = CaptureFiles.of(List.of(capture))) {
      source.deliver(tracker);
    } catch (dev.zprobe.capture.source.NotACaptureException e) {
      fact("frames", truth.get("packets_read").asLong(), 0);
      return;
    }
    tracker.finish();
    fact("frames", truth.get("packets_read").asLong(), tracker.totals().lastFrame());
    fact("truncated", truth.get("truncated_packets").asLong(), tracker.totals().truncated());
    conversations(truth, "tcp", false);
    conversations(truth, "udp", true);
    icmp(truth);
  }

  private void fact(String what, Object expected, Object found) {
    facts++;
    if (!String.valueOf(expected).equals(String.valueOf(found))) {
      differences.add(name + ": " + what + " is " + expected + ", here " + found);
    }
  }

  private void conversations(JsonNode truth, String transport, boolean udp) {
    List<Flow> mine = flows.stream().filter(flow -> flow.udp() == udp).toList();
    fact(
        transport + " conversations",
        truth.get(transport + "_conversations").asLong(),
        mine.size());
    for (JsonNode expected : truth.get(transport)) {
      String ends = expected.get("a").asText() + " " + expected.get("b").asText();
      long first = expected.get("first_frame").asLong();
      String label = transport + " " + expected.get("stream").asInt() + " ";
      Flow found =
          mine.stream()
              .filter(flow -> flow.firstFrame() == first && ends(flow).equals(ends))
              .findFirst()
              .orElse(null);
      fact(label + "flow of frame " + first, ends, found == null ? "missing" : ends(found));
      if (found != null) {
        side(label + "a ", expected.get("dir").get("a"), found.a());
        side(label + "b ", expected.get("dir").get("b"), found.b());
        if (found instanceof TcpFlow tcp) {
          tcp(label, expected, tcp);
        }
      }
    }
  }

  private void side(String label, JsonNode expected, Side found) {
    fact(label + "packets", expected.path("packets").asLong(), found.packets());
    if (found instanceof TcpSide tcp) {
      fact(label + "payload", expected.path("payload_bytes").asLong(), found.payloadBytes());
      COUNTS.forEach(
          (key, count) -> fact(label + key, expected.path(key).asInt(), count.applyAsInt(tcp)));
    }
  }

  private void tcp(String label, JsonNode expected, TcpFlow found) {
    fact(label + "completeness", expected.get("completeness").asInt(), found.completeness());
    fact(label + "last frame", expected.get("last_frame").asLong(), found.lastFrame());
    String client = expected.path("client").asText("");
    String originator = found.openedByB() ? "b" : "a";
    fact(label + "client", client, found.originatorKnown() ? originator : "");
    JsonNode reset = expected.get("rst").path(0);
    Mark first = earlier(found.a().reset(), found.b().reset());
    fact(label + "first reset", reset.path(0).asLong(), first.frame());
    JsonNode fin = expected.get("fin").path(0);
    fact(
        label + "first fin",
        fin.path(0).asLong(),
        earlier(found.a().fin(), found.b().fin()).frame());
  }

  private static Mark earlier(Mark one, Mark other) {
    if (!one.seen()) {
      return other;
    }
    return other.seen() && other.frame() < one.frame() ? other : one;
  }

  private void icmp(JsonNode truth) {
    fact("icmp errors", truth.get("icmp_errors_total").asLong(), icmpErrors.size());
    for (JsonNode expected : truth.get("icmp_errors")) {
      long frame = expected.get("frame").asLong();
      IcmpError found =
          icmpErrors.stream().filter(e -> e.frame() == frame).findFirst().orElse(null);
      String label = "icmp error " + frame + " ";
      if (found == null) {
        fact(label, "present", "missing");
        continue;
      }
      fact(label + "type", expected.get("type").asInt(), found.type());
      fact(label + "code", expected.get("code").asInt(), found.code());
      fact(
          label + "from",
          expected.get("from").asText(),
          address(found.fromHigh(), found.fromLow(), found.ipVersion()));
      JsonNode quoted = expected.path("quoted");
      IcmpError.Quote quote = found.quote();
      if (quoted.has("sport")) {
        fact(
            label + "quoted source",
            quoted.get("src").asText() + "|" + quoted.get("sport").asInt(),
            address(quote.sourceHigh(), quote.sourceLow(), quote.ipVersion())
                + "|"
                + quote.ports().source());
        fact(
            label + "quoted destination",
            quoted.get("dst").asText() + "|" + quoted.get("dport").asInt(),
            address(quote.destinationHigh(), quote.destinationLow(), quote.ipVersion())
                + "|"
                + quote.ports().destination());
      }
    }
  }

  static String ends(Flow flow) {
    return address(flow.highA(), flow.lowA(), flow.ipVersion())
        + "|"
        + flow.portA()
        + " "
        + address(flow.highB(), flow.lowB(), flow.ipVersion())
        + "|"
        + flow.portB();
  }

  private static String address(long high, long low, int version) {
    try {
      if (version == 4) {
        return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) low).array())
            .getHostAddress();
      }
      return canonical(high, low);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 5952. */
  private static String canonical(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xffff;
    }
    int bestAt = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestAt = i;
        bestLength = length;
      }
    }
    if (high == 0 && (low >>> 32) == 0xffff && bestAt >= 0) {
      return "::ffff:"
          + ((low >>> 24) & 255)
          + "."
          + ((low >>> 16) & 255)
          + "."
          + ((low >>> 8) & 255)
          + "."
          + (low & 255);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestAt) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
