package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.source.CaptureFiles;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureVerbTest {
  private final Captured program = new Captured();

  @ParameterizedTest
  @CsvSource({"--packets 0", "--packets -1", "--files 0", "--files 9999999999"})
  void aNumberThatIsNoneIsAMatterOfUsage(String options) {
    String[] words = options.split(" ");
    Captured wrong = new Captured();
    assertEquals(2, wrong.run("capture", words[0], words[1]), wrong::text);
    assertEquals(1, wrong.err().size(), wrong::text);
  }

  @Test
  void aSizeTooSmallForARingIsRefusedInOneLine() {
    assertEquals(2, program.run("capture", "--file-size", "1K"));
    assertEquals(1, program.err().size());
  }

  @Test
  @Tag("netns")
  void aFilterThatIsNotOneIsRefusedInOneLine(@TempDir Path directory) {
    requireLinuxRoot();
    String out = directory.resolve("c").toString();
    assertEquals(2, program.run("capture", "--filter", "no such (", "--out", out, "--quiet"));
    assertEquals(1, program.err().size());
  }

  @Test
  @Tag("netns")
  void theRingKeepsTheNewestFilesForTheirOwnerOnlyAndEachCanBeRead(@TempDir Path directory)
      throws Exception {
    requireLinuxRoot();
    Path out = directory.resolve("ring");
    AtomicBoolean over = new AtomicBoolean();
    try (DatagramSocket socket = new DatagramSocket()) {
      Thread sender = new Thread(() -> send(socket, over));
      sender.start();
      String filter = "udp src port " + socket.getLocalPort();
      int code =
          program.run(
              "capture",
              "--interface",
              "lo",
              "--filter",
              filter,
              "--file-size",
              "64K",
              "--files",
              "2",
              "--packets",
              "400",
              "--time-limit",
              "20s",
              "--quiet",
              "--out",
              out.toString());
      over.set(true);
      sender.join();
      assertEquals(0, code, program.text());
    }
    List<Path> files = list(out);
    assertEquals(2, files.size());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out)));
    AtomicLong frames = new AtomicLong();
    for (Path file : files) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      try (CaptureFiles source = CaptureFiles.of(List.of(file))) {
        source.deliver(frame -> frames.incrementAndGet());
      }
    }
    assertTrue(frames.get() >= 50, frames.get() + " frames"); // one full file at least
    assertTrue(program.out().startsWith("the packet limit was reached"), program.out());
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static void send(DatagramSocket socket, AtomicBoolean over) {
    byte[] payload = new byte[1000];
    try {
      InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      while (!over.get()) {
        socket.send(new DatagramPacket(payload, payload.length, here, 9));
        Thread.yield();
      }
    } catch (IOException closed) {
      over.set(true);
    }
  }

  private static void requireLinuxRoot() {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/ns")), "needs Linux");
  }
}
