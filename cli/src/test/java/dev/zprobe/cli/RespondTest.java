package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RespondTest {
  private static final String TOKEN = "a-token-that-is-nobody-else-s-business";

  private final Captured zprobe = new Captured();

  @Test
  void aTokenThatWasGivenIsNotShown(@TempDir Path place) throws IOException {
    Path file = Files.writeString(place.resolve("token"), TOKEN + "\n");
    assertEquals(0, respond("--token-file", file.toString()));
    assertFalse(zprobe.text().contains(TOKEN), zprobe.out());
    assertEquals(0, respond("--json", "--token-file", file.toString()));
    assertFalse(zprobe.text().contains(TOKEN), zprobe.out());
  }

  @Test
  void aNewOneIsShownSinceTheOtherSideNeedsIt() throws IOException {
    assertEquals(0, respond());
    assertTrue(zprobe.out().lines().anyMatch(line -> line.matches("token {2}\\S{22,}")));
  }

  private int respond(String... more) throws IOException {
    int port;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String[] all = new String[more.length + 9];
    System.arraycopy(
        new String[] {
          "respond", "--listen", "127.0.0.1", "--udp", "" + port, "--tcp", "" + port, "--for", "1s"
        },
        0,
        all,
        0,
        9);
    System.arraycopy(more, 0, all, 9, more.length);
    return zprobe.run(all);
  }
}
