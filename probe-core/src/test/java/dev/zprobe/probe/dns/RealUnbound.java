package dev.zprobe.probe.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A resolver of this machine's own package on a port of loopback, until it is closed. */
record RealUnbound(Process process) implements AutoCloseable {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/unbound"), Path.of("/usr/local/sbin/unbound"));

  static void assume() {
    Assumptions.assumeTrue(PLACES.stream().anyMatch(Files::isExecutable), "needs unbound");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Returns when the port is open.
   *
   * @param rest of its configuration, which begins within the section {@code server}
   */
  static RealUnbound start(Path directory, int port, String rest)
      throws IOException, InterruptedException {
    String head =
        """
        server:
          username: ""
          chroot: ""
          pidfile: ""
          use-syslog: no
          do-daemonize: no
          interface: 127.0.0.1@%d
        """
            .formatted(port);
    Path file = directory.resolve("unbound-" + port + ".conf");
    Files.writeString(file, head + rest, StandardCharsets.UTF_8);
    Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    Process process =
        new ProcessBuilder(program.toString(), "-d", "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("unbound-" + port + ".log").toFile())
            .start();
    for (int tries = 0; tries < 400 && process.isAlive() && isFree(port); tries++) {
      Thread.sleep(25);
    }
    return new RealUnbound(process);
  }

  boolean runs() {
    return process.isAlive();
  }

  /** It listens on TCP as well, which can be tried without taking the port from it. */
  private static boolean isFree(int port) {
    try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !open.isConnected();
    } catch (IOException closed) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
