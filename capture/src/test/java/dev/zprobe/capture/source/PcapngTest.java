package dev.zprobe.capture.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("ByteBufferBackingArray") // of buffers allocated here
class PcapngTest {
  private static final PcapngWriter.Producer PRODUCER =
      new PcapngWriter.Producer("lab", "Linux", "test", "one capture");

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private ByteOrder order = ByteOrder.BIG_ENDIAN;

  private ByteBuffer body(int length) {
    return ByteBuffer.allocate(length).order(order);
  }

  private void block(int type, byte[] body) {
    ByteBuffer block = body(body.length + 12);
    block.putInt(type).putInt(body.length + 12).put(body).putInt(body.length + 12);
    file.writeBytes(block.array());
  }

  private void section() {
    block(
        0x0a0d0d0a,
        body(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1).array());
  }

  private void linkInterface(int linkType, int resolution, long offset) {
    ByteBuffer body = body(8 + 8 + 12 + 4);
    body.putShort((short) linkType).putShort((short) 0).putInt(0);
    body.putShort((short) 9).putShort((short) 1).put((byte) resolution).put(new byte[3]);
    body.putShort((short) 14).putShort((short) 8).putLong(offset).putInt(0);
    block(1, body.array());
  }

  private void enhanced(int id, long units, int... content) {
    ByteBuffer body = body(20 + (content.length + 3) / 4 * 4);
    body.putInt(id).putInt((int) (units >>> 32)).putInt((int) units);
    body.putInt(content.length).putInt(content.length + 1);
    for (int octet : content) {
      body.put((byte) octet);
    }
    block(6, body.array());
  }

  @Test
  void readsSectionsOfBothByteOrdersWithTheirOwnInterfacesAndClocks() throws IOException {
    for (ByteOrder each : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      order = each;
      section();
      linkInterface(1, 6, 0);
      linkInterface(101, 0x80 | 10, 100);
      enhanced(0, 1_500_000, 1, 2, 3);
      enhanced(1, 512, 4);
    }
    assertEquals(
        List.of(
            "interface 0 ",
            "interface 1 ",
            "frame 1 at 1500000000 on 0 link 1 3/4 UNKNOWN",
            "frame 2 at 100500000000 on 1 link 101 1/2 UNKNOWN",
            "interface 2 ",
            "interface 3 ",
            "frame 3 at 1500000000 on 2 link 1 3/4 UNKNOWN",
            "frame 4 at 100500000000 on 3 link 101 1/2 UNKNOWN"),
        Collected.of(file.toByteArray()).events);
  }

  @Test
  void simpleAndObsoletePacketsAreReadAndUnknownBlocksSkipped() throws IOException {
    section();
    linkInterface(1, 9, 0);
    block(0x77, new byte[8]);
    block(3, body(8).putInt(3).put(new byte[] {1, 2, 3, 0}).array());
    ByteBuffer old = body(24).putShort((short) 0).putShort((short) 9).putInt(0).putInt(77);
    block(2, old.putInt(4).putInt(4).put(new byte[] {1, 2, 3, 4}).array());
    List<String> events = Collected.of(file.toByteArray()).events;
    assertEquals("frame 1 at 0 on 0 link 1 3/3 UNKNOWN", events.get(1));
    assertEquals("frame 2 at 77 on 0 link 1 4/4 UNKNOWN", events.get(2));
  }

  @Test
  void blocksThatContradictThemselvesAreDamage() throws IOException {
    section();
    linkInterface(1, 9, 0);
    enhanced(0, 1, 1, 2, 3, 4);
    int before = file.size();
    enhanced(5, 1, 1, 2, 3, 4);
    List<String> events = Collected.of(file.toByteArray()).events;
    assertEquals(
        "damage 2 at " + before + ": a packet names interface 5, which is not described",
        events.get(events.size() - 1));
    byte[] bytes = file.toByteArray();
    ByteBuffer.wrap(bytes).putInt(before - 4, 99);
    events = Collected.of(bytes).events;
    assertTrue(events.get(events.size() - 1).endsWith("the two lengths of a block differ"));
  }

