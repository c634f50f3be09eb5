package dev.zprobe.wire;

import java.util.Optional;

/**
 * What came of reading bytes as one message.
 *
 * @param <T> the message
 */
public sealed interface Parsed<T> {

  /**
   * A whole message.
   *
   * @param message what was read
   * @param bytes how many bytes it took, at most the length that was given
   */
  record Whole<T>(T message, int bytes) implements Parsed<T> {}

  /**
   * The bytes end inside the message; all that is there is well formed.
   *
   * @param wanted the least number of bytes, from the offset, with which reading can get further
   */
  record Truncated<T>(int wanted) implements Parsed<T> {}

  /**
   * The bytes break the rules of the format, or are not of this format at all.
   *
   * @param what the rule that they break, for a report
   */
  record Malformed<T>(String what) implements Parsed<T> {}

  /** The message, where it is whole. */
  default Optional<T> whole() {
    return this instanceof Whole<T> read ? Optional.of(read.message()) : Optional.empty();
  }

  static <T> Parsed<T> of(T message, int bytes) {
    return new Whole<>(message, bytes);
  }

  static <T> Parsed<T> truncated(int wanted) {
    return new Truncated<>(wanted);
  }

  static <T> Parsed<T> malformed(String what) {
    return new Malformed<>(what);
  }
}
