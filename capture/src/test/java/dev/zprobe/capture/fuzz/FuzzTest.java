package dev.zprobe.capture.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Runs the fuzz targets on damaged captures, the same ones every time, and on every input that was
 * ever found to break them. {@code -Dzprobe.fuzz.seed} and {@code -Dzprobe.fuzz.rounds} try others.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("zprobe.fuzz.seed", 20_261_125);
  private static final int ROUNDS = Integer.getInteger("zprobe.fuzz.rounds", 300);
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void damagedFilesAreNoSurprise() throws IOException {
    byte[] pcap = capture();
    List<byte[]> seeds = List.of(pcap, pcapng(pcap), zipped(pcap));
    fuzz(seeds, AnalysisFuzzer::fuzzerTestOneInput);
  }

  @Test
  void damagedFramesAreNoSurprise() {
    List<byte[]> seeds = new ArrayList<>();
    for (int link = 0; link < 16; link++) {
      seeds.add(frames(link));
    }
    fuzz(seeds, FrameFuzzer::fuzzerTestOneInput);
  }

  @Test
  void whatOnceBrokeThemStaysMended() throws IOException {
    for (String each : lines("regressions.txt")) {
      byte[] input = HEX.parseHex(each.substring(each.indexOf(' ') + 1));
      if (each.startsWith("file ")) {
        AnalysisFuzzer.fuzzerTestOneInput(input);
      } else {
        FrameFuzzer.fuzzerTestOneInput(input);
      }
    }
  }

  private static void fuzz(List<byte[]> seeds, ThrowingConsumer<byte[]> target) {
    Mutator mutator = new Mutator(SEED, seeds);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = mutator.next();
      assertDoesNotThrow(() -> target.accept(input), () -> HEX.formatHex(input));
    }
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = FuzzTest.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    }
  }

  private static byte[] capture() {
    Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
    byte[] hello = TlsBytes.clientHello("us02web.zoom.us", "h2");
    TcpTalk.in(recording, "10.0.0.2", 50001, "170.114.52.2", 443)
        .open()
        .client(hello)
        .server(TlsBytes.serverHello(true, 0x1301))
        .server(TlsBytes.record(23, new byte[64]))
        .close();
    TcpTalk.in(recording, "10.0.0.2", 50002, "170.114.52.3", 443)
        .open()
        .client(hello)
        .again(Duration.ofSeconds(1), hello)
        .serverResets();
    for (byte[] payload : payloads()) {
      Packet packet = Packet.between("10.0.0.2", "203.0.113.30");
      recording.after(Duration.ofMillis(30)).add(packet.udp(40_000, 8801, payload));
      recording.add(packet.udp(40_001, 53, payload)).add(packet.udp(40_002, 443, payload));
      recording.add(packet.fragment(0, true).udp(40_003, 5060, payload));
      byte[] sent = packet.udp(40_004, 3478, payload);
      recording.add(sent);
      recording.add(Packet.between("10.0.0.1", "10.0.0.2").icmp(3, 13, 0, Packet.quote(sent, 28)));
    }
    return recording.bytes();
  }

  private static List<byte[]> payloads() {
    return List.of(
        HEX.parseHex("000100002112a442000102030405060708090a0b"),
        HEX.parseHex("0001001800112233445566778899aabbccddeeff01010014" + "31".repeat(19) + "00"),
        HEX.parseHex("010002" + "11".repeat(16) + "00".repeat(8) + "02" + "22".repeat(80)),
        HEX.parseHex(
            "123481800001000100000000047a6f6f6d0275730000010001c00c00010001000000100004aa723402"),
        HEX.parseHex("c000000001081122334455667788000040" + "20".repeat(80)),
        HEX.parseHex("16feff0000000000000000002f010000230001000000000023" + "00".repeat(35)),
        HEX.parseHex("e3" + "00".repeat(47)),
        "OPTIONS sip:x SIP/2.0\r\nContent-Length: 70\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** A link type, and some packets of the recording as if they were frames of it. */
  private static byte[] frames(int link) {
    byte[] capture = capture();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(link);
    for (int at = 24; at + 16 < capture.length; ) {
      int length = (capture[at + 10] & 0xff) << 8 | capture[at + 11] & 0xff;
      int skipped = link == 2 || link == 12 ? 14 : 0;
      out.write(length - skipped >> 8);
      out.write(length - skipped);
      out.write(0);
      out.write(capture, at + 16 + skipped, length - skipped);
      at += 16 + length;
    }
    return out.toByteArray();
  }

  private static byte[] pcapng(byte[] pcap) throws IOException {
    Path file = Files.createTempFile("zprobe-fuzz", ".pcapng");
    try (dev.zprobe.capture.source.PcapngWriter writer =
            dev.zprobe.capture.source.PcapngWriter.create(
                file,
                new dev.zprobe.capture.source.PcapngWriter.Producer("a", "b", "c", "comment"));
        dev.zprobe.capture.source.CaptureFiles source =
            dev.zprobe.capture.source.CaptureFiles.of(new java.io.ByteArrayInputStream(pcap))) {
      source.deliver(writer);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
