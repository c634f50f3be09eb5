package dev.zprobe.probe.path;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.IcmpError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A non-blocking socket whose TTL can be set at any time and whose ICMP errors can be read with
 * their sender. Needs no privilege. One thread at a time; whoever opens it closes it.
 */
final class LadderSocket implements AutoCloseable {
  private static final int ADDRESS_BYTES = 28;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;

  private final int descriptor;
  private final boolean ipv4;
  private final Transport transport;
  private boolean closed;

  private LadderSocket(int descriptor, boolean ipv4, Transport transport) {
    this.descriptor = descriptor;
    this.ipv4 = ipv4;
    this.transport = transport;
  }

  static LadderSocket open(boolean ipv4, Transport transport) throws IOException {
    int kind = transport == Transport.TCP ? Libc.SOCK_STREAM : Libc.SOCK_DGRAM;
    int descriptor =
        Libc.socket(
            ipv4 ? Libc.AF_INET : Libc.AF_INET6, kind | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
      throw failed("socket");
    }
    LadderSocket socket = new LadderSocket(descriptor, ipv4, transport);
    socket.option(Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
    socket.option(
        ipv4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6, ipv4 ? Libc.IP_RECVERR : Libc.IPV6_RECVERR, 1);
    if (transport == Transport.TCP) {
      socket.option(Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
      socket.abortOnClose();
    }
    return socket;
  }

  /** Takes a local port, 0 for any, at every address. */
  void bind(int port) throws IOException {
    try (Memory address = any(port)) {
      if (Libc.bind(descriptor, address, (int) address.size()) != 0) {
        throw failed("bind to port " + port);
      }
    }
  }

  /** Starts to connect. False when it failed at once: {@link #socketError()} then says why. */
  boolean connect(Endpoint remote) {
    try (Memory address = raw(remote)) {
      int result = Libc.connect(descriptor, address, (int) address.size());
      return result == 0 || Native.getLastError() == Libc.EINPROGRESS;
    }
  }

  /** TTL or hop limit of everything that is sent from now on, retransmissions included. */
  void ttl(int hops) {
    option(
        ipv4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6,
        ipv4 ? Libc.IP_TTL : Libc.IPV6_UNICAST_HOPS,
        hops);
  }

  /** The address and port in use; the address is only known once connected. */
  Endpoint local() throws IOException {
    try (Memory address = new Memory(ADDRESS_BYTES);
        Memory length = new Memory(4)) {
      length.setInt(0, ADDRESS_BYTES);
      if (Libc.getsockname(descriptor, address, length) != 0) {
        throw failed("getsockname");
      }
      int port = (address.getByte(2) & 0xff) << 8 | address.getByte(3) & 0xff;
      byte[] bytes = ipv4 ? address.getByteArray(4, 4) : address.getByteArray(8, 16);
      return new Endpoint(InetAddress.getByAddress(bytes), port, transport);
    }
  }

  boolean send(byte[] payload) {
    try (Memory bytes = new Memory(Math.max(1, payload.length))) {
      bytes.write(0, payload, 0, payload.length);
      return Libc.send(descriptor, bytes, payload.length, Libc.MSG_NOSIGNAL) == payload.length;
    }
  }

  /** Bytes received, 0 when the peer closed, the negated error number when there are none. */
  long receive(byte[] into) {
    try (Memory bytes = new Memory(into.length)) {
      long count = Libc.recv(descriptor, bytes, into.length, Libc.MSG_DONTWAIT);
      if (count > 0) {
        bytes.read(0, into, 0, (int) count);
      }
      return count < 0 ? -Native.getLastError() : count;
    }
  }

  /** Waits for any of these events; the events that came, 0 after the time. */
  int await(short events, long timeoutMillis) {
    try (Memory slot = new Memory(8)) {
      slot.setInt(0, descriptor);
      slot.setShort(4, events);
      slot.setShort(6, (short) 0);
      int ready = Libc.poll(slot, 1, (int) Math.max(0, Math.min(timeoutMillis, 60_000)));
      return ready <= 0 ? 0 : slot.getShort(6) & 0xffff;
    }
  }

  /** The pending error number, which reading clears; 0 for none. */
  int socketError() {
    try (Memory value = new Memory(4);
        Memory length = new Memory(4)) {
      length.setInt(0, 4);
      value.setInt(0, 0);
      Libc.getsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_ERROR, value, length);
      return value.getInt(0);
    }
  }

  /** The oldest ICMP error in the queue. */
  Optional<IcmpError> icmp() {
    try (Memory name = new Memory(ADDRESS_BYTES);
        Memory quoted = new Memory(512);
        Memory vector = new Memory(16);
        Memory control = new Memory(512);
        Memory message = new Memory(56)) { // struct msghdr, LP64
      message.clear();
      control.clear();
      vector.setPointer(0, quoted);
      vector.setLong(8, quoted.size());
      message.setPointer(0, name);
      message.setInt(8, ADDRESS_BYTES);
      message.setPointer(16, vector);
      message.setLong(24, 1);
      message.setPointer(32, control);
      message.setLong(40, control.size());
      if (Libc.recvmsg(descriptor, message, Libc.MSG_ERRQUEUE | Libc.MSG_DONTWAIT) < 0) {
        return Optional.empty();
      }
      return extendedError(control, Math.min(message.getLong(40), control.size()));
    }
  }

  /** Walks the control messages for struct sock_extended_err and the offender behind it. */
  private static Optional<IcmpError> extendedError(Memory control, long length) {
    long at = 0;
    while (at + 16 <= length) {
      long size = control.getLong(at);
      int level = control.getInt(at + 8);
      int type = control.getInt(at + 12);
      boolean ours =
          level == Libc.IPPROTO_IP && type == Libc.IP_RECVERR
              || level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_RECVERR;
      if (ours && size >= 48) {
        int origin = control.getByte(at + 20);
        if (origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) {
          return Optional.empty();
        }
        int family = control.getShort(at + 32);
        byte[] offender =
            family == Libc.AF_INET
                ? control.getByteArray(at + 36, 4)
                : control.getByteArray(at + 40, 16);
        return icmpError(
            offender, control.getByte(at + 21) & 0xff, control.getByte(at + 22) & 0xff);
      }
      if (size < 16) {
        return Optional.empty();
      }
      at += size + 7 & ~7L;
    }
    return Optional.empty();
  }

  private static Optional<IcmpError> icmpError(byte[] offender, int type, int code) {
    try {
      return Optional.of(new IcmpError(InetAddress.getByAddress(offender), type, code));
    } catch (UnknownHostException wrongLength) {
      return Optional.empty();
    }
  }

  /** A close that sends RST leaves no TIME_WAIT, so that the port can be used again at once. */
  private void abortOnClose() {
    try (Memory linger = new Memory(8)) {
      linger.setInt(0, 1);
      linger.setInt(4, 0);
      Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_LINGER, linger, 8);
    }
  }

  private void option(int level, int name, int value) {
    try (Memory number = new Memory(4)) {
      number.setInt(0, value);
      Libc.setsockopt(descriptor, level, name, number, 4);
    }
  }

  private Memory any(int port) {
    Memory address = new Memory(ipv4 ? 16 : ADDRESS_BYTES);
    address.clear();
    family(address, port);
    return address;
  }

  private Memory raw(Endpoint remote) {
    Memory address = any(remote.port());
    byte[] bytes = remote.address().getAddress();
    address.write(ipv4 ? 4 : 8, bytes, 0, bytes.length);
    return address;
  }

  private void family(Memory address, int port) {
    address.setShort(0, (short) (ipv4 ? Libc.AF_INET : Libc.AF_INET6));
    address.setByte(2, (byte) (port >> 8));
    address.setByte(3, (byte) port);
  }

  private static IOException failed(String call) {
    return new IOException(call + " failed with errno " + Native.getLastError());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ttl(64);
      Libc.close(descriptor);
    }
  }
}
