package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ConnectReply;
import dev.zprobe.wire.Headers;
import dev.zprobe.wire.HttpHead;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.StartLine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Follows HTTP/1 heads (RFC 9112), stepping over bodies; hands over behind CONNECT and 101. */
final class HttpFollower implements StreamFollower {
  private static final int MOST_EXCHANGES = 256;
  private static final int NONE = -1;
  private static final byte[] EMPTY_LINES = {'\r', '\n', '\r', '\n'};

  private final List<Exchange> exchanges = new ArrayList<>(1);
  private final HttpBody bodyA = new HttpBody();
  private final HttpBody bodyB = new HttpBody();
  private int answered;
  private boolean desynchronised;
  private int wanted = 1;

  /** A request and what came back, while they are being seen. */
  private static final class Exchange {
    private Optional<HttpFacts.Asked> asked = Optional.empty();
    private boolean askedByA;
    private long frame = NONE;
    private long nanos;
    private int status = NONE;
    private long statusFrame = NONE;
    private long statusNanos;
    private boolean otherwise;
    private HttpFacts.Told told = HttpFacts.Told.NOTHING;
  }

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    HttpBody body = moment.fromA() ? bodyA : bodyB;
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (body.isOpen()) {
        int used = body.read(buffer, at, end - at);
        if (used == 0) {
          wanted = end - at + 1;
          return at - offset;
        }
        at += used;
        continue;
      }
      Parsed<HttpHead> parsed = HttpHead.parse(buffer, at, end - at);
      if (parsed instanceof Parsed.Truncated<HttpHead> cut) {
        wanted = cut.wanted();
        return at - offset;
      }
      if (!(parsed instanceof Parsed.Whole<HttpHead> whole)) {
        notHttp(moment);
        return length;
      }
      at += whole.bytes();
      if (whole.message().start() instanceof StartLine.Request request
          && request.method().equals("PRI")) {
        // The preface of HTTP/2 (RFC 9113 section 3.4): binary from here on.
        return DONE;
      }
      if (take(whole.message(), body, moment)) {
        wanted = at - offset;
        return HANDED_OVER;
      }
      if (exchanges.size() >= MOST_EXCHANGES) {
        return DONE;
      }
    }
    wanted = 1;
    return at - offset;
  }

  /** Bytes behind a hole may be of a body; the first ones of a server are no body. */
  private void notHttp(Moment moment) {
    if (!desynchronised && answered == 0 && !exchanges.isEmpty()) {
      Exchange first = exchanges.get(0);
      first.otherwise = first.askedByA != moment.fromA();
    }
  }

  /** Whether another protocol follows. */
  private boolean take(HttpHead head, HttpBody body, Moment moment) {
    if (head.start() instanceof StartLine.Request request) {
      Exchange exchange = new Exchange();
      exchange.asked =
          Optional.of(
              new HttpFacts.Asked(
                  request.method(), request.target(), head.headers().first("Host")));
      exchange.askedByA = moment.fromA();
      exchange.frame = moment.frame();
      exchange.nanos = moment.nanos();
      exchanges.add(exchange);
      body.begin(head.headers(), false);
      return false;
    }
    return takeStatus(((StartLine.Status) head.start()).code(), head.headers(), body, moment);
  }

  private boolean takeStatus(int code, Headers headers, HttpBody body, Moment moment) {
    boolean interim = code < 200 && code != 101;
    if (interim) {
      return false;
    }
    if (answered == exchanges.size()) {
      Exchange unasked = new Exchange();
      unasked.askedByA = !moment.fromA();
      exchanges.add(unasked);
    }
    Exchange exchange = exchanges.get(answered++);
    exchange.status = code;
    exchange.statusFrame = moment.frame();
    exchange.statusNanos = moment.nanos();
    exchange.told = told(code, headers);
    String method = exchange.asked.map(HttpFacts.Asked::method).orElse("");
    if (method.equals("CONNECT") && code < 300 || code == 101) {
      return true;
    }
    boolean bodiless = method.equals("HEAD") || code == 204 || code == 304;
    if (!bodiless) {
      body.begin(headers, true);
    }
    return false;
  }

  private static HttpFacts.Told told(int code, Headers headers) {
    boolean moved = code >= 300 && code < 400;
    Optional<String> location = moved ? headers.first("Location") : Optional.empty();
    if (code != 407 && location.isEmpty()) {
      return HttpFacts.Told.NOTHING;
    }
    return new HttpFacts.Told(code == 407 ? ConnectReply.schemes(headers) : List.of(), location);
  }

  @Override
  public int wanted(boolean fromA) {
    return wanted;
  }

  /** A head that was cut still tells its first line, as captures with a short snap length need. */
  @Override
  public void broken(ByteBuffer buffer, int length, boolean onWire, Moment moment) {
    HttpBody body = moment.fromA() ? bodyA : bodyB;
    int lineEnd = Recognition.find(buffer, 0, length, '\n');
    if (!onWire || body.isOpen() || lineEnd < 0) {
      return;
    }
    byte[] closed = new byte[length + 4];
    buffer.get(0, closed, 0, length);
    System.arraycopy(EMPTY_LINES, 0, closed, length, EMPTY_LINES.length);
    Optional<HttpHead> head = HttpHead.parse(ByteBuffer.wrap(closed), 0, closed.length).whole();
    if (head.isPresent()) {
      take(head.get(), body, moment);
      body.forget();
    }
  }

  @Override
  public void desynchronised(Moment moment) {
    desynchronised = true;
    (moment.fromA() ? bodyA : bodyB).forget();
  }

  @Override
  public HttpFacts facts() {
    List<HttpFacts.Exchange> list = new ArrayList<>(exchanges.size());
    for (Exchange each : exchanges) {
      list.add(
          new HttpFacts.Exchange(
              each.asked,
              End.of(each.askedByA),
              each.status == NONE ? OptionalInt.empty() : OptionalInt.of(each.status),
              each.frame == NONE ? OptionalLong.empty() : OptionalLong.of(each.frame),
              each.statusFrame == NONE ? OptionalLong.empty() : OptionalLong.of(each.statusFrame),
              each.otherwise,
              each.told));
    }
    return new HttpFacts(list, progress());
  }

  /** The first request without an answer decides; else the last one. */
  private Optional<HandshakeProgress> progress() {
    if (exchanges.isEmpty()) {
      return Optional.empty();
    }
    boolean open = answered < exchanges.size();
    Exchange shown = exchanges.get(open ? answered : exchanges.size() - 1);
    List<Long> frames = new ArrayList<>(2);
    if (shown.frame != NONE) {
      frames.add(shown.frame);
    }
    if (shown.statusFrame != NONE) {
      frames.add(shown.statusFrame);
    }
    HandshakeProgress.Trail trail =
        HandshakeProgress.Trail.of(frames, open ? shown.nanos : shown.statusNanos);
    if (!open) {
      return Optional.of(HandshakeProgress.complete("http", "" + shown.status, trail));
    }
    String method = shown.asked.map(HttpFacts.Asked::method).orElse("");
    End awaited = End.of(!shown.askedByA);
    return Optional.of(HandshakeProgress.waiting("http", method, "response", awaited, trail));
  }

  /** Where a body ends, RFC 9112 section 6. */
  static final class HttpBody {
    private static final int LONGEST_LINE = 4096;

    private boolean chunked;
    private boolean trailer;
    private boolean untilClose;
    private long left;

    boolean isOpen() {
      return chunked || untilClose || left > 0;
    }

    void begin(Headers headers, boolean response) {
      forget();
      Optional<String> coding = headers.first("Transfer-Encoding");
      Optional<String> size = headers.first("Content-Length");
      if (coding.isPresent()) {
        chunked = coding.get().toLowerCase(Locale.ROOT).contains("chunked");
        untilClose = !chunked && response;
      } else if (size.isPresent() && size.get().matches("[0-9]{1,15}")) {
        left = Long.parseLong(size.get());
      } else {
        untilClose = response;
      }
    }

    void forget() {
      chunked = false;
      trailer = false;
      untilClose = false;
      left = 0;
    }

    /** Bytes used, more than there are where they are known to belong to the body; 0 for more. */
    int read(ByteBuffer buffer, int offset, int length) {
      if (untilClose) {
        return length;
      }
      if (left > 0) {
        int used = (int) Math.min(left, Integer.MAX_VALUE / 2);
        left -= used;
        return used;
      }
      int lineEnd = Recognition.find(buffer, offset, Math.min(length, LONGEST_LINE), '\n');
      if (lineEnd < 0) {
        if (length >= LONGEST_LINE) {
          forget();
          return length;
        }
        return 0;
      }
      return line(buffer, offset, lineEnd + 1 - offset);
    }

    private int line(ByteBuffer buffer, int offset, int lineLength) {
      boolean empty = lineLength == 1 || lineLength == 2 && buffer.get(offset) == '\r';
      if (trailer) {
        chunked = !empty;
        trailer = !empty;
        return lineLength;
      }
      long size = 0;
      int digits = 0;
      int digit = Character.digit(buffer.get(offset), 16);
      while (digit >= 0 && digits < 8 && digits < lineLength) {
        size = size << 4 | digit;
        digits++;
        digit = Character.digit(buffer.get(offset + digits), 16);
      }
      if (digits == 0) {
        forget();
        return lineLength;
      }
      trailer = size == 0;
      // The line break behind the data of the chunk goes with it.
      left = size == 0 ? 0 : size + 2;
      return lineLength;
    }
  }
}
