package dev.zprobe.capture.flow;

import static dev.zprobe.capture.flow.TcpFrames.client;
import static dev.zprobe.capture.flow.TcpFrames.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Segment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowLimitsTest {
  @Test
  void aFloodOfSynsStaysInsideTheLimitAndIsCounted() {
    Tracked tracked = new Tracked(new FlowLimits(1_000, 500, 4, 1 << 20));
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = client("S", 0, 0, "");
      frame[26] = (byte) (i >> 16);
      frame[27] = (byte) (i >> 8);
      frame[28] = (byte) i;
      tracked.add(frame);
    }
    assertEquals(49_000, tracked.flows.size());
    assertEquals(49_000, tracked.tracker.totals().shedFlows());
    assertTrue(tracked.flows.get(0).wasCutShort());
    tracked.finish();
    assertEquals(50_000, tracked.flows.size());
  }

  @Test
  void idleFlowsAreGivenOutWhileOthersBegin() {
    Tracked tracked = new Tracked(new FlowLimits(1_000, 10, 4, 1 << 20));
    for (int port = 1; port <= 100; port++) {
      tracked.add(client(port, "S", 0, 0, ""));
    }
    tracked.after(130_000);
    for (int i = 0; i < 200; i++) {
      tracked.add(client(1_000 + i, "S", 0, 0, "")).after(1);
    }
    assertTrue(tracked.flows.size() >= 89, "given out: " + tracked.flows.size());
    assertEquals(0, tracked.tracker.totals().shedFlows());
  }

  @Test
  void aConnectionIsNotOverBeforeItsLastAcknowledgment() {
    Tracked tracked = new Tracked(new FlowLimits(1_000, 10, 4, 1 << 20));
    tracked.add(client("S", 100, 0, "")).add(server("SA", 500, 101, ""));
    tracked.add(client("FA", 101, 501, "")).add(server("FA", 501, 102, ""));
    for (int i = 0; i < 200; i++) {
      tracked.after(50).add(client(1_000 + i, "S", 0, 0, ""));
    }
    assertEquals(0, tracked.flows.size());
    tracked.add(client("A", 102, 502, ""));
    for (int i = 200; i < 400; i++) {
      tracked.after(50).add(client(1_000 + i, "S", 0, 0, ""));
    }
    assertEquals(1, tracked.flows.size());
  }

  @Test
  void theTableFindsWhatAMapFinds() {
    FlowTable table = new FlowTable();
    Map<Integer, Flow> expected = new HashMap<>();
    Decoder decoder = new Decoder();
    FlowKey key = new FlowKey();
    Random random = new Random(17);
    for (int round = 0; round < 100_000; round++) {
      int port = random.nextInt(3_000);
      byte[] frame =
          Packet.between("10.0.0.1", "10.0.0.2").tcp(Segment.between(port, 443).flags("A"));
      Decoded packet = decoder.decode(ByteBuffer.wrap(frame), 0, frame.length, frame.length, 1);
      key.of(packet);
      int hash = key.hash() & 0xfff; // many collisions
      int index = table.find(key, hash);
      assertEquals(expected.containsKey(port), index >= 0);
      if (index < 0) {
        TcpFlow flow = new TcpFlow();
        flow.begin(round, packet, new Moment());
        table.add(flow, hash);
        expected.put(port, flow);
      } else {
        assertEquals(expected.get(port), table.at(index));
        if (random.nextInt(3) == 0) {
          table.remove(expected.remove(port));
        }
      }
      assertEquals(expected.size(), table.size());
    }
  }

  /** From an array, as files are read, and from memory outside the heap, as libpcap gives it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsAllocatedPerPacket(boolean array) {
    byte[][] frames = new byte[64][];
    for (int i = 0; i < frames.length; i++) {
      boolean odd = (i & 1) != 0;
      frames[i] =
          odd
              ? Packet.between("10.0.0.1", "203.0.113.9").udp(40_000 + i, 8801, new byte[900])
              : client(40_000 + i, "A", 1, 1, "x".repeat(900));
    }
    FlowTracker tracker = tracker();
    dev.zprobe.capture.source.Frame frame = new dev.zprobe.capture.source.Frame();
    ByteBuffer[] buffers = new ByteBuffer[frames.length];
    for (int i = 0; i < frames.length; i++) {
      int length = frames[i].length;
      ByteBuffer empty = array ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      buffers[i] = empty.put(frames[i]);
    }
    feed(tracker, frame, buffers, 200_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int packets = 200_000;
    feed(tracker, frame, buffers, packets);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < packets / 10, allocated + " bytes for " + packets + " packets");
  }

  private static FlowTracker tracker() {
    FlowSink ignored =
        new FlowSink() {
          @Override
          public void finished(Flow flow) {}
        };
    return new FlowTracker(FlowLimits.ofMemory(64 << 20), DialogueFactory.NONE, ignored);
  }

  private static void feed(
      FlowTracker tracker, dev.zprobe.capture.source.Frame frame, ByteBuffer[] from, int count) {
    for (int i = 0; i < count; i++) {
      ByteBuffer buffer = from[i % from.length];
      frame.moment(i + 1, i * 1_000L, 0);
      frame.content(buffer, 0, buffer.capacity(), buffer.capacity(), 1);
      tracker.frame(frame);
    }
  }
}
