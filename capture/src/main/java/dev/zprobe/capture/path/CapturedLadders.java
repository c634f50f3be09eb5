package dev.zprobe.capture.path;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.IcmpMessage;
import dev.zprobe.capture.packet.IpProtocol;
import dev.zprobe.capture.packet.LinkType;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Target;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.probe.ObservationIds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds TTL ladders in a capture: the same bytes to one place, within connections of their own,
 * with rising TTL. Frames of an ordinary capture cost a look at two bytes. For one thread.
 */
public final class CapturedLadders {
  private static final int MOST_FLOWS = 4096;
  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;

  private final Decoder decoder = new Decoder();
  private final Map<FiveTuple, Trial> trials = new LinkedHashMap<>();

  /** A frame of the capture, in order. */
  public void frame(Frame frame) {
    if (trials.isEmpty() && !mayBegin(frame)) {
      return;
    }
    Decoded seen =
        decoder.decode(
            frame.buffer(), frame.offset(), frame.captured(), frame.original(), frame.linkType());
    if (seen.outcome() == Outcome.TCP) {
      segment(frame, seen);
    } else if (seen.outcome() == Outcome.ICMP && seen.icmp().error()) {
      error(frame, seen);
    }
  }

  /** IPv4 or IPv6 right behind the usual link headers, TCP, with a TTL that cannot reach far. */
  private static boolean mayBegin(Frame frame) {
    int at =
        switch (frame.linkType()) {
          case LinkType.ETHERNET -> 14;
          case LinkType.LINUX_SLL -> 16;
          case LinkType.LINUX_SLL2 -> 20;
          case LinkType.RAW, LinkType.IPV4, LinkType.IPV6 -> 0;
          default -> -1;
        };
    if (at < 0 || frame.captured() < at + 20) {
      return false;
    }
    ByteBuffer buffer = frame.buffer();
    int from = frame.offset() + at;
    boolean four = (buffer.get(from) & 0xf0) == 0x40;
    int protocol = buffer.get(from + (four ? 9 : 6));
    int ttl = buffer.get(from + (four ? 8 : 7)) & 0xff;
    return protocol == IpProtocol.TCP && ttl <= PathLadder.HIGHEST_TTL;
  }

  private void segment(Frame frame, Decoded seen) {
    FiveTuple sent = flow(seen);
    Trial own = trials.get(sent);
    if (own != null) {
      own.sentMore(frame.nanos(), (seen.flags() & (FIN | SYN)) != 0, seen.payloadLength() > 0);
      return;
    }
    Trial answered = trials.get(new FiveTuple(sent.remote(), sent.local()));
    if (answered != null) {
      PathLadder.Reply reply =
          (seen.flags() & RST) != 0
              ? PathLadder.Reply.RESET
              : seen.payloadLength() > 0
                  ? PathLadder.Reply.ANSWER
                  : (seen.flags() & FIN) != 0 ? PathLadder.Reply.FIN : PathLadder.Reply.SILENT;
      answered.peer(frame, reply, seen.timeToLive());
      return;
    }
    boolean begins = seen.payloadLength() > 0 && seen.timeToLive() <= PathLadder.HIGHEST_TTL;
    if (begins && trials.size() < MOST_FLOWS) {
      trials.put(sent, new Trial(sent, seen.timeToLive(), frame, payload(seen)));
    }
  }

  private static byte[] payload(Decoded seen) {
    byte[] bytes = new byte[seen.payloadCaptured()];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = seen.buffer().get(seen.payloadAt() + index);
    }
    return bytes;
  }

  private void error(Frame frame, Decoded seen) {
    IcmpMessage icmp = seen.icmp();
    boolean told =
        icmp.quotedProtocol() == IpProtocol.TCP
            && icmp.quotedSourcePort() >= 0
            && icmp.quotedDestinationPort() >= 0;
    if (!told) {
      return;
    }
    int version = icmp.quotedVersion();
    FiveTuple quoted =
        new FiveTuple(
            Endpoint.tcp(
                address(version, icmp.quotedSourceHigh(), icmp.quotedSourceLow()),
                icmp.quotedSourcePort()),
            Endpoint.tcp(
                address(version, icmp.quotedDestinationHigh(), icmp.quotedDestinationLow()),
                icmp.quotedDestinationPort()));
    Trial trial = trials.get(quoted);
    if (trial != null) {
      InetAddress router = address(seen.ipVersion(), seen.sourceHigh(), seen.sourceLow());
      trial.error(frame, router, icmp.type(), icmp.code());
    }
  }

  private static FiveTuple flow(Decoded seen) {
    int version = seen.ipVersion();
    return new FiveTuple(
        Endpoint.tcp(address(version, seen.sourceHigh(), seen.sourceLow()), seen.sourcePort()),
        Endpoint.tcp(
            address(version, seen.destinationHigh(), seen.destinationLow()),
            seen.destinationPort()));
  }

  private static InetAddress address(int version, long high, long low) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(version == 4 ? Arrays.copyOfRange(bytes, 12, 16) : bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // four and sixteen bytes are addresses
    }
  }

  /**
   * What a capture holds of ladders.
   *
   * @param ladders one for each place and content
   * @param rungs their connections, which carry no handshake further than the ladder needs
   */
  public record Found(List<PathLadder> ladders, Set<FiveTuple> rungs) {
    public Found {
      ladders = List.copyOf(ladders);
      rungs = Set.copyOf(rungs);
    }
  }

  /**
   * The ladders, once every frame was seen.
   *
   * @param taken observations that have a number already
   */
  public Found found(int taken) {
    return new LadderAssembly(new ArrayList<>(trials.values())).assemble(taken);
  }

  /** What was seen, with the ladders in place of the single connections that they are made of. */
  public Observations insteadOfRungs(List<Target> targets, List<Observation> seen) {
    Found found = found(ObservationIds.highest(seen));
    List<Observation> others =
        seen.stream()
            .filter(
                each ->
                    each.stamp().flows().isEmpty()
                        || !found.rungs().containsAll(each.stamp().flows()))
            .toList();
    return Observations.of(targets, others).and(List.copyOf(found.ladders()));
  }
}
