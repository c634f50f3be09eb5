package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.IcmpMessage;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Sorts frames into flows, follows each, and gives it away when it is over. For files and live
 * captures alike: a source delivers frames into it. One thread.
 */
public final class FlowTracker implements FrameSink {
  /** More than one, so that a table that has grown becomes small again. */
  private static final int SWEEPS = 4;

  private final Decoder decoder = new Decoder();
  private final FlowTable table = new FlowTable();
  private final FlowKey key = new FlowKey();
  private int keyHash;
  private final Moment now = new Moment();
  private final CaptureTotals totals = new CaptureTotals();
  private final FlowLimits limits;
  private final FlowSink sink;
  private final FlowPool pool = new FlowPool();
  private final FlowShare share;
  private final Delivery delivery;
  private final TcpTracker tcp;
  private final Idleness idleness;

  /**
   * @param dialogues opens a protocol follower for each flow with payload
   * @param sink is called on the thread that delivers frames
   */
  public FlowTracker(FlowLimits limits, DialogueFactory dialogues, FlowSink sink) {
    this(limits, dialogues, sink, FlowShare.ALL);
  }

  /** Follows the flows of its share only, and leaves their numbers to whoever knows all. */
  FlowTracker(FlowLimits limits, DialogueFactory dialogues, FlowSink sink, FlowShare share) {
    this.limits = limits;
    this.sink = sink;
    this.share = share;
    delivery = new Delivery(new SegmentPool(limits.reassemblyBytes()), dialogues);
    tcp = new TcpTracker(delivery);
    idleness = new Idleness(table);
  }

  @Override
  public void frame(Frame frame) {
    now.frame = frame.number();
    now.nanos = frame.nanos();
    ByteBuffer buffer = frame.buffer();
    int offset = frame.offset();
    int captured = frame.captured();
    totals.passed(frame);
    boolean ours = share == FlowShare.ALL;
    if (!ours) {
      // Half of all packets are the other tracker's: they are left alone before they are decoded.
      long ends = Decoder.ends(buffer, offset, captured, frame.linkType());
      ours = ends >= 0;
      if (ours && !share.holds((int) ends)) {
        return;
      }
    }
    boolean plain = decoder.plain(buffer, offset, captured, frame.original(), frame.linkType());
    if (plain) {
      if (!keyOf(decoder.decoded())) {
        return;
      }
    } else {
      decoder.layers(buffer, offset, captured, frame.original(), frame.linkType());
    }
    if (plain || ours || share == FlowShare.FIRST) {
      totals.count(frame, decoder.decoded());
    }
    take(decoder.decoded(), plain);
  }

  private void take(Decoded decoded, boolean keyed) {
    switch (decoded.outcome()) {
      case TCP -> {
        if (keyed || keyOf(decoded)) {
          tcp(decoded, keyHash);
        }
      }
      case UDP -> {
        if (keyed || keyOf(decoded)) {
          udp(decoded, keyHash);
        }
      }
      case ICMP -> icmp(decoded);
      case OTHER, FRAGMENT, UNDECODED, TRUNCATED, MALFORMED -> {}
    }
  }

  /** False when the packet is another tracker's. */
  private boolean keyOf(Decoded packet) {
    key.of(packet);
    if (!share.holds(key.ends())) {
      return false;
    }
    keyHash = key.hash();
    return true;
  }

  @Override
  public void custom(long frame, long enterprise, byte[] content) {
    totals.numbered(frame);
  }

  private void tcp(Decoded packet, int hash) {
    int index = table.find(key, hash);
    TcpFlow flow;
    if (index < 0) {
      flow = openTcp(packet, hash);
    } else {
      flow = (TcpFlow) table.at(index);
      if (tcp.beginsAnother(flow, packet)) {
        end(flow);
        flow = openTcp(packet, hash);
        flow.portsReused = true;
      }
    }
    boolean fromA = flow.sentByA(packet);
    TcpSide from = fromA ? flow.a : flow.b;
    flow.touch(now);
    table.touch(flow.slot, now.nanos);
    from.count(packet, now, limits.framesPerSide());
    tcp.segment(flow, from, fromA ? flow.b : flow.a, packet, now);
  }

