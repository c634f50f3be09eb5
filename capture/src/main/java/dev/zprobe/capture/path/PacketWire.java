package dev.zprobe.capture.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapAddress;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.core.RawPacketListener;

/**
 * One interface, for sending whole frames and for what comes back to one flow. The link header is
 * learned from a frame of the system's own, so that no neighbour has to be looked up. One thread
 * asks; another of its own reads. Whoever opens it closes it.
 */
final class PacketWire implements AutoCloseable {
  private static final int SNAP_LENGTH = 2048;
  private static final int BUFFER_BYTES = 1 << 20;

  /** Packets of the flow only: more than this at once is a flood. */
  private static final int MOST_WAITING = 256;

  /** A packet that an ICMP error quotes begins later than this, whatever the link. */
  private static final int LONGEST_LINK_HEADER = 28;

  private final PcapHandle reading;
  private final PcapHandle sending;
  private final FiveTuple flow;
  private final BlockingQueue<byte[]> own = new ArrayBlockingQueue<>(MOST_WAITING);
  private final BlockingQueue<ReceivedPacket> received = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread reader;
  private volatile byte[] linkHeader = {};
  private volatile boolean learned;

  private PacketWire(PcapHandle reading, PcapHandle sending, FiveTuple flow) {
    this.reading = reading;
    this.sending = sending;
    this.flow = flow;
    this.reader = new Thread(this::read, "zprobe-wire");
    reader.setDaemon(true);
  }

  /** Opens the interface that has the flow's local address; IOException when that is refused. */
  static PacketWire open(FiveTuple flow) throws IOException {
    try {
      String name = device(flow.local().address());
      PcapHandle reading = handle(name);
      reading.setFilter(
          "icmp or icmp6 or host " + flow.remote().addressText(), BpfCompileMode.OPTIMIZE);
      PacketWire wire = new PacketWire(reading, handle(name), flow);
      wire.reader.start();
      return wire;
    } catch (PcapNativeException | NotOpenException refused) {
      throw new IOException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /** True when this process may open an interface at all. */
  static boolean permitted() {
    try {
      for (PcapNetworkInterface each : Pcaps.findAllDevs()) {
        if (each.isUp() && !each.getAddresses().isEmpty()) {
          handle(each.getName()).close();
          return true;
        }
      }
      return false;
    } catch (PcapNativeException | LinkageError refused) {
      return false;
    }
  }

  private static String device(InetAddress local) throws IOException, PcapNativeException {
    for (PcapNetworkInterface each : Pcaps.findAllDevs()) {
      for (PcapAddress address : each.getAddresses()) {
        if (local.equals(address.getAddress())) {
          return each.getName();
        }
      }
    }
    throw new IOException("no interface has the address " + local.getHostAddress());
  }

  private static PcapHandle handle(String name) throws PcapNativeException {
    return new PcapHandle.Builder(name)
        .snaplen(SNAP_LENGTH)
        .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
        .timeoutMillis(10)
        .immediateMode(true)
        .bufferSize(BUFFER_BYTES)
        .build();
  }

  private void read() {
    try {
      reading.loop(-1, (RawPacketListener) this::take);
    } catch (InterruptedException asked) {
      Thread.interrupted(); // breakLoop reports itself this way
    } catch (PcapNativeException | NotOpenException gone) {
      learned = false;
    }
  }

  /** Frames of the system's own teach the link header; of the others only the flow's are kept. */
  private void take(byte[] frame) {
    if (!learned) {
      learn(frame);
    }
    if (!learned) {
      return;
    }
    int at = linkHeader.length;
    if (frame.length <= at) {
      return;
    }
    byte[] packet = Arrays.copyOfRange(frame, at, frame.length);
    Optional<ReceivedPacket> mine = ReceivedPacket.of(packet, flow);
    if (mine.isPresent()) {
      received.offer(mine.get());
    } else if (ours(packet).isPresent()) {
      own.offer(packet);
    }
  }

  private void learn(byte[] frame) {
    int furthest = Math.min(LONGEST_LINK_HEADER, frame.length);
    for (int at = 0; at < furthest; at++) {
      if (ours(Arrays.copyOfRange(frame, at, frame.length)).isPresent()) {
        linkHeader = Arrays.copyOf(frame, at);
        learned = true;
        return;
      }
    }
  }

  private Optional<ReceivedPacket.Header> ours(byte[] packet) {
    return ReceivedPacket.Header.of(packet, 0)
        .filter(header -> header.source().equals(flow.local().address()))
        .filter(header -> header.destination().equals(flow.remote().address()));
  }

  /** True once a frame of the system's own to this address was seen. */
  boolean knowsTheWay() {
    return learned;
  }

  void send(byte[] packet) throws IOException {
    byte[] frame = Arrays.copyOf(linkHeader, linkHeader.length + packet.length);
    System.arraycopy(packet, 0, frame, linkHeader.length, packet.length);
    try {
      sending.sendPacket(frame);
    } catch (PcapNativeException | NotOpenException refused) {
      throw new IOException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /**
   * What the system itself sent to this address, as far as {@code wanted} finds something in it.
   */
  <T> Optional<T> awaitOwn(Function<byte[], Optional<T>> wanted, Deadline deadline) {
    return await(own, wanted, deadline);
  }

  /** The first packet of the flow in which {@code wanted} finds something. */
  <T> Optional<T> await(Function<ReceivedPacket, Optional<T>> wanted, Deadline deadline) {
    return await(received, wanted, deadline);
  }

  private static <E, T> Optional<T> await(
      BlockingQueue<E> queue, Function<E, Optional<T>> wanted, Deadline deadline) {
    try {
      do {
        E next = queue.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        Optional<T> found = next == null ? Optional.empty() : wanted.apply(next);
        if (found.isPresent()) {
          return found;
        }
      } while (!deadline.expired());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      if (reading.isOpen()) {
        reading.breakLoop();
      }
      reader.join(1000);
    } catch (NotOpenException already) {
      // Then it is closed.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    reading.close();
    sending.close();
  }
}
