package dev.zprobe.probe.path;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The few calls of Linux's C library that a TTL ladder needs. Numbers are Linux's own. */
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_ERROR = 4;
  static final int SO_LINGER = 13;
  static final int IPPROTO_IP = 0;
  static final int IP_TTL = 2;
  static final int IP_RECVERR = 11;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_UNICAST_HOPS = 16;
  static final int IPV6_RECVERR = 25;
  static final int MSG_ERRQUEUE = 0x2000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final short POLLIN = 1;
  static final short POLLOUT = 4;
  static final short POLLERR = 8;
  static final short POLLHUP = 16;
  static final int EINPROGRESS = 115;
  static final int ECONNREFUSED = 111;
  static final int ECONNRESET = 104;
  static final int EAGAIN = 11;
  static final int EPIPE = 32;
  static final int EHOSTUNREACH = 113;

  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  /** The structures are laid out for 64-bit Linux. */
  static boolean usable() {
    return Platform.isLinux() && Platform.is64Bit();
  }

  static native int socket(int domain, int type, int protocol);

  static native int bind(int socket, Pointer address, int length);

  static native int connect(int socket, Pointer address, int length);

  static native int getsockname(int socket, Pointer address, Pointer length);

  static native int setsockopt(int socket, int level, int option, Pointer value, int length);

  static native int getsockopt(int socket, int level, int option, Pointer value, Pointer length);

  static native long send(int socket, Pointer bytes, long length, int flags);

  static native long recv(int socket, Pointer bytes, long length, int flags);

  static native long recvmsg(int socket, Pointer message, int flags);

  static native int poll(Pointer descriptors, long count, int timeoutMillis);

  static native int close(int descriptor);
}
