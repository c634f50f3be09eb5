package dev.zprobe.capture.source;

import java.io.IOException;

/** Where frames come from: files, a stream, or a network interface. Used once, by one thread. */
public interface PacketSource extends AutoCloseable {
  /**
   * Delivers every frame in order, on the calling thread, until the source ends or is closed.
   *
   * <p>A damaged or cut file is not an error: everything before the damage is delivered, then
   * {@link FrameSink#damage}.
   *
   * @throws NotACaptureException when a file is no capture at all
   * @throws IOException when a file cannot be opened
   */
  void deliver(FrameSink sink) throws IOException;

  /** Ends a running {@link #deliver} soon; may be called from another thread, and twice. */
  @Override
  void close();
}
