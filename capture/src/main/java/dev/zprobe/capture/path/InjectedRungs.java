package dev.zprobe.capture.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.probe.path.Rungs;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One ladder of injected packets: a SYN, a datagram, or data within a connection of the system. */
final class InjectedRungs implements Rungs {
  private static final Duration WAIT = Duration.ofMillis(300);
  private static final Duration CONNECT_WAIT = Duration.ofMillis(1500);
  private static final Duration LEARN_WAIT = Duration.ofSeconds(2);
  private static final int FIN = 0x01;
  private static final int SYN_FLAG = 0x02;
  private static final int RST = 0x04;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Anchor anchor;
  private final PacketWire wire;
  private final FiveTuple flow;
  private final Deadline deadline;
  private final byte[] transport;
  private final int sentBytes;
  private final int firstIdentification = RANDOM.nextInt(0x8000);
  private final Map<Integer, Integer> ttlByIdentification = new HashMap<>();
  private int packets;

  private InjectedRungs(
      Anchor anchor, PacketWire wire, FiveTuple flow, Deadline deadline, Content content) {
    this.anchor = anchor;
    this.wire = wire;
    this.flow = flow;
    this.deadline = deadline;
    this.transport = content.transport;
    this.sentBytes = content.payloadBytes;
  }

  /** What is the same in every packet. */
  private record Content(byte[] transport, int payloadBytes) {}

  /** A SYN or a datagram: the way is learned from a datagram of the system's own. */
  static InjectedRungs alone(
      Anchor anchor, PacketWire wire, FiveTuple flow, byte[] payload, Deadline deadline)
      throws IOException {
    Anchor.pointTheWay(flow.remote());
    awaitWay(wire, deadline);
    byte[] transport =
        flow.transport() == Transport.UDP
            ? PacketForm.datagram(flow, payload)
            : PacketForm.syn(flow, RANDOM.nextInt());
    return new InjectedRungs(anchor, wire, flow, deadline, new Content(transport, 0));
  }

  /** Data: connected by the system, whose last acknowledgment is the header of every packet. */
  static InjectedRungs within(
      Anchor anchor, PacketWire wire, FiveTuple flow, byte[] payload, Deadline deadline)
      throws IOException {
    anchor.connect(flow.remote(), deadline.within(CONNECT_WAIT));
    byte[] header =
        wire.awaitOwn(packet -> acknowledgment(packet, flow), deadline.within(LEARN_WAIT))
            .orElseThrow(() -> new IOException("the system's own handshake was not seen"));
    byte[] transport = PacketForm.data(flow, header, payload);
    return new InjectedRungs(anchor, wire, flow, deadline, new Content(transport, payload.length));
  }

  private static void awaitWay(PacketWire wire, Deadline deadline) throws IOException {
    wire.awaitOwn(packet -> Optional.of(packet), deadline.within(LEARN_WAIT));
    if (!wire.knowsTheWay()) {
      throw new IOException("the system's own packet to this address was not seen");
    }
  }

  /** The TCP header of the segment that ends the handshake: ACK alone, without data. */
  private static Optional<byte[]> acknowledgment(byte[] packet, FiveTuple flow) {
    return ReceivedPacket.Header.of(packet, 0)
        .filter(header -> header.protocol() == PacketForm.TCP)
        .filter(header -> header.end() - header.contentAt() >= 20)
        .map(header -> Arrays.copyOfRange(packet, header.contentAt(), header.end()))
        .filter(segment -> port(segment, 0) == flow.local().port())
        .filter(segment -> (segment[13] & 0x17) == 0x10)
        .filter(segment -> segment.length == (segment[12] & 0xf0) >> 2);
  }

  private static int port(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  @Override
  public Hop at(int ttl) throws IOException {
    int identification = firstIdentification + packets++;
    ttlByIdentification.put(identification, ttl);
    byte[] packet = PacketForm.packet(flow, ttl, identification, transport);
    long start = System.nanoTime();
    wire.send(packet);
    Optional<Hop> hop =
        wire.await(answer -> hop(answer, ttl, packet, start), deadline.within(WAIT));
    return hop.orElseGet(() -> new Hop(ttl, Reply.SILENT, Optional.empty(), since(start), ""));
  }

  /** Empty for what says nothing about this TTL: late errors, and what the connection needs. */
  private Optional<Hop> hop(ReceivedPacket answer, int ttl, byte[] sent, long start) {
    if (answer.error().isPresent()) {
      return isLate(answer, ttl)
          ? Optional.empty()
          : Optional.of(ofError(answer, ttl, sent, start));
    }
    Optional<Reply> reply =
        flow.transport() == Transport.UDP ? Optional.of(Reply.ANSWER) : ofSegment(answer);
    String note = reply.filter(each -> each == Reply.RESET).isPresent() ? arrival(answer) : "";
    return reply.map(each -> new Hop(ttl, each, Optional.of(answer.source()), since(start), note));
  }

  private static String arrival(ReceivedPacket answer) {
    return "it arrived with TTL " + answer.ttl();
  }

  /** An error about a packet of this ladder with another TTL; IPv6 packets carry no number. */
  private boolean isLate(ReceivedPacket answer, int ttl) {
    return ReceivedPacket.Header.of(answer.content(), 0)
        .map(quoted -> ttlByIdentification.get(quoted.identification()))
        .filter(other -> other != ttl)
        .isPresent();
  }

  private Hop ofError(ReceivedPacket answer, int ttl, byte[] sent, long start) {
    IcmpError error = answer.error().orElseThrow();
    String changes = QuoteComparison.differences(sent, answer.content());
    InetAddress from = answer.source();
    if (error.meaning() == IcmpError.Meaning.TIME_EXCEEDED) {
      return new Hop(ttl, Reply.TIME_EXCEEDED, Optional.of(from), since(start), changes);
    }
    String note = changes.isEmpty() ? error.text() : error.text() + "; " + changes;
    boolean arrived =
        error.meaning() == IcmpError.Meaning.PORT_UNREACHABLE
            && from.equals(flow.remote().address());
    Reply reply = arrived ? Reply.ANSWER : Reply.UNREACHABLE;
    return new Hop(ttl, reply, Optional.of(from), since(start), note);
  }

  private Optional<Reply> ofSegment(ReceivedPacket answer) {
    int flags = answer.flags();
    if ((flags & RST) != 0) {
      return Optional.of(Reply.RESET);
    }
    if (sentBytes == 0) {
      return (flags & SYN_FLAG) != 0 ? Optional.of(Reply.ANSWER) : Optional.empty();
    }
    if (answer.segmentBytes() > 0 && (flags & SYN_FLAG) == 0) {
      return Optional.of(Reply.ANSWER);
    }
    return (flags & FIN) != 0 ? Optional.of(Reply.FIN) : Optional.empty();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    wire.close();
    anchor.close();
  }
}
