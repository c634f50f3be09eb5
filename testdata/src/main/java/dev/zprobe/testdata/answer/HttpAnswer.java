package dev.zprobe.testdata.answer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an HTTP server says.
 *
 * @param status the three digits
 * @param reason the words after them
 * @param headers whole lines without line ends; length, date and connection are added
 * @param body text, sent as UTF-8
 */
public record HttpAnswer(int status, String reason, List<String> headers, String body) {
  public HttpAnswer {
    headers = List.copyOf(headers);
  }

  /** A small page. */
  public static HttpAnswer page(int status, String reason, String title) {
    return new HttpAnswer(
        status,
        reason,
        List.of("Content-Type: text/html; charset=utf-8"),
        "<!doctype html><title>" + title + "</title><h1>" + title + "</h1>\n");
  }

  /** A redirection. */
  public static HttpAnswer redirect(int status, String location) {
    return new HttpAnswer(status, "Found", List.of("Location: " + location), "");
  }

  /** Nothing, and that is right. */
  public static HttpAnswer noContent() {
    return new HttpAnswer(204, "No Content", List.of(), "");
  }

  byte[] bodyBytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
