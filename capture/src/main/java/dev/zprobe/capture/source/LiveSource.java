package dev.zprobe.capture.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.Pcaps;
import org.pcap4j.core.RawPacketListener;

/**
 * Frames of one network interface, through libpcap or Npcap, with nanosecond times where the system
 * has them. Never promiscuous: this host's own traffic is what is asked for.
 */
public final class LiveSource implements PacketSource {
  private static final int SNAP_LENGTH = 65535;

  /** Enough for a run's own packets. */
  public static final int SMALL_BUFFER_BYTES = 4 << 20;

  /** How long the kernel may hold a frame back; short, so that the end of a run is not late. */
  private static final int READ_TIMEOUT_MILLIS = 20;

  private final PcapHandle handle;
  private final CaptureInterface description;
  private volatile long number; // written by the thread that delivers only
  private long sinkFailures;

  private LiveSource(PcapHandle handle, CaptureInterface description) {
    this.handle = handle;
    this.description = description;
  }

  /** Why a capture is not possible here; the text names what is missing. */
  public static final class CaptureUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    /** What the system lacks. */
    public enum Lack {
      LIBRARY,
      PRIVILEGE,
      INTERFACE,
      /** Nothing: the filter is not libpcap's language. */
      FILTER
    }

    private final Lack lack;

    CaptureUnavailableException(Lack lack, String message) {
      super(message);
      this.lack = lack;
    }

    /** None could be opened. */
    public static CaptureUnavailableException noInterface() {
      return new CaptureUnavailableException(
          Lack.INTERFACE, "no interface could be opened for capture");
    }

    public Lack lack() {
      return lack;
    }
  }

  /** Names of the interfaces that are up and carry IP, loopback included. */
  public static List<String> interfaces() throws CaptureUnavailableException {
    try {
      List<String> names = new ArrayList<>();
      for (PcapNetworkInterface each : Pcaps.findAllDevs()) {
        if (each.isUp() && !each.getAddresses().isEmpty() && !each.getName().equals("any")) {
          names.add(each.getName());
        }
      }
      return names;
    } catch (PcapNativeException refused) {
      throw unavailable("", refused);
    } catch (LinkageError missing) {
      throw noLibrary(missing);
    }
  }

  /**
   * Starts capturing; frames are buffered by the kernel from here on.
   *
   * @param filter libpcap's expression
   * @param index of the interface within the capture
   * @param bufferBytes what the kernel keeps while this program has no time; what is beyond is
   *     dropped and counted
   */
  public static LiveSource open(String name, String filter, int index, int bufferBytes)
      throws CaptureUnavailableException {
    try {
      PcapHandle handle =
          new PcapHandle.Builder(name)
              .snaplen(SNAP_LENGTH)
              .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
              .timeoutMillis(READ_TIMEOUT_MILLIS)
              .bufferSize(bufferBytes)
              .timestampPrecision(TimestampPrecision.NANO)
              .build();
      filter(handle, filter);
      int linkType = handle.getDlt().value();
      return new LiveSource(
          handle, new CaptureInterface(index, linkType, SNAP_LENGTH, name, "", filter));
    } catch (PcapNativeException refused) {
      throw unavailable(name + ": ", refused);
    } catch (NotOpenException impossible) {
      throw new IllegalStateException(impossible);
    } catch (LinkageError missing) {
      throw noLibrary(missing);
    }
  }

  private static void filter(PcapHandle handle, String filter)
      throws CaptureUnavailableException, NotOpenException {
    try {
      handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
    } catch (PcapNativeException wrong) {
      handle.close();
      throw new CaptureUnavailableException(
          CaptureUnavailableException.Lack.FILTER,
          String.valueOf(wrong.getMessage()).lines().findFirst().orElse("").strip());
    }
  }

  /** Longest time that a frame may still be on its way from the kernel, in milliseconds. */
  public static int holdBackMillis() {
    return READ_TIMEOUT_MILLIS;
  }

  public CaptureInterface description() {
    return description;
  }

  @Override
  public void deliver(FrameSink sink) throws IOException {
    sink.opened(description);
    Frame frame = new Frame();
    try {
      handle.loop(-1, (RawPacketListener) packet -> hand(packet, frame, sink));
    } catch (InterruptedException asked) {
      Thread.interrupted(); // breakLoop reports itself this way
    } catch (PcapNativeException broken) {
      throw new IOException(description.name() + ": " + broken.getMessage(), broken);
    } catch (NotOpenException closed) {
      return;
    }
  }

  /** pcap4j swallows what a listener throws, so that it has to be counted here. */
  private void hand(byte[] packet, Frame frame, FrameSink sink) {
    Timestamp time = handle.getTimestamp();
    long nanos = Math.floorDiv(time.getTime(), 1000) * 1_000_000_000L + time.getNanos();
    int original = Math.max(packet.length, handle.getOriginalLength());
    long next = number + 1;
    number = next;
    frame
        .moment(next, nanos, description.index())
        .content(ByteBuffer.wrap(packet), 0, packet.length, original, description.linkType());
    try {
      sink.frame(frame);
    } catch (RuntimeException bug) {
      sinkFailures++;
    }
  }

  /** Frames that the sink could not take; anything but 0 is a bug. */
  public long sinkFailures() {
    return sinkFailures;
  }

  /** Frames that were handed out so far; may be asked by any thread. */
  public long delivered() {
    return number;
  }

  /** Counters of the kernel so far. */
  public InterfaceStatistics statistics(long nanos) {
    try {
      PcapStat counters = handle.getStats();
      return new InterfaceStatistics(
          description.index(),
          nanos,
          counters.getNumPacketsReceived(),
          counters.getNumPacketsDroppedByIf(),
          -1,
          counters.getNumPacketsDropped(),
          number);
    } catch (PcapNativeException | NotOpenException gone) {
      return new InterfaceStatistics(description.index(), nanos, -1, -1, -1, -1, number);
    }
  }

  @Override
  public void close() {
    if (handle.isOpen()) {
      try {
        handle.breakLoop();
      } catch (NotOpenException already) {
        return;
      }
    }
  }

  /** Gives the handle back; only after {@link #deliver} has returned. */
  public void release() {
    handle.close();
  }

  private static CaptureUnavailableException unavailable(String what, PcapNativeException refused) {
    String text = String.valueOf(refused.getMessage());
    boolean privilege =
        text.contains("ermission")
            || text.contains("not permitted")
            || text.contains("CAP_NET_RAW");
    return new CaptureUnavailableException(
        privilege
            ? CaptureUnavailableException.Lack.PRIVILEGE
            : CaptureUnavailableException.Lack.INTERFACE,
        what + text.lines().findFirst().orElse("").strip());
  }

  private static CaptureUnavailableException noLibrary(LinkageError missing) {
    return new CaptureUnavailableException(
        CaptureUnavailableException.Lack.LIBRARY,
        "libpcap cannot be loaded ("
            + String.valueOf(missing.getMessage()).lines().findFirst().orElse("")
            + ")");
  }
}
