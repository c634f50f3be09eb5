package dev.zprobe.probe.http;

import dev.zprobe.observation.HttpExchange.Reply;
import dev.zprobe.probe.PeerText;
import dev.zprobe.wire.HttpHead;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.StartLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a response of HTTP/1.1 together (RFC 9112 section 6), bounded. For one thread. */
final class ResponseReader {
  /** How far it has come. */
  enum Progress {
    MORE,
    COMPLETE,
    MALFORMED
  }

  private static final int MOST_HEAD_BYTES = 64 * 1024;
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]{0,200}>([^<]{0,400})", Pattern.CASE_INSENSITIVE);

  private final int mostBodyBytes;
  private final ByteArrayOutputStream headBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Optional<HttpHead> head = Optional.empty();
  private Optional<ChunkReader> chunks = Optional.empty();
  private long lengthLeft = -1;
  private long bytes;
  private String complaint = "";

  ResponseReader(int mostBodyBytes) {
    this.mostBodyBytes = mostBodyBytes;
  }

  /** All bytes so far. */
  long bytes() {
    return bytes;
  }

  String complaint() {
    return complaint;
  }

  Octets body() {
    return Octets.of(body.toByteArray());
  }

  /** The end of the stream is the end of the body. */
  boolean endsWithStream() {
    return head.isPresent() && lengthLeft < 0 && chunks.isEmpty();
  }

  Progress offer(Octets octets) {
    bytes += octets.length();
    byte[] given = octets.toArray();
    if (head.isPresent()) {
      return addBody(given, 0);
    }
    headBytes.write(given, 0, given.length);
    Octets soFar = Octets.of(headBytes.toByteArray());
    Parsed<HttpHead> parsed = HttpStep.head(soFar);
    if (parsed instanceof Parsed.Malformed<HttpHead> malformed) {
      return malformed(malformed.what());
    }
    if (!(parsed instanceof Parsed.Whole<HttpHead> whole)) {
      return soFar.length() > MOST_HEAD_BYTES ? malformed("an endless head") : Progress.MORE;
    }
    if (!(whole.message().start() instanceof StartLine.Status status)) {
      return malformed("a request in place of a response");
    }
    headBytes.reset();
    byte[] rest = soFar.slice(whole.bytes(), soFar.length() - whole.bytes()).toArray();
    if (status.code() < 200) { // Interim responses, RFC 9110 section 15.2.
      return rest.length == 0 ? Progress.MORE : offer(Octets.of(rest));
    }
    head = Optional.of(whole.message());
    frameBody(whole.message(), status.code());
    return lengthLeft == 0 ? Progress.COMPLETE : addBody(rest, 0);
  }

  private Progress malformed(String what) {
    complaint = what;
    return Progress.MALFORMED;
  }

  private void frameBody(HttpHead message, int status) {
    String coding = message.headers().first("Transfer-Encoding").orElse("");
    if (status == 204 || status == 304) {
      lengthLeft = 0;
    } else if (coding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
      chunks = Optional.of(new ChunkReader());
    } else {
      String length = message.headers().first("Content-Length").orElse("");
      lengthLeft = length.matches("\\d{1,15}") ? Long.parseLong(length) : -1;
    }
  }

  private Progress addBody(byte[] given, int offset) {
    int length = given.length - offset;
    if (chunks.isPresent()) {
      ChunkReader reader = chunks.get();
      if (!reader.offer(given, body, mostBodyBytes)) {
        return malformed("a chunk without a size");
      }
      return reader.ended() || full() ? Progress.COMPLETE : Progress.MORE;
    }
    int wanted = (int) (lengthLeft < 0 ? length : Math.min(length, lengthLeft));
    body.write(given, offset, Math.min(wanted, mostBodyBytes - body.size()));
    if (lengthLeft >= 0) {
      lengthLeft -= wanted;
    }
    return lengthLeft == 0 || full() ? Progress.COMPLETE : Progress.MORE;
  }

  private boolean full() {
    return body.size() >= mostBodyBytes;
  }

  /** What is known so far; empty before the whole head. */
  Optional<Reply> reply(boolean complete) {
    return head.map(
        message ->
            new Reply(
                ((StartLine.Status) message.start()).code(),
                PeerText.clean(message.headers().first("Location").orElse("")),
                title(),
                PeerText.clean(message.headers().first("Server").orElse("")),
                date(message),
                body.size(),
                complete));
  }

  private String title() {
    Matcher title = TITLE.matcher(body.toString(StandardCharsets.UTF_8));
    return title.find() ? PeerText.clean(title.group(1)) : "";
  }

  private static Optional<Instant> date(HttpHead message) {
    try {
      return message
          .headers()
          .first("Date")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }
}
