package dev.zprobe.capture.peer;

import dev.zprobe.capture.correlate.FlowTuple;
import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.packet.TcpHeader;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a capture holds of each TCP segment and UDP datagram, in a form that is the same at another
 * place of the path: content and sequence numbers, without addresses, ports, hop counts and
 * checksums, which routers and address translators change. For one thread.
 */
final class PacketTrail implements FrameSink {
  private static final int COMPARED_BYTES = 64;

  /** What even a capture that keeps the beginning of each packet has of most. */
  private static final int LEAST_COMPARED_BYTES = 16;

  private static final int MOST_FLOWS = 1 << 20;

  /** In place of flags; no segment has all eight. */
  private static final int NOT_TCP = 0xff;

  private final Decoder decoder = new Decoder();
  private final Map<FlowTuple, Integer> known = new HashMap<>();
  private final List<FlowTuple> flows = new ArrayList<>();
  private final int limit;
  private long[] contents = new long[1024];
  private int[] beginnings = new int[1024];
  private int[] sequences = new int[1024];
  private int[] acknowledgments = new int[1024];
  private int[] lengths = new int[1024];
  private long[] nanos = new long[1024];
  private int[] frames = new int[1024];
  private int[] places = new int[1024];
  private int[] headers = new int[1024];
  private int size;
  private int[] shiftsForth = {};
  private int[] shiftsBack = {};
  private int compared = COMPARED_BYTES;
  private int leastCaptured = COMPARED_BYTES;
  private long allFrames;
  private boolean cut;

  /**
   * @param limit packets, at 48 bytes each; the rest is not compared
   */
  PacketTrail(int limit) {
    this.limit = limit;
  }

  @Override
  public void frame(Frame frame) {
    allFrames = frame.number();
    Decoded packet =
        decoder.decode(
            frame.buffer(), frame.offset(), frame.captured(), frame.original(), frame.linkType());
    boolean tcp = packet.outcome() == Outcome.TCP;
    if (!tcp && packet.outcome() != Outcome.UDP || packet.firstFragment()) {
      return;
    }
    FlowTuple sent = FlowTuple.sent(packet);
    int flow = flow(sent, packet);
    if (flow < 0 || size == limit || frame.number() > Integer.MAX_VALUE) {
      cut = true;
      return;
    }
    grow();
    boolean forth = flows.get(flow).equals(sent);
    numbers(packet, tcp);
    contents[size] = hash(packet, COMPARED_BYTES);
    beginnings[size] = (int) hash(packet, LEAST_COMPARED_BYTES);
    lengths[size] = packet.payloadLength();
    if (packet.payloadCaptured() < packet.payloadLength()) {
      leastCaptured = Math.min(leastCaptured, packet.payloadCaptured());
    }
    nanos[size] = frame.nanos();
    frames[size] = (int) frame.number();
    places[size] = flow << 1 | (forth ? 0 : 1);
    size++;
  }

  private void numbers(Decoded packet, boolean tcp) {
    int flags = tcp ? packet.flags() : NOT_TCP;
    boolean acknowledges = tcp && (flags & TcpHeader.ACK) != 0;
    sequences[size] = tcp ? packet.sequence() : 0;
    acknowledgments[size] = acknowledges ? packet.acknowledgment() : 0;
    int header = packet.identification() << 8 | packet.timeToLive() & 0xff;
    headers[size] = header << 8 | flags & 0xff;
  }

  /** Flows are kept as their opener sent them. */
  private int flow(FlowTuple sent, Decoded packet) {
    Integer index = known.get(sent);
    index = index == null ? known.get(sent.reversed()) : index;
    if (index != null) {
      return index;
    }
    if (flows.size() == MOST_FLOWS) {
      return -1;
    }
    int answer = TcpHeader.SYN | TcpHeader.ACK;
    boolean byAnswerer = packet.outcome() == Outcome.TCP && (packet.flags() & answer) == answer;
    FlowTuple opener = byAnswerer ? sent.reversed() : sent;
    known.put(opener, flows.size());
    flows.add(opener);
    return flows.size() - 1;
  }

  private void grow() {
    if (size == contents.length) {
      int room = (int) Math.min(limit, size * 2L);
      contents = Arrays.copyOf(contents, room);
      beginnings = Arrays.copyOf(beginnings, room);
      sequences = Arrays.copyOf(sequences, room);
      acknowledgments = Arrays.copyOf(acknowledgments, room);
      lengths = Arrays.copyOf(lengths, room);
      nanos = Arrays.copyOf(nanos, room);
      frames = Arrays.copyOf(frames, room);
      places = Arrays.copyOf(places, room);
      headers = Arrays.copyOf(headers, room);
    }
  }