  private TcpFlow openTcp(Decoded packet, int hash) {
    makeRoom();
    TcpFlow flow = pool.tcp(number(), packet, now);
    table.add(flow, hash);
    sink.opened(flow);
    return flow;
  }

  private long number() {
    long number = totals.openFlow();
    return share == FlowShare.ALL ? number : 0;
  }

  private void udp(Decoded packet, int hash) {
    int index = table.find(key, hash);
    UdpFlow flow = index < 0 ? openUdp(packet, hash) : (UdpFlow) table.at(index);
    boolean fromA = flow.sentByA(packet);
    Side side = fromA ? flow.a() : flow.b();
    flow.touch(now);
    table.touch(flow.slot, now.nanos);
    side.count(packet, now, limits.framesPerSide());
    side.hops(packet.timeToLive());
    if (flow.following) {
      delivery.to(flow, fromA).at(now.frame, now.nanos);
      delivery
          .of(packet.buffer(), packet.payloadAt(), packet.payloadLength(), packet.payloadCaptured())
          .bytes(0);
    }
  }

  private UdpFlow openUdp(Decoded packet, int hash) {
    makeRoom();
    UdpFlow flow = pool.udp(number(), packet, now);
    table.add(flow, hash);
    sink.opened(flow);
    return flow;
  }

  private void icmp(Decoded packet) {
    IcmpMessage message = packet.icmp();
    if (!message.error()) {
      return;
    }
    // By what it quotes: the packet itself belongs to no flow.
    key.ofQuoted(message);
    if (!share.holds(key.ends())) {
      return;
    }
    int hash = key.hash();
    totals.icmpError();
    int index = message.quotedSourcePort() >= 0 ? table.find(key, hash) : -1;
    Flow about = index < 0 ? null : table.at(index);
    IcmpError error = new IcmpError(packet, now, about);
    if (about != null) {
      about.add(error);
    }
    sink.icmpError(error);
  }

  /** Each flow that begins pays for a look at a few others, so the table stays small. */
  private void makeRoom() {
    if (table.size() > limits.easyFlows()) {
      sweep();
    }
    if (table.size() >= limits.mostFlows()) {
      Flow victim = idleness.longestIdle();
      victim.cutShort();
      totals.shed();
      end(victim);
    }
  }

  private void sweep() {
    for (int i = 0; i < SWEEPS; i++) {
      int index = idleness.next(now.nanos);
      if (index < 0) {
        return;
      }
      end(table.at(index));
    }
  }

  private void end(Flow flow) {
    table.remove(flow);
    if (flow instanceof TcpFlow connection) {
      tcp.finish(connection);
    }
    flow.dialogue.finished();
    sink.finished(flow);
    if (!sink.keepsFlows()) {
      pool.giveBack(flow);
    }
  }

  /** A finished flow that nobody looks at any more may become another. */
  void giveBack(Flow flow) {
    pool.giveBack(flow);
  }

  /** Ends all flows, in the order in which they began. */
  public void finish() {
    totals.abandoned(decoder.abandonedDatagrams());
    Flow[] rest = new Flow[table.size()];
    int count = 0;
    for (int i = 0; i < table.highest(); i++) {
      if (!table.vacant(i)) {
        rest[count++] = table.at(i);
      }
    }
    Arrays.sort(rest, ByBeginning.ORDER);
    for (Flow flow : rest) {
      end(flow);
    }
  }

  public CaptureTotals totals() {
    return totals;
  }

  private enum ByBeginning implements Comparator<Flow> {
    ORDER;

    @Override
    public int compare(Flow one, Flow other) {
      return Long.compare(one.firstFrame(), other.firstFrame());
    }
  }
}
