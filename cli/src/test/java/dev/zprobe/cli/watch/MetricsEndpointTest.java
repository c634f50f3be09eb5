package dev.zprobe.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
  @Test
  void answersTheMetricsAndRefusesTheRest() throws IOException {
    try (MetricsEndpoint endpoint = open()) {
      assertTrue(
          ask(endpoint, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").endsWith("\r\n\r\nm 1\n"));
      assertTrue(ask(endpoint, "HEAD /metrics HTTP/1.1\r\n\r\n").endsWith("\r\n\r\n"));
      assertTrue(ask(endpoint, "GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404"));
      assertTrue(ask(endpoint, "POST /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405"));
      assertEquals("", ask(endpoint, "x".repeat(20_000)));
    }
  }

  @Test
  void aClientThatSaysNothingDoesNotBlockTheNext() throws IOException {
    try (MetricsEndpoint endpoint = open();
        Socket mute = new Socket(endpoint.place().getAddress(), endpoint.place().getPort())) {
      assertTrue(mute.isConnected());
      assertTrue(ask(endpoint, "GET /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200"));
    }
  }

  private static MetricsEndpoint open() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return MetricsEndpoint.open(any, () -> "m 1\n");
  }

  private static String ask(MetricsEndpoint endpoint, String request) throws IOException {
    try (Socket socket = new Socket(endpoint.place().getAddress(), endpoint.place().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException reset) {
      return "";
    }
  }
}
