package dev.zprobe.probe;

import dev.zprobe.wire.Octets;

/** What came of waiting for bytes. Times are of {@link System#nanoTime}, taken at the socket. */
public sealed interface Arrival {
  long nanoTime();

  record Bytes(Octets octets, long nanoTime) implements Arrival {}

  /** The peer closed its side: FIN, or the end of the layer below. */
  record Ended(long nanoTime) implements Arrival {}

  /** RST, or another error that ended the connection. */
  record Reset(long nanoTime) implements Arrival {}

  /** The bytes break the rules of the layer that was to carry them. */
  record Broken(String what, long nanoTime) implements Arrival {}

  /** Nothing came before the deadline. */
  record Nothing(long nanoTime) implements Arrival {}
}
