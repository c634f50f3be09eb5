package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.net.Connection;
import dev.zprobe.testdata.net.Opening;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an HTTP server, or a proxy that is asked to CONNECT, can do wrong (RFC 9110, RFC 9112). */
public sealed interface HttpMisbehaviour extends Misbehaviour {

  /**
   * One header of that size.
   *
   * @param bytes of the header's value, for example 20 000 000
   */
  record HugeHeader(long bytes) implements HttpMisbehaviour {
    @Override
    public Opening opening() {
      return afterRequest(
          connection -> {
            OutputStream output = connection.output();
            output.write(ascii("HTTP/1.1 200 OK\r\nX-Huge: "));
            byte[] part = ascii("a".repeat(10_000));
            for (long sent = 0; sent < bytes; sent += part.length) {
              output.write(part, 0, (int) Math.min(part.length, bytes - sent));
            }
            output.write(ascii("\r\nContent-Length: 0\r\n\r\n"));
            connection.finish();
          });
    }
  }

  /** Small headers without end. */
  record EndlessHeaders() implements HttpMisbehaviour {
    @Override
    public Opening opening() {
      return afterRequest(
          connection -> {
            OutputStream output = connection.output();
            output.write(ascii("HTTP/1.1 200 Connection established\r\n"));
            byte[] lines = ascii("X-More: and more\r\n".repeat(500));
            while (!Thread.currentThread().isInterrupted()) {
              output.write(lines);
            }
          });
    }
  }

  /** A body without end. */
  record EndlessBody() implements HttpMisbehaviour {
    @Override
    public Opening opening() {
      return afterRequest(
          connection -> {
            OutputStream output = connection.output();
            output.write(ascii("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"));
            byte[] part = ascii("a".repeat(10_000));
            while (!Thread.currentThread().isInterrupted()) {
              output.write(part);
            }
          });
    }
  }

  /** Announces a body of a terabyte, sends ten bytes and keeps the connection open. */
  record ContentLengthLies() implements HttpMisbehaviour {
    @Override
    public Opening opening() {
      return afterRequest(
          connection -> {
            connection
                .output()
                .write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n0123456789"));
            connection.drain();
          });
    }
  }

  /** A page whose title wants to write to the reader's terminal and to turn text around. */
  record HostilePage() implements HttpMisbehaviour {
    @Override
    public Opening opening() {
      String body = "<title>\u001b]0;owned\u0007\u001b[2J\u202eelif txt\u202c</title>";
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return afterRequest(
          connection -> {
            connection
                .output()
                .write(
                    ascii(
                        "HTTP/1.1 403 \u001b[31mForbidden\r\nContent-Type: text/html\r\n"
                            + "Content-Length: "
                            + bytes.length
                            + "\r\n\r\n"));
            connection.output().write(bytes);
            connection.finish();
          });
    }
  }

  /**
   * Refuses what is asked, as a proxy does.
   *
   * @param status the three digits
   * @param headers whole lines, for example {@code Proxy-Authenticate: NTLM}
   */
  record Refusal(int status, List<String> headers) implements HttpMisbehaviour {
    public Refusal {
      headers = List.copyOf(headers);
    }

    /** 407 with one challenge per scheme (RFC 9110, section 11.7.1). */
    public static Refusal wantsCredentials(String... schemes) {
      return new Refusal(
          407, List.of(schemes).stream().map(each -> "Proxy-Authenticate: " + each).toList());
    }

    @Override
    public Opening opening() {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Refused\r\n");
      headers.forEach(each -> head.append(each).append("\r\n"));
      head.append("Content-Length: 0\r\nConnection: close\r\n\r\n");
      return afterRequest(
          connection -> {
            connection.output().write(ascii(head.toString()));
            connection.finish();
          });
    }
  }

  private static Opening afterRequest(Step next) {
    return new Opening.Streams(
        connection -> {
          awaitRequest(connection.input());
          next.take(connection);
        });
  }

  private static void awaitRequest(InputStream plain) throws IOException {
    InputStream input = new BufferedInputStream(plain);
    int state = 0;
    while (state < 4) {
      int octet = input.read();
      if (octet < 0) {
        throw new EOFException("the request ended early");
      }
      int wanted = state % 2 == 0 ? '\r' : '\n';
      state = octet == wanted ? state + 1 : octet == '\r' ? 1 : 0;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What happens once the request is there. */
  @FunctionalInterface
  interface Step {
    /** Speaks to the client. */
    void take(Connection connection) throws IOException;
  }
}