  private static long hash(Decoded packet, int most) {
    long hash = 0x9e3779b97f4a7c15L;
    int bytes = Math.min(most, packet.payloadCaptured());
    for (int i = 0; i < bytes; i++) {
      hash = mix(hash, packet.buffer().get(packet.payloadAt() + i));
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * 0xd6e8feb86659fd93L;
    return mixed ^ mixed >>> 32;
  }

  int size() {
    return size;
  }

  /** Frames in the capture, those included that are not compared. */
  long allFrames() {
    return allFrames;
  }

  /** The limit did not let everything in. */
  boolean isCut() {
    return cut;
  }

  /** Bytes of payload of which every packet that has so many was kept. */
  int leastCaptured() {
    return leastCaptured;
  }

  /** Compares no more than both captures have. */
  void compareAtMost(int bytes) {
    compared = bytes;
  }

  /** What it carries; the same only by chance where other bytes are carried. */
  long content(int index) {
    if (compared >= COMPARED_BYTES) {
      return contents[index];
    }
    return compared >= LEAST_COMPARED_BYTES ? beginnings[index] : 0;
  }

  /** Sequence numbers of a flow are others at the other place, by so much. */
  void shift(int flow, int forth, int back) {
    if (shiftsForth.length == 0) {
      shiftsForth = new int[flows.size()];
      shiftsBack = new int[flows.size()];
    }
    shiftsForth[flow] = forth;
    shiftsBack[flow] = back;
  }

  /** What is the same of a packet at both places. */
  long print(int index) {
    long hash = mix(isTcp(index) ? 1 : 2, lengths[index]);
    if (isTcp(index)) {
      hash = mix(hash, (long) sequence(index) << 32 | acknowledgment(index) & 0xffffffffL);
      hash = mix(hash, headers[index] & 0xff);
    }
    return mix(hash, content(index));
  }

  boolean isTcp(int index) {
    return (headers[index] & 0xff) != NOT_TCP;
  }

  int length(int index) {
    return lengths[index];
  }

  /** As at the other place. */
  int sequence(int index) {
    return sequences[index] + shift(index, isForth(index));
  }

  /** As at the other place; 0 without ACK. */
  int acknowledgment(int index) {
    boolean acknowledges = (headers[index] & TcpHeader.ACK) != 0;
    return acknowledges ? acknowledgments[index] + shift(index, !isForth(index)) : 0;
  }

  private int shift(int index, boolean forth) {
    if (shiftsForth.length == 0) {
      return 0;
    }
    return forth ? shiftsForth[flow(index)] : shiftsBack[flow(index)];
  }

  long nanos(int index) {
    return nanos[index];
  }

  long frame(int index) {
    return frames[index];
  }

  int flow(int index) {
    return places[index] >>> 1;
  }

  /** From the one who opened the flow. */
  boolean isForth(int index) {
    return (places[index] & 1) == 0;
  }

  /** 0 where the sender does not use it. */
  int identification(int index) {
    return headers[index] >>> 16;
  }

  int timeToLive(int index) {
    return headers[index] >>> 8 & 0xff;
  }

  int flows() {
    return flows.size();
  }

  /** The opener's end first. */
  FiveTuple ends(int flow) {
    FlowTuple tuple = flows.get(flow);
    Transport transport = tuple.udp() ? Transport.UDP : Transport.TCP;
    return new FiveTuple(
        new Endpoint(address(tuple.local()), tuple.local().port(), transport),
        new Endpoint(address(tuple.remote()), tuple.remote().port(), transport));
  }

  /** Where a flow goes to many at once, or to a neighbour, nobody else on the path sees it. */
  boolean isLocal(int flow) {
    InetAddress to = address(flows.get(flow).remote());
    boolean broadcast = to.getAddress().length == 4 && to.getAddress()[0] == (byte) 255;
    return broadcast
        || to.isMulticastAddress()
        || to.isLinkLocalAddress()
        || to.isLoopbackAddress();
  }

  private static InetAddress address(FlowTuple.Half half) {
    try {
      // Java makes IPv4 addresses of mapped ones.
      return InetAddress.getByAddress(
          ByteBuffer.allocate(16).putLong(half.high()).putLong(half.low()).array());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // 16 bytes are always an address
    }
  }
}
