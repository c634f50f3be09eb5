package dev.zprobe.capture.handshake;

/** Bytes that all followers of one factory may hold back together. For one thread. */
final class Budget {
  private final long limitBytes;
  private long usedBytes;

  Budget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Whether so many bytes more were granted. */
  boolean take(int bytes) {
    if (usedBytes + bytes > limitBytes) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  void give(int bytes) {
    usedBytes -= bytes;
  }

  long usedBytes() {
    return usedBytes;
  }
}
