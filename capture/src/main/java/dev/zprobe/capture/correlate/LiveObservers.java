package dev.zprobe.capture.correlate;

import dev.zprobe.capture.source.LiveSource;
import dev.zprobe.capture.source.LiveSource.CaptureUnavailableException;
import dev.zprobe.capture.source.PcapngWriter;
import dev.zprobe.traffic.CaptureScope;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens live captures; where that is not possible, a blind observer that says how to mend it. */
public final class LiveObservers implements TrafficObservers {
  /** Kernel memory counts as this program's; on loopback there is only what is local. */
  private static final int LOOPBACK_BUFFER_BYTES = 1 << 20;

  @Override
  public TrafficObserver watch(CaptureScope scope) {
    List<LiveSource> sources = new ArrayList<>();
    try {
      List<String> names =
          scope.interfaces().isEmpty() ? LiveSource.interfaces() : scope.interfaces();
      String filter = filter(scope);
      for (String name : names) {
        int buffer = name.startsWith("lo") ? LOOPBACK_BUFFER_BYTES : LiveSource.SMALL_BUFFER_BYTES;
        open(name, filter, sources, !scope.interfaces().isEmpty(), buffer);
      }
      if (sources.isEmpty()) {
        return TrafficObserver.blind("no interface could be opened for capture");
      }
      PcapngWriter writer = PcapngWriter.create(scope.file(), producer());
      for (LiveSource source : sources) {
        writer.opened(source.description());
      }
      writer.flush();
      return new ProbeTraffic(sources, writer).start();
    } catch (CaptureUnavailableException impossible) {
      sources.forEach(LiveSource::release);
      return TrafficObserver.blind(mend(impossible, "run"));
    } catch (IOException unwritable) {
      sources.forEach(LiveSource::release);
      return TrafficObserver.blind(
          "the capture file cannot be written: " + unwritable.getMessage());
    }
  }

  /** Loads what {@link #watch} will need; what is lacking is told by that. */
  public static void prepare() {
    try {
      LiveSource.interfaces();
    } catch (CaptureUnavailableException later) {
      return;
    }
  }

  /** Who writes the capture: the system and this program. */
  public static PcapngWriter.Producer producer() {
    String system = System.getProperty("os.name", "") + " " + System.getProperty("os.version", "");
    return new PcapngWriter.Producer(System.getProperty("os.arch", ""), system, "zprobe", "");
  }

  /** An interface of another kind (a bus, a log) is passed over unless it was asked for. */
  static void open(
      String name, String filter, List<LiveSource> sources, boolean asked, int bufferBytes)
      throws CaptureUnavailableException {
    try {
      sources.add(LiveSource.open(name, filter, sources.size(), bufferBytes));
    } catch (CaptureUnavailableException impossible) {
      if (asked || impossible.lack() != CaptureUnavailableException.Lack.INTERFACE) {
        throw impossible;
      }
    }
  }

  /** Coarse, for the kernel: the plan's ports, ICMP, and later fragments, which have no port. */
  public static String filter(CaptureScope scope) {
    String ports =
        new TreeSet<>(scope.ports())
            .stream().map(port -> "port " + port).collect(Collectors.joining(" or "));
    String fragments = "(ip[6:2] & 0x1fff != 0) or ip6 proto 44";
    return (ports.isEmpty() ? "" : "((tcp or udp) and (" + ports + ")) or ")
        + "icmp or icmp6 or "
        + fragments;
  }

  /**
   * What is lacking, in one line with the command that gets it.
   *
   * @param verb that wanted to capture
   */
  public static String mend(CaptureUnavailableException impossible, String verb) {
    return switch (impossible.lack()) {
      case LIBRARY -> "libpcap is missing; install it with: " + installCommand();
      case PRIVILEGE -> "no privilege to capture; run it as: " + privilegeCommand(verb);
      case INTERFACE -> impossible.getMessage() + "; list the interfaces with: zprobe doctor";
      case FILTER -> impossible.getMessage();
    };
  }

  private static String installCommand() {
    String system = System.getProperty("os.name", "");
    if (system.startsWith("Windows")) {
      return "the installer of npcap.com";
    }
    return system.startsWith("Mac") ? "xcode-select --install" : "sudo apt-get install libpcap0.8";
  }

  private static String privilegeCommand(String verb) {
    return System.getProperty("os.name", "").startsWith("Windows")
        ? "an administrator's prompt"
        : "sudo zprobe " + verb;
  }
}
