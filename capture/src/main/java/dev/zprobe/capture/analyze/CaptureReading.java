package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.CaptureTotals;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.flow.FlowSink;
import dev.zprobe.capture.flow.FlowTracker;
import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.ParallelTracker;
import dev.zprobe.capture.handshake.HandshakeFollowers;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.capture.path.CapturedLadders;
import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Damage;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.PacketSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a capture with one thread or with two, and keeps what is known of it apart from its flows.
 */
final class CaptureReading {
  private static final int TLS_KEY_LOG = 0x544c534b;

  private final FlowLimits limits;
  private final KeyLog keys;
  private final ParallelTracker.Sink<FlowView> sink;
  private final CapturedLadders climbed = new CapturedLadders();
  private Optional<CaptureTotals> totals = Optional.empty();
  private Optional<Damage> damage = Optional.empty();
  private int interfaces;

  CaptureReading(FlowLimits limits, KeyLog keys, ParallelTracker.Sink<FlowView> sink) {
    this.limits = limits;
    this.keys = keys;
    this.sink = sink;
  }

  void read(PacketSource source) throws IOException {
    Alone alone = new Alone();
    source.deliver(alone);
    alone.tracker.finish();
    totals = Optional.of(alone.tracker.totals());
  }

  void read(PacketSource source, PacketSource again) throws IOException {
    KeyLog others = keys.copy();
    ParallelTracker<FlowView> tracker = new ParallelTracker<>(limits, sink);
    totals =
        Optional.of(
            tracker.track(
                new ParallelTracker.Half<>(source, followers(keys), FlowView::of, new Rest()),
                new ParallelTracker.Half<>(
                    again, followers(others), FlowView::of, new Secrets(others))));
  }

  private static HandshakeFollowers followers(KeyLog keys) {
    return new HandshakeFollowers(keys, HandshakeFollowers.HELD_BYTES);
  }

  CaptureTotals totals() {
    return totals.orElseThrow();
  }

  Optional<Damage> damage() {
    return damage;
  }

  int interfaces() {
    return interfaces;
  }

  CapturedLadders climbed() {
    return climbed;
  }

  /** Only the secrets. */
  private static class Secrets implements FrameSink {
    private final KeyLog into;

    Secrets(KeyLog into) {
      this.into = into;
    }

    @Override
    public void frame(Frame frame) {}

    @Override
    public void secrets(int type, byte[] content) {
      if (type == TLS_KEY_LOG) {
        into.add(new String(content, StandardCharsets.US_ASCII));
      }
    }
  }

  /** Everything but the flows. */
  private class Rest extends Secrets {
    Rest() {
      super(keys);
    }

    @Override
    public void frame(Frame frame) {
      climbed.frame(frame);
    }

    @Override
    public void opened(CaptureInterface captureInterface) {
      interfaces++;
    }

    @Override
    public void damage(Damage seen) {
      if (damage.isEmpty()) {
        damage = Optional.of(seen);
      }
    }
  }

  /** Everything, on the one thread. */
  private final class Alone extends Rest implements FlowSink {
    private final FlowTracker tracker = new FlowTracker(limits, followers(keys), this);

    @Override
    public void frame(Frame frame) {
      tracker.frame(frame);
      super.frame(frame);
    }

    @Override
    public void custom(long frame, long enterprise, byte[] content) {
      tracker.custom(frame, enterprise, content);
    }

    @Override
    public boolean keepsFlows() {
      return sink.keepsFlows();
    }

    @Override
    public void finished(Flow flow) {
      sink.finished(flow, FlowView.of(flow, tracker.totals().lastNanos()));
    }

    @Override
    public void icmpError(IcmpError error) {
      sink.icmpError(error);
    }
  }
}
