package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeSetTest {
  private static boolean contains(RangeSet set, String text) {
    return contains(set, Addresses.parse(text).orElseThrow());
  }

  private static boolean contains(RangeSet set, InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? set.contains(0, 0xffff_0000_0000L | ByteBuffer.wrap(bytes).getInt() & 0xffffffffL)
        : set.contains(ByteBuffer.wrap(bytes).getLong(), ByteBuffer.wrap(bytes).getLong(8));
  }

  private static RangeSet of(String... ranges) {
    List<AddressRange> list = new ArrayList<>();
    for (String each : ranges) {
      list.add(AddressRange.parse(each).orElseThrow());
    }
    return new RangeSet(list);
  }

  @Test
  void bothEndsOfARangeBelongToIt() {
    RangeSet set = of("144.195.0.0/17", "2407:30c0::/32", "203.0.113.7");
    assertTrue(contains(set, "144.195.0.0"));
    assertTrue(contains(set, "144.195.127.255"));
    assertFalse(contains(set, "144.195.128.0"));
    assertFalse(contains(set, "144.194.255.255"));
    assertTrue(contains(set, "2407:30c0::"));
    assertTrue(contains(set, "2407:30c0:ffff:ffff:ffff:ffff:ffff:ffff"));
    assertFalse(contains(set, "2407:30c1::"));
    assertTrue(contains(set, "203.0.113.7"));
    assertFalse(contains(set, "203.0.113.8"));
  }

  @Test
  void nothingIsInNoRangesAndAllIsInTheWholeFamily() {
    assertFalse(contains(of(), "192.0.2.1"));
    assertTrue(contains(of("0.0.0.0/0"), "255.255.255.255"));
    assertFalse(contains(of("0.0.0.0/0"), "2001:db8::1"));
    assertTrue(contains(of("::/0"), "ffff::1"));
  }

  @Test
  void agreesWithASearchThroughAllRanges() {
    Random random = new Random(7);
    List<AddressRange> ranges = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] network = {10, (byte) random.nextInt(4), (byte) random.nextInt(), 0};
      ranges.add(new AddressRange(address(network), 16 + random.nextInt(17)));
    }
    RangeSet set = new RangeSet(ranges);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = {10, (byte) random.nextInt(5), (byte) random.nextInt(), (byte) (i & 255)};
      InetAddress one = address(bytes);
      boolean within = ranges.stream().anyMatch(range -> range.contains(one));
      assertEquals(within, contains(set, one), one.toString());
    }
  }

  @Test
  void addressesOfBothFamiliesAreRemembered() {
    AddressSet set = new AddressSet(1000);
    for (int i = 0; i < 1500; i++) {
      set.add(address(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
    }
    assertTrue(set.contains(0, 0xffff_0a00_0000L));
    assertTrue(set.contains(0, 0xffff_0a00_03e7L));
    assertFalse(set.contains(0, 0xffff_0a00_03e8L), "beyond the limit");
    assertFalse(set.contains(0, 0));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
