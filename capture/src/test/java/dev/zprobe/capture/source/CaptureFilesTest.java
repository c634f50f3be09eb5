package dev.zprobe.capture.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.testdata.frames.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {
  private static final long SECOND = 1_000_000_000L;

  /** One frame of four bytes, of which three were captured, in the given flavour of pcap. */
  private static byte[] pcap(int magic, ByteOrder order, int recordLength) {
    ByteBuffer file = ByteBuffer.allocate(24 + recordLength + 3).order(order);
    file.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
    file.putInt(7).putInt(9).putInt(3).putInt(4);
    file.position(24 + recordLength);
    return file.put(new byte[] {1, 2, 3}).array();
  }

  @Test
  void readsBothByteOrdersAndEveryPrecision() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      String end = " on 0 link 1 3/4 UNKNOWN";
      assertEquals(
          List.of("interface 0 ", "frame 1 at 7000009000" + end),
          Collected.of(pcap(0xa1b2c3d4, order, 16)).events);
      assertEquals(
          List.of("interface 0 ", "frame 1 at 7000000009" + end),
          Collected.of(pcap(0xa1b23c4d, order, 16)).events);
      Collected modified = Collected.of(pcap(0xa1b2cd34, order, 24));
      assertEquals(List.of("interface 0 ", "frame 1 at 7000009000" + end), modified.events);
      assertArrayEquals(new byte[] {1, 2, 3}, modified.frames.get(0));
    }
  }

  private static byte[] recording(int frames) {
    Recording recording = Recording.from(Instant.ofEpochSecond(100));
    for (int i = 0; i < frames; i++) {
      recording.add(new byte[60 + i]);
    }
    return recording.bytes();
  }

  @Test
  void aFileCutAnywhereGivesEverythingBeforeTheCut() throws IOException {
    byte[] file = recording(4);
    for (int length = 24; length < file.length; length++) {
      Collected seen = Collected.of(Arrays.copyOf(file, length));
      int whole = 0;
      int at = 24;
      while (whole < 4 && at + 16 + 60 + whole <= length) {
        at += 16 + 60 + whole++;
      }
      assertEquals(whole, seen.frames.size());
      boolean damaged = seen.events.get(seen.events.size() - 1).startsWith("damage " + (whole + 1));
      assertEquals(at != length, damaged, "cut at " + length);
    }
  }

  @Test
  void aRecordThatClaimsTooMuchIsDamageAndNamesItsPlace() throws IOException {
    byte[] file = recording(2);
    int second = 24 + 16 + 60;
    ByteBuffer.wrap(file).putInt(second + 8, 0x7fff_ffff);
    Collected seen = Collected.of(file);
    assertEquals(
        "damage 2 at " + second + ": a record claims 2147483647 bytes",
        seen.events.get(seen.events.size() - 1));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  @Test
  void gzipIsReadAsWhatItHolds() throws IOException {
    byte[] file = recording(50);
    assertEquals(Collected.of(file).events, Collected.of(gzip(file)).events);
  }

  @Test
  void gzipInSeveralMembersIsOneFile() throws IOException {
    byte[] file = recording(50);
    byte[] first = gzip(Arrays.copyOf(file, 500));
    byte[] second = gzip(Arrays.copyOfRange(file, 500, file.length));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertEquals(Collected.of(file).events, Collected.of(both).events);
  }

  @Test
  void gzipCutAnywhereNeverThrowsAnythingButARefusal() throws IOException {
    byte[] packed = gzip(recording(20));
    for (int length = 0; length < packed.length; length++) {
      try {
        Collected.of(Arrays.copyOf(packed, length));
      } catch (NotACaptureException refused) {
        assertFalse(refused.getMessage().contains("\n"));
      }
    }
  }

  @Test
  void otherFilesAreRefusedInOneLine(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello, this is no capture");
    Path empty = Files.createFile(folder.resolve("empty.pcap"));
    Path zstd =
        Files.write(folder.resolve("a.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertRefused("not a pcap or pcapng capture (it begins with 68656c6c)", text);
    assertRefused("empty", empty);
    assertRefused("compressed with zstd; decompress it first", zstd);
    assertRefused("no such file", folder.resolve("missing.pcap"));
  }

  private static void assertRefused(String why, Path file) throws NotACaptureException {
    CaptureFiles source = CaptureFiles.of(List.of(file));
    NotACaptureException refused =
        assertThrows(NotACaptureException.class, () -> source.deliver(new Collected()));
    assertEquals(file + ": " + why, refused.getMessage());
  }

  @Test
  void aFolderIsReadInTheOrderOfTimeAndNumberedThrough(@TempDir Path folder) throws IOException {
    for (int i = 0; i < 3; i++) {
      Recording recording = Recording.from(Instant.ofEpochSecond(300 - 100L * i));
      Files.write(folder.resolve("ring" + i), recording.add(new byte[60]).bytes());
    }
    Files.writeString(folder.resolve("notes.txt"), "not a capture");
    Collected seen = new Collected();
    try (CaptureFiles source = CaptureFiles.of(List.of(folder))) {
      source.deliver(seen);
    }
    List<String> frames = seen.events.stream().filter(event -> event.startsWith("frame")).toList();
    for (int i = 0; i < 3; i++) {
      String expected = "frame " + (i + 1) + " at " + (100 + 100 * i) * SECOND + " on " + i;
      assertTrue(frames.get(i).startsWith(expected), frames.get(i));
    }
  }

  @Test
  void aFolderWithoutCapturesIsRefused(@TempDir Path folder) {
    NotACaptureException refused =
        assertThrows(NotACaptureException.class, () -> CaptureFiles.of(List.of(folder)));
    assertEquals(folder + ": no capture file in this folder", refused.getMessage());
  }

  @Test
  void randomBytesBehindAnyMagicNeverThrow() throws IOException {
    Random random = new Random(5);
    int[] magics = {0xa1b2c3d4, 0x4d3cb2a1, 0xa1b2cd34, 0x0a0d0d0a, 0x1f8b0800};
    for (int round = 0; round < 300; round++) {
      byte[] file = new byte[random.nextInt(600)];
      random.nextBytes(file);
      if (file.length > 3) {
        ByteBuffer.wrap(file).putInt(0, magics[round % magics.length]);
      }
      try {
        Collected.of(file);
      } catch (NotACaptureException refused) {
        assertFalse(refused.getMessage().isEmpty());
      }
    }
  }

  @SuppressWarnings("try") // closed from within
  @Test
  void closingEndsTheDelivery() throws IOException {
    byte[] file = recording(50);
    try (CaptureFiles source = CaptureFiles.of(new java.io.ByteArrayInputStream(file))) {
      int[] count = {0};
      source.deliver(
          frame -> {
            count[0]++;
            source.close();
          });
      assertEquals(1, count[0]);
    }
  }

  @SuppressWarnings("InputStreamSlowMultibyteRead") // one byte is enough to fail
  @Test
  void aStreamThatFailsIsDamage() throws IOException {
    byte[] file = recording(3);
    java.io.InputStream failing =
        new java.io.SequenceInputStream(
            new java.io.ByteArrayInputStream(file),
            new java.io.InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the disk is gone");
              }
            });
    Collected seen = new Collected();
    CaptureFiles.of(failing).deliver(seen);
    assertEquals(3, seen.frames.size());
    String last = seen.events.get(seen.events.size() - 1);
    assertEquals("damage 4 at " + file.length + ": the disk is gone", last);
  }
}
