package dev.zprobe.capture.analyze;

import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Addresses out of the two words in which flows keep them. */
final class FlowAddress {
  private FlowAddress() {}

  /** IPv4 stands in the lower word in its mapped form. */
  static InetAddress of(int ipVersion, long high, long low) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(ipVersion == 4 ? Arrays.copyOfRange(bytes, 12, 16) : bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // 4 and 16 bytes are always an address
    }
  }

  static String text(int ipVersion, long high, long low) {
    return Addresses.text(of(ipVersion, high, low));
  }
}
