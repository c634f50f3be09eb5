package dev.zprobe.capture.path;

import static dev.zprobe.capture.path.Errors.FLOW4;
import static dev.zprobe.capture.path.Errors.STREAM4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuoteComparisonTest {
  private static final int MSS_VALUE = 20 + 20 + 2;
  private static final byte[] SYN =
      PacketForm.packet(STREAM4, 3, 0x1234, PacketForm.syn(STREAM4, 99));
  private static final byte[] DATAGRAM =
      PacketForm.packet(FLOW4, 3, 0x1234, PacketForm.datagram(FLOW4, new byte[24]));

  @Test
  void aSmallerTtlIsNoChange() {
    byte[] quoted = SYN.clone();
    quoted[8] = 1;
    assertEquals("", QuoteComparison.differences(SYN, quoted));
    assertEquals("", QuoteComparison.differences(DATAGRAM, Arrays.copyOf(DATAGRAM, 28)));
  }

  @Test
  void aClampedMssIsNamedWithBothValues() {
    byte[] quoted = SYN.clone();
    quoted[MSS_VALUE] = 1360 >> 8;
    quoted[MSS_VALUE + 1] = (byte) 1360;
    assertEquals("MSS 1460 became 1360", QuoteComparison.differences(SYN, quoted));
  }

  @Test
  void aQuoteThatEndsBeforeTheOptionsSaysNothingOfThem() {
    assertEquals("", QuoteComparison.differences(SYN, Arrays.copyOf(SYN, 28)));
  }

  @Test
  void aChangedChecksumShowsATranslation() {
    byte[] quoted = DATAGRAM.clone();
    quoted[20 + 6] ^= 0x55;
    assertEquals(
        "the UDP checksum was changed: a translation before this hop",
        QuoteComparison.differences(DATAGRAM, quoted));
  }

  @Test
  void remarkedTrafficAndRewrittenNumbersAreNamed() {
    byte[] quoted = SYN.clone();
    quoted[1] = 0x28;
    quoted[20 + 7] ^= 1;
    assertEquals(
        "traffic class 0 became 40; the sequence number was changed",
        QuoteComparison.differences(SYN, quoted));
  }

  @Test
  void garbageIsNoDifference() {
    assertEquals("", QuoteComparison.differences(SYN, new byte[] {0x45}));
    assertEquals("", QuoteComparison.differences(SYN, new byte[60]));
  }
}
