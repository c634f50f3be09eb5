package dev.zprobe.capture.correlate;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.source.Direction;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.InterfaceStatistics;
import dev.zprobe.capture.source.LiveSource;
import dev.zprobe.capture.source.PcapngWriter;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.traffic.CaptureReport;
import dev.zprobe.traffic.TrafficObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Captures the flows that probes announce, and the ICMP errors about them, and nothing else: other
 * traffic is neither kept nor written. One thread per interface.
 */
final class ProbeTraffic implements TrafficObserver {
  /** The kernel needs a moment to hand over what it holds back: the longest of it. */
  private static final long DRAIN_NANOS = 4_000_000L * LiveSource.holdBackMillis();

  private static final long LOOK_NANOS = 2_000_000;

  private final List<LiveSource> sources;
  private final PcapngWriter writer;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<FlowTuple, FlowLog> flows = new ConcurrentHashMap<>();
  private final Object order = new Object();
  private long frames;
  private boolean closed;
  private volatile long drainedAt = System.nanoTime() - DRAIN_NANOS;

  ProbeTraffic(List<LiveSource> sources, PcapngWriter writer) {
    this.sources = List.copyOf(sources);
    this.writer = writer;
  }

  ProbeTraffic start() {
    for (LiveSource source : sources) {
      Thread thread =
          new Thread(() -> deliver(source), "zprobe-capture-" + source.description().name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return this;
  }

  private void deliver(LiveSource source) {
    Decoder decoder = new Decoder();
    try {
      source.deliver(frame -> sort(decoder, frame));
    } catch (IOException linkLost) {
      // The frames up to here are kept; the report's counters show that this interface ended.
    }
  }

  private void sort(Decoder decoder, Frame frame) {
    Decoded packet =
        decoder.decode(
            frame.buffer(), frame.offset(), frame.captured(), frame.original(), frame.linkType());
    if (packet.outcome() == Outcome.ICMP && packet.icmp().error()) {
      FlowLog log = flows.get(FlowTuple.quoted(packet.icmp()));
      if (log != null) {
        keep(frame, log, packet, true, false);
      }
      return;
    }
    if (packet.outcome() != Outcome.TCP && packet.outcome() != Outcome.UDP) {
      return;
    }
    FlowTuple sent = FlowTuple.sent(packet);
    FlowLog outgoing = flows.get(sent);
    FlowLog log = outgoing != null ? outgoing : flows.get(sent.reversed());
    if (log != null) {
      keep(frame, log, packet, false, outgoing != null);
    }
  }

  /** Number, file and log advance together, so that a report's frame numbers are the file's. */
  private void keep(Frame frame, FlowLog log, Decoded packet, boolean error, boolean outgoing) {
    Instant time = Instant.ofEpochSecond(0, frame.nanos());
    synchronized (order) {
      if (closed) {
        return;
      }
      long number = ++frames;
      write(frame, outgoing);
      if (error) {
        IcmpError seen =
            new IcmpError(FlowTuple.source(packet), packet.icmp().type(), packet.icmp().code());
        log.error(packet, number, time, seen);
      } else {
        log.packet(packet, number, time, outgoing);
      }
    }
  }

  private void write(Frame frame, boolean outgoing) {
    writer.frame(frame.direction(outgoing ? Direction.OUTBOUND : Direction.INBOUND));
    writer.flush();
  }

  @Override
  public void expect(FiveTuple flow) {
    flows.putIfAbsent(FlowTuple.of(flow), new FlowLog());
  }

  @Override
  public Map<String, Trace> explain(List<Observation> probed) {
    drain();
    Map<String, Trace> traces = new HashMap<>();
    synchronized (order) {
      for (Observation each : probed) {
        if (!each.stamp().flows().isEmpty()) {
          traces.put(each.id(), trace(each.stamp().flows()));
        }
      }
    }
    return traces;
  }

  private Trace trace(List<FiveTuple> conversations) {
    List<dev.zprobe.observation.Frame> seen = new ArrayList<>();
    List<IcmpError> errors = new ArrayList<>();
    List<String> histories = new ArrayList<>();
    for (FiveTuple each : conversations) {
      FlowLog log = flows.get(FlowTuple.of(each));
      if (log != null) {
        seen.addAll(log.frames());
        errors.addAll(log.icmpErrors());
        if (!log.history().isEmpty()) {
          histories.add(log.history());
        }
      }
    }
    seen.sort(Comparator.comparingLong(dev.zprobe.observation.Frame::number));
    return new Trace(true, String.join(" ", histories), seen, errors);
  }

  private void drain() {
    long until = System.nanoTime() + DRAIN_NANOS;
    for (LiveSource source : sources) {
      long wanted = received(source);
      while (source.delivered() < wanted && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    drainedAt = System.nanoTime();
  }

  /** What has come so far, handed over or not; more than ever comes where that is unknown. */
  private static long received(LiveSource source) {
    InterfaceStatistics counters = source.statistics(0);
    return counters.received() < 0
        ? Long.MAX_VALUE
        : counters.received() - Math.max(0, counters.droppedBySystem());
  }

  @Override
  public CaptureReport report() {
    long dropped = 0;
    List<String> names = new ArrayList<>();
    for (LiveSource source : sources) {
      InterfaceStatistics counters = source.statistics(0);
      dropped += Math.max(0, counters.droppedBySystem()) + Math.max(0, counters.dropped());
      names.add(source.description().name());
    }
    synchronized (order) {
      return new CaptureReport(true, "", names, frames, dropped);
    }
  }

  @Override
  public void close() {
    if (System.nanoTime() - drainedAt >= DRAIN_NANOS) {
      drain(); // Else all that was explained is written, and nothing was sent since.
    }
    long now = System.currentTimeMillis() * 1_000_000L;
    List<InterfaceStatistics> counters = new ArrayList<>();
    for (LiveSource source : sources) {
      counters.add(source.statistics(now));
      source.close();
    }
    for (Thread thread : threads) {
      join(thread);
    }
    synchronized (order) {
      closed = true;
      finish(counters);
    }
    // A handle that a thread still reads from cannot be given back; the process ends with it.
    for (int index = 0; index < sources.size(); index++) {
      if (!threads.get(index).isAlive()) {
        sources.get(index).release();
      }
    }
  }

  private void finish(List<InterfaceStatistics> counters) {
    try (writer) {
      for (InterfaceStatistics each : counters) {
        writer.statistics(each);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(2000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
