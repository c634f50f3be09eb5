package dev.zprobe.capture.handshake;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Addresses as two words each, IPv4 in the mapped form; looked up without making garbage. */
final class AddressSet {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int SMALLEST = 64;

  private final int most;
  private long[] words = new long[2 * SMALLEST];
  private int size;

  /**
   * @param most addresses kept; what comes later is left out
   */
  AddressSet(int most) {
    this.most = most;
  }

  void add(InetAddress address) {
    byte[] bytes = address.getAddress();
    ByteBuffer view = ByteBuffer.wrap(bytes);
    long high = bytes.length == 4 ? 0 : view.getLong(0);
    long low = bytes.length == 4 ? MAPPED | view.getInt(0) & 0xffffffffL : view.getLong(8);
    boolean unspecified = high == 0 && low == 0; // marks a free place
    if (unspecified || size == most || contains(high, low)) {
      return;
    }
    if (4 * (size + 1) > words.length) {
      grow();
    }
    insert(high, low);
    size++;
  }

  private void grow() {
    long[] old = words;
    words = new long[2 * old.length];
    for (int at = 0; at < old.length; at += 2) {
      if ((old[at] | old[at + 1]) != 0) {
        insert(old[at], old[at + 1]);
      }
    }
  }

  private void insert(long high, long low) {
    int at = place(high, low);
    while ((words[at] | words[at + 1]) != 0) {
      at = (at + 2) & (words.length - 1);
    }
    words[at] = high;
    words[at + 1] = low;
  }

  private int place(long high, long low) {
    long mixed = (low ^ Long.rotateLeft(high, 29)) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & (words.length - 2);
  }

  boolean contains(long high, long low) {
    for (int at = place(high, low);
        (words[at] | words[at + 1]) != 0;
        at = (at + 2) & (words.length - 1)) {
      if (words[at] == high && words[at + 1] == low) {
        return true;
      }
    }
    return false;
  }
}
