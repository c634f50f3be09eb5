package dev.zprobe.capture.correlate;

import dev.zprobe.capture.source.InterfaceStatistics;
import dev.zprobe.capture.source.LiveSource;
import dev.zprobe.capture.source.LiveSource.CaptureUnavailableException;
import dev.zprobe.capture.source.RingWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A capture that was asked for: whatever passes the filter goes into a ring of files. */
public final class OpenCapture implements AutoCloseable {
  /** At 150,000 packets a second of 200 bytes more than a second, for a machine that is busy. */
  private static final int BUFFER_BYTES = 64 << 20;

  private static final long LONGEST_DRAIN_NANOS = 2_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;

  private final List<LiveSource> sources;
  private final RingWriter ring;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger running;

  private OpenCapture(List<LiveSource> sources, RingWriter ring) {
    this.sources = sources;
    this.ring = ring;
    this.running = new AtomicInteger(sources.size());
  }

  /**
   * Starts at once.
   *
   * @param interfaces to open; empty for every one that is up
   * @param filter libpcap's expression, empty for everything
   */
  public static OpenCapture begin(List<String> interfaces, String filter, RingWriter ring)
      throws CaptureUnavailableException {
    List<LiveSource> sources = new ArrayList<>();
    try {
      List<String> names = interfaces.isEmpty() ? LiveSource.interfaces() : interfaces;
      int buffer =
          Math.max(LiveSource.SMALL_BUFFER_BYTES, BUFFER_BYTES / Math.max(1, names.size()));
      for (String name : names) {
        LiveObservers.open(name, filter, sources, !interfaces.isEmpty(), buffer);
      }
    } catch (CaptureUnavailableException impossible) {
      sources.forEach(LiveSource::release);
      throw impossible;
    }
    if (sources.isEmpty()) {
      throw CaptureUnavailableException.noInterface();
    }
    OpenCapture capture = new OpenCapture(List.copyOf(sources), ring);
    capture.start();
    return capture;
  }

  private void start() {
    sources.forEach(source -> ring.opened(source.description()));
    for (LiveSource source : sources) {
      Thread thread =
          new Thread(() -> deliver(source), "zprobe-capture-" + source.description().name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void deliver(LiveSource source) {
    try {
      source.deliver(frame -> ring.frame(frame));
    } catch (IOException linkLost) {
      // What came before is kept; the end state says that fewer interfaces are left.
    } finally {
      running.decrementAndGet();
    }
  }

  /** Interfaces that still deliver. */
  public int running() {
    return running.get();
  }

  /** Frames that the kernel or an interface dropped so far. */
  public long dropped() {
    long dropped = 0;
    for (LiveSource source : sources) {
      InterfaceStatistics counters = source.statistics(0);
      dropped += Math.max(0, counters.droppedBySystem()) + Math.max(0, counters.dropped());
    }
    return dropped;
  }

  /**
   * Takes what had come when this was called and still waits in the kernel, for two seconds at
   * most.
   *
   * @return packets that were not taken in that time
   */
  public long drain() {
    long until = System.nanoTime() + LONGEST_DRAIN_NANOS;
    long left = 0;
    for (LiveSource source : sources) {
      InterfaceStatistics counters = source.statistics(0);
      long wanted = counters.received() - Math.max(0, counters.droppedBySystem());
      while (source.delivered() < wanted && running() > 0 && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      left += Math.max(0, wanted - source.delivered());
    }
    return left;
  }

  /** Stops and notes the counters; the ring is closed by whoever opened it. */
  @Override
  public void close() {
    long now = System.currentTimeMillis() * 1_000_000L;
    for (LiveSource source : sources) {
      ring.statistics(source.statistics(now));
      source.close();
    }
    for (Thread thread : threads) {
      try {
        thread.join(2000);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    sources.forEach(LiveSource::release);
  }
}