  @Test
  void aFileThatWasBegunIsACaptureBeforeItsFirstPacketAndWhileItGrows(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("begun.pcapng");
    PcapngWriter.Producer producer = new PcapngWriter.Producer("", "", "zprobe", "");
    try (PcapngWriter writer = PcapngWriter.create(file, producer)) {
      assertEquals(0, countedIn(file));
      writer.opened(new CaptureInterface(0, 1, 65_535, "eth0", "", ""));
      Frame frame = new Frame().moment(1, 1_000, 0);
      writer.frame(frame.content(ByteBuffer.allocate(60), 0, 60, 60, 1));
      writer.flush();
      assertEquals(1, countedIn(file));
    }
    try (var entries = Files.list(directory)) {
      assertEquals(1, entries.count());
    }
  }

  private static long countedIn(Path file) throws IOException {
    AtomicLong frames = new AtomicLong();
    try (CaptureFiles source = CaptureFiles.of(List.of(file))) {
      source.deliver(frame -> frames.incrementAndGet());
    }
    return frames.get();
  }

  @Test
  void customBlocksTakeAFrameNumberAsInWireshark() throws IOException {
    section();
    linkInterface(1, 9, 0);
    block(0xbad, body(8).putInt(32_473).putInt(1).array());
    enhanced(0, 1, 1);
    List<String> events = Collected.of(file.toByteArray()).events;
    assertEquals("custom 1 32473", events.get(1));
    assertTrue(events.get(2).startsWith("frame 2 "));
  }

  private static byte[] written(Path folder) throws IOException {
    Path to = folder.resolve("written.pcapng");
    try (PcapngWriter writer = PcapngWriter.create(to, PRODUCER)) {
      writer.opened(new CaptureInterface(7, 1, 256, "eth0", "a link", "udp port 8801"));
      writer.keyLog("CLIENT_RANDOM 00 11\n");
      writer.name(new byte[] {1, 2, 3, 4}, "zoom.us");
      writer.comment(1, "here it failed");
      Frame frame = new Frame().moment(1, 1_700_000_000_123_456_789L, 7);
      frame.content(ByteBuffer.wrap(new byte[] {9, 1, 2, 3}), 1, 3, 90, 1);
      writer.frame(frame.direction(Direction.OUTBOUND));
      writer.frame(frame.direction(Direction.UNKNOWN));
      writer.statistics(new InterfaceStatistics(7, 5, 10, -1, -1, 2, -1));
      writer.custom(0, 32_473, "{}".getBytes(StandardCharsets.UTF_8));
    }
    return Files.readAllBytes(to);
  }

  @Test
  void whatIsWrittenIsReadBack(@TempDir Path folder) throws IOException {
    Collected seen = Collected.of(written(folder));
    assertEquals(
        List.of(
            "comment 0 one capture",
            "interface 0 eth0",
            "secrets 1414288203 CLIENT_RANDOM 00 11\n",
            "name 4 zoom.us",
            "comment 1 here it failed",
            "frame 1 at 1700000000123456789 on 0 link 1 3/90 OUTBOUND",
            "frame 2 at 1700000000123456789 on 0 link 1 3/90 UNKNOWN",
            "statistics 10 2",
            "custom 3 32473"),
        seen.events);
    assertArrayEquals(new byte[] {1, 2, 3}, seen.frames.get(0));
  }

  @Test
  void aFlushedFileIsReadableBeforeItIsClosed(@TempDir Path folder) throws IOException {
    Path to = folder.resolve("growing.pcapng");
    try (PcapngWriter writer = PcapngWriter.create(to, PRODUCER)) {
      Frame frame = new Frame().moment(1, 1, 0);
      writer.frame(frame.content(ByteBuffer.wrap(new byte[64]), 0, 64, 64, 1));
      writer.flush();
      Collected seen = Collected.of(Files.readAllBytes(to));
      assertEquals(1, seen.frames.size());
      assertEquals(Files.size(to), writer.length());
    }
  }

  @Test
  void aFileCutAtAnyLengthNeverThrows(@TempDir Path folder) throws IOException {
    byte[] whole = written(folder);
    for (int length = 4; length < whole.length; length++) {
      Collected seen = Collected.of(Arrays.copyOf(whole, length));
      assertTrue(seen.frames.size() <= 2);
    }
  }

  @Test
  void damagedFilesNeverThrow(@TempDir Path folder) throws IOException {
    byte[] whole = written(folder);
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i <= round % 3; i++) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
      }
      Collected.of(bytes);
    }
  }
}
