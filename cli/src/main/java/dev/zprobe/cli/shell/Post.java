package dev.zprobe.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request to a server of the user's choice, bounded in time and size. Redirects are not
 * followed. The connection is closed with it.
 */
public final class Post {
  private static final int LARGEST_REPLY = 1 << 20;

  private Post() {}

  /**
   * The body of the reply to a POST.
   *
   * @param headers beside the type, such as credentials
   * @param limit of everything, from the name's resolution to the last byte
   * @throws IOException with words for a user: refused, too slow, too large, or a status that is
   *     not 2xx
   */
  public static byte[] send(
      URI to, String type, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) to.toURL().openConnection();
    int milliseconds = (int) limit.toMillis();
    connection.setConnectTimeout(milliseconds);
    connection.setReadTimeout(milliseconds);
    connection.setInstanceFollowRedirects(false);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    connection.setRequestProperty("Content-Type", type);
    connection.setRequestProperty("Connection", "close");
    headers.forEach(connection::setRequestProperty);
    CompletableFuture<byte[]> reply = new CompletableFuture<>();
    Thread thread = new Thread(() -> exchange(connection, body, reply), "zprobe-post");
    thread.setDaemon(true);
    thread.start();
    try {
      return reply.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      throw new IOException("no answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException failed) {
      throw new IOException(words(failed.getCause()), failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    } finally {
      connection.disconnect();
    }
  }

  private static void exchange(
      HttpURLConnection connection, byte[] body, CompletableFuture<byte[]> reply) {
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      if (status / 100 != 2) {
        throw new IOException("it answers with status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        byte[] content = in.readNBytes(LARGEST_REPLY + 1);
        if (content.length > LARGEST_REPLY) {
          throw new IOException("its answer is too large");
        }
        reply.complete(content);
      }
    } catch (IOException | RuntimeException failed) {
      reply.completeExceptionally(failed);
    }
  }

  private static String words(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return switch (cause.getClass().getSimpleName()) {
      case "UnknownHostException" -> "its name does not resolve";
      case "SocketTimeoutException" -> "it does not answer in time";
      default -> message.lines().findFirst().orElse("it cannot be reached");
    };
  }
}
