package dev.zprobe.probe.netty;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.zprobe.observation.IcmpError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The error queue of a Linux socket (ip(7), IP_RECVERR): who rejected a packet, and how. Works on a
 * duplicate of the descriptor, so that it can be read after Netty has closed its own.
 *
 * <p>Only where the structures have the LP64 layout; elsewhere there is no queue.
 */
final class ErrorQueue implements AutoCloseable {
  /**
   * @param errno Linux number
   * @param icmp empty when the error comes from this machine's own stack
   */
  record Entry(int errno, Optional<IcmpError> icmp) {}

  private static final int MSG_ERRQUEUE = 0x2000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MOST_ENTRIES = 64;
  private static final int SOL_IP = 0;
  private static final int IP_RECVERR = 11;
  private static final int SOL_IPV6 = 41;
  private static final int IPV6_RECVERR = 25;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;
  private static final int CONTROL_BYTES = 512;
  private static final int CONTROL_HEADER = 16;
  private static final int EXTENDED_ERROR = 16;

  private static final boolean AVAILABLE = load();

  private final int descriptor;

  private ErrorQueue(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The queue of an open socket; empty where this system has none. */
  static Optional<ErrorQueue> of(int descriptor) {
    if (!AVAILABLE) {
      return Optional.empty();
    }
    int duplicate = LibC.dup(descriptor);
    return duplicate < 0 ? Optional.empty() : Optional.of(new ErrorQueue(duplicate));
  }

  private static boolean load() {
    if (!Platform.isLinux() || !Platform.is64Bit()) {
      return false;
    }
    try {
      Native.register(LibC.class, "c");
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
      return false; // A temporary directory without execute permission, for example.
    }
  }

  /** Takes everything that waits, oldest first. Never blocks. */
  synchronized List<Entry> drain() {
    List<Entry> entries = new ArrayList<>();
    try (Memory name = new Memory(28);
        Memory payload = new Memory(512);
        Memory vector = new Memory(16);
        Memory control = new Memory(CONTROL_BYTES);
        Memory header = new Memory(56)) {
      while (entries.size() < MOST_ENTRIES) {
        control.clear();
        header.clear();
        vector.setPointer(0, payload);
        vector.setLong(8, payload.size());
        header.setPointer(0, name);
        header.setInt(8, (int) name.size());
        header.setPointer(16, vector);
        header.setLong(24, 1);
        header.setPointer(32, control);
        header.setLong(40, CONTROL_BYTES);
        if (!receive(header)) {
          return entries;
        }
        addFrom(control, header.getLong(40), entries);
      }
    }
    return entries;
  }

  private boolean receive(Memory header) {
    return LibC.recvmsg(descriptor, header, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0;
  }

  private static void addFrom(Memory control, long length, List<Entry> entries) {
    long at = 0;
    while (at + CONTROL_HEADER + EXTENDED_ERROR <= Math.min(length, CONTROL_BYTES)) {
      long size = control.getLong(at);
      int level = control.getInt(at + 8);
      int type = control.getInt(at + 12);
      boolean error =
          level == SOL_IP && type == IP_RECVERR || level == SOL_IPV6 && type == IPV6_RECVERR;
      if (error) {
        entries.add(entry(control, at + CONTROL_HEADER));
      }
      if (size < CONTROL_HEADER) {
        return;
      }
      at += (size + 7) & ~7L;
    }
  }

  /** struct sock_extended_err of linux/errqueue.h, followed by the offender's socket address. */
  private static Entry entry(Memory control, long at) {
    int errno = control.getInt(at);
    int origin = control.getByte(at + 4);
    int type = control.getByte(at + 5) & 0xff;
    int code = control.getByte(at + 6) & 0xff;
    if (origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) {
      return new Entry(errno, Optional.empty());
    }
    long address = at + EXTENDED_ERROR;
    byte[] offender =
        switch (control.getShort(address)) {
          case AF_INET -> control.getByteArray(address + 4, 4);
          case AF_INET6 -> control.getByteArray(address + 8, 16);
          default -> new byte[0];
        };
    try {
      return new Entry(
          errno, Optional.of(new IcmpError(InetAddress.getByAddress(offender), type, code)));
    } catch (UnknownHostException unknownFamily) {
      return new Entry(errno, Optional.empty());
    }
  }

  @Override
  public void close() {
    LibC.close(descriptor);
  }

  private static final class LibC {
    static native int dup(int descriptor);

    static native int close(int descriptor);

    static native long recvmsg(int descriptor, Pointer message, int flags);
  }
}
