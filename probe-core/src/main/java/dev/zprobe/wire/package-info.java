/**
 * Bytes to values and back, with no I/O: what a probe writes and what the analyzer reads.
 *
 * <p>Every parser takes a big-endian buffer with an offset and a length, reads it with absolute
 * gets (position and limit are left alone), never reads outside the range, and never throws on
 * content: it answers with a {@link dev.zprobe.wire.Parsed}. All values are immutable and may be
 * shared between threads.
 */
package dev.zprobe.wire;
