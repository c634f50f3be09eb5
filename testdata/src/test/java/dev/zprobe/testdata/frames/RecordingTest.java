package dev.zprobe.testdata.frames;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final Instant START = Instant.parse("2026-11-24T10:00:00.123456789Z");

  @TempDir private Path directory;

  /** The example of RFC 1071 applied to a packet that is known from elsewhere. */
  @Test
  void ipv4HeaderChecksumIsTheKnownOne() {
    byte[] frame = Packet.between("192.168.0.1", "192.168.0.199").frame(Packet.UDP, new byte[95]);
    // 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7, a widely printed worked example.
    assertEquals(
        "45000073000040004011b861c0a80001c0a800c7", HexFormat.of().formatHex(frame, 14, 34));
  }

  @Test
  void cutFramesKeepTheirLength() {
    Recording recording = Recording.from(START, Recording.ETHERNET, 60);
    recording.add(Packet.between("10.0.0.1", "10.0.0.2").udp(1, 2, new byte[100]));
    ByteBuffer file = ByteBuffer.wrap(recording.bytes());
    assertEquals(24 + 16 + 60, file.capacity());
    assertEquals(123_456_789, file.getInt(28));
    assertEquals(60, file.getInt(32));
    assertEquals(142, file.getInt(36));
  }

  @Test
  void familiesDoNotMix() {
    assertThrows(IllegalArgumentException.class, () -> Packet.between("10.0.0.1", "2001:db8::1"));
  }

  @Test
  void clientHelloIsReadByTheServersOwnReader() throws Exception {
    byte[] hello = TlsBytes.clientHello("web.service.test", "h2");
    var read = dev.zprobe.testdata.net.ReceivedHello.read(new ByteArrayInputStream(hello));
    assertEquals("web.service.test", read.serverName().orElseThrow());
    assertArrayEquals(hello, read.bytes());
  }

  @Test
  void tsharkFindsEveryChecksumRightAndEveryMessage() throws Exception {
    Path file = directory.resolve("frames.pcap");
    Recording recording = Recording.from(START);
    for (String[] pair :
        new String[][] {{"10.0.0.2", "203.0.113.30"}, {"2001:db8::2", "2001:db8::30"}}) {
      TcpTalk.in(recording, pair[0], 50_000, pair[1], 443)
          .open()
          .client(TlsBytes.clientHello("web.service.test", "h2", "http/1.1"))
          .server(TlsBytes.serverHello(true, 0x1301))
          .close();
      byte[] datagram =
          Packet.between(pair[0], pair[1]).vlan(100, 7).udp(50_001, 8801, new byte[33]);
      recording.after(Duration.ofMillis(1)).add(datagram);
      byte[] bare = Packet.between(pair[0], pair[1]).udp(50_001, 8801, new byte[33]);
      boolean old = pair[0].startsWith("10.");
      recording.add(
          Packet.between(pair[1], pair[0])
              .icmp(old ? 3 : 1, old ? 3 : 4, 0, Packet.quote(bare, 28 + 40)));
    }
    recording.write(file);
    List<String> lines = tshark(file);
    assertEquals(recording.frames(), lines.size());
    String all = String.join("\n", lines);
    assertEquals(0, count(all, "[Bb]ad|[Mm]alformed|incorrect"), all);
    assertEquals(2, count(all, "Client Hello"), all);
    assertEquals(2, count(all, "web.service.test"), all);
    assertEquals(2, count(all, "Server Hello"), all);
    assertEquals(2, count(all, "\\(Port unreachable\\)"), all);
  }

  private List<String> tshark(Path file) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
    command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"));
    command.addAll(List.of("-o", "udp.check_checksum:TRUE", "-T", "fields"));
    command.addAll(List.of("-e", "_ws.col.Info", "-e", "_ws.expert.message"));
    command.addAll(List.of("-e", "tls.handshake.extensions_server_name"));
    Path output = directory.resolve("tshark.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectError(directory.resolve("tshark.err").toFile())
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException missing) {
      assumeTrue(false, "tshark is not installed: apt-get install tshark");
      throw missing;
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Arrays.asList(Files.readString(output, StandardCharsets.UTF_8).split("\n"));
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
