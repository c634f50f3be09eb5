package dev.zprobe.cli.watch;

import dev.zprobe.net.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics}, one connection after the other, and closes each. A client has one
 * second for its request, which may have 8 KB: nothing a client does keeps anything.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LONGEST_REQUEST = 8192;
  private static final int BACKLOG = 16;

  private final ServerSocket server;
  private final Supplier<String> metrics;

  private MetricsEndpoint(ServerSocket server, Supplier<String> metrics) {
    this.server = server;
    this.metrics = metrics;
  }

  /**
   * Begins to listen; close it to end.
   *
   * @throws IOException when the address cannot be had
   */
  public static MetricsEndpoint open(InetSocketAddress place, Supplier<String> metrics)
      throws IOException {
    MetricsEndpoint endpoint =
        new MetricsEndpoint(
            new ServerSocket(place.getPort(), BACKLOG, place.getAddress()), metrics);
    Thread thread = new Thread(endpoint::serve, "zprobe-metrics");
    thread.setDaemon(true);
    thread.start();
    return endpoint;
  }

  /** Where it listens, with the real port when 0 was asked for. */
  public InetSocketAddress place() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        answer(client);
      } catch (IOException gone) {
        // The client's loss, or the end; the loop's head knows which.
      }
    }
  }

  private void answer(Socket client) throws IOException {
    String request = request(client);
    String answer;
    if (request.isEmpty()) {
      return;
    } else if (!request.startsWith("GET ") && !request.startsWith("HEAD ")) {
      answer = answer("405 Method Not Allowed", "GET only\n");
    } else if (request.matches("\\w+ /metrics[ ?].*")) {
      answer = answer("200 OK", metrics.get());
    } else {
      answer = answer("404 Not Found", "see /metrics\n");
    }
    int head = answer.indexOf("\r\n\r\n") + 4;
    OutputStream out = client.getOutputStream();
    out.write(
        (request.startsWith("HEAD ") ? answer.substring(0, head) : answer)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String answer(String status, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            .formatted(status)
        + "Content-Length: %d\r\nConnection: close\r\n\r\n".formatted(length)
        + body;
  }

  /** The request's first line; empty when it did not come in time or is too long. */
  private static String request(Socket client) throws IOException {
    Deadline end = Deadline.after(PATIENCE);
    InputStream in = client.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_REQUEST && !end.expired()) {
      client.setSoTimeout((int) Math.max(1, end.remaining().toMillis()));
      try {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.append((char) next);
      } catch (SocketTimeoutException slow) {
        return "";
      }
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.substring(0, head.indexOf("\r\n"));
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
