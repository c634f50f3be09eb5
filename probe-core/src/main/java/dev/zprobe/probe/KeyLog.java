package dev.zprobe.probe;

/**
 * Where the TLS secrets of the probes' own sessions go, so that their capture can be read. Called
 * by many threads.
 */
@FunctionalInterface
public interface KeyLog {
  KeyLog NONE = line -> {};

  /**
   * One line of the NSS key log format, without its line end. Failing to keep it is the receiver's
   * own affair: this never throws.
   */
  void add(String line);
}
