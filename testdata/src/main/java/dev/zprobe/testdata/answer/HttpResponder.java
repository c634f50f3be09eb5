package dev.zprobe.testdata.answer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/**
 * Answers one HTTP/1.1 request per connection (RFC 9112) and tells the time in {@code Date}. Usable
 * from any thread.
 */
public final class HttpResponder {
  private static final int LARGEST_HEAD = 65_536;
  private static final int LARGEST_BODY = 65_536;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Function<String, HttpAnswer> answers;

  /**
   * @param clock what {@code Date} says
   * @param answers from the request target, for example {@code /generate_204}, to the answer
   */
  public HttpResponder(Clock clock, Function<String, HttpAnswer> answers) {
    this.clock = clock;
    this.answers = answers;
  }

  /**
   * Reads one request and answers it; closes nothing.
   *
   * @throws IOException when the peer ends early or sends no HTTP
   */
  public void serve(InputStream input, OutputStream output) throws IOException {
    String head = head(input);
    skipBody(head, input);
    String[] words = head.split("[ \r\n]", 4);
    if (words.length < 4 || !words[2].startsWith("HTTP/")) {
      throw new ProtocolException("not an HTTP request");
    }
    HttpAnswer answer = answers.apply(words[1]);
    byte[] body = answer.bodyBytes();
    StringBuilder text = new StringBuilder();
    text.append("HTTP/1.1 ").append(answer.status()).append(' ').append(answer.reason());
    text.append("\r\nDate: ").append(DATE.format(clock.instant()));
    text.append("\r\nServer: zprobe-testdata");
    answer.headers().forEach(line -> text.append("\r\n").append(line));
    if (answer.status() != 204) {
      text.append("\r\nContent-Length: ").append(body.length);
    }
    text.append("\r\nConnection: close\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
    if (!words[0].equals("HEAD")) {
      whole.writeBytes(body);
    }
    output.write(whole.toByteArray());
    output.flush();
  }

  /** Reads up to and including the empty line that ends a head, as HTTP and SIP have it. */
  static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LARGEST_HEAD) {
      int octet = input.read();
      if (octet < 0) {
        throw new EOFException("the peer ended inside a head");
      }
      head.append((char) octet);
      if (octet == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        return head.toString();
      }
    }
    throw new ProtocolException("a head of more than " + LARGEST_HEAD + " bytes");
  }

  /** Reads what {@code Content-Length} announces, at most {@link #LARGEST_BODY} bytes. */
  static void skipBody(String head, InputStream input) throws IOException {
    for (String line : head.split("\r\n", -1)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.matches("content-length: *[0-9]{1,6}")) {
        int length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).trim());
        input.readNBytes(Math.min(length, LARGEST_BODY));
      }
    }
  }
}
