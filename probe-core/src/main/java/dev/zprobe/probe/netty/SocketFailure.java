package dev.zprobe.probe.netty;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a socket call failed.
 *
 * @param errno Linux number, 0 when unknown; on other systems guessed from the exception's class
 * @param after from the packet to the failure
 */
record SocketFailure(int errno, Optional<IcmpError> icmp, Duration after) {
  static final int EPERM = 1;
  static final int EACCES = 13;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EMSGSIZE = 90;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETUNREACH = 101;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;

  /** Faster than this no packet has been anywhere: the routing table said no. */
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  /** With what the error queue held, the first ICMP error foremost. */
  static SocketFailure of(Throwable cause, List<ErrorQueue.Entry> queued, Duration after) {
    int errno = errno(cause);
    for (ErrorQueue.Entry each : queued) {
      if (each.icmp().isPresent()) {
        return new SocketFailure(each.errno(), each.icmp(), after);
      }
      errno = errno == 0 ? each.errno() : errno;
    }
    return new SocketFailure(errno, Optional.empty(), after);
  }

  /** By number where there is one, else by class: texts are localized. */
  static int errno(Throwable cause) {
    if (cause instanceof Errors.NativeIoException known) {
      return -known.expectedErr();
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof Errors.NativeIoException known) {
        return -known.expectedErr();
      }
      if (each instanceof ConnectException connect) {
        return nativeConnectErrno(connect);
      }
      if (each instanceof NoRouteToHostException) {
        return EHOSTUNREACH;
      }
      if (each instanceof PortUnreachableException) {
        return ECONNREFUSED;
      }
      if (each instanceof BindException) {
        return EADDRNOTAVAIL;
      }
      if (each instanceof SocketException) {
        return ENETUNREACH;
      }
    }
    return 0;
  }

  /** Netty names the number only in the text of this one: {@code … failed: errno text (-13)}. */
  private static int nativeConnectErrno(ConnectException cause) {
    String text = String.valueOf(cause.getMessage());
    java.util.regex.Matcher number = java.util.regex.Pattern.compile("\\(-(\\d+)\\)").matcher(text);
    return number.find() ? Integer.parseInt(number.group(1)) : ECONNREFUSED;
  }

  /** For a connection attempt to this endpoint. */
  Failure connecting(Endpoint endpoint) {
    if (icmp.isPresent()) {
      return byIcmp(icmp.get(), endpoint);
    }
    boolean atOnce = after.compareTo(AT_ONCE) < 0;
    return switch (errno) {
      case ECONNREFUSED, ECONNRESET -> Failure.of(FailureCode.CONNECT_REFUSED);
      case ETIMEDOUT -> Failure.of(FailureCode.CONNECT_TIMEOUT);
      case ENETUNREACH ->
          Failure.of(atOnce ? FailureCode.HOST_NO_ROUTE : FailureCode.CONNECT_UNREACHABLE);
      case EHOSTUNREACH ->
          Failure.of(atOnce ? FailureCode.HOST_ROUTE_FORBIDS : FailureCode.NEIGHBOUR_SILENT);
      case EINVAL, EACCES -> Failure.of(FailureCode.HOST_ROUTE_FORBIDS);
      case EAFNOSUPPORT -> new Failure(FailureCode.HOST_NO_ROUTE, "address family not supported");
      case EADDRINUSE, ENFILE, EMFILE, ENOBUFS ->
          new Failure(FailureCode.HOST_NO_PORT, "errno " + errno);
      case EADDRNOTAVAIL ->
          endpoint.isIpv4()
              ? new Failure(FailureCode.HOST_NO_PORT, "errno " + errno)
              : new Failure(FailureCode.HOST_NO_ROUTE, "no IPv6 source address");
      case EPERM -> Failure.of(FailureCode.HOST_FIREWALL);
      default -> new Failure(FailureCode.CONNECT_UNREACHABLE, "errno " + errno);
    };
  }

  /** For a datagram to this endpoint. */
  Failure sending(Endpoint endpoint) {
    Failure failure = connecting(endpoint);
    return switch (failure.code()) {
      case CONNECT_REFUSED, CONNECT_UNREACHABLE, CONNECT_PROHIBITED, CONNECT_TIMEOUT ->
          new Failure(FailureCode.UDP_REJECTED, failure.detail());
      default -> failure;
    };
  }

  private static Failure byIcmp(IcmpError icmp, Endpoint endpoint) {
    boolean own = !icmp.offender().equals(endpoint.address()) && isOwn(icmp.offender());
    return switch (icmp.meaning()) {
      case PORT_UNREACHABLE ->
          new Failure(own ? FailureCode.HOST_FIREWALL : FailureCode.CONNECT_REFUSED, icmp.text());
      case PROHIBITED ->
          new Failure(
              own ? FailureCode.HOST_FIREWALL : FailureCode.CONNECT_PROHIBITED, icmp.text());
      case HOST_UNREACHABLE ->
          fromLoopback(icmp, endpoint)
              ? new Failure(FailureCode.HOST_NO_ROUTE, "no source address")
              : new Failure(
                  own ? FailureCode.NEIGHBOUR_SILENT : FailureCode.CONNECT_UNREACHABLE,
                  icmp.text());
      case NETWORK_UNREACHABLE ->
          new Failure(
              own ? FailureCode.HOST_FIREWALL : FailureCode.CONNECT_UNREACHABLE, icmp.text());
      case TIME_EXCEEDED, PACKET_TOO_BIG, OTHER ->
          new Failure(FailureCode.CONNECT_UNREACHABLE, icmp.text());
    };
  }

  private static boolean fromLoopback(IcmpError icmp, Endpoint endpoint) {
    return icmp.offender().isLoopbackAddress() && !endpoint.address().isLoopbackAddress();
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }
}
