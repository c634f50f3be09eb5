package dev.zprobe.probe.http;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.HttpExchange.Reply;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.Waiting;
import dev.zprobe.wire.HttpHead;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import java.net.URI;
import java.util.Optional;

/** One GET over a stream. Redirects are not followed. Blocks; safe for many threads. */
public final class HttpStep {
  /** Bytes of a body that are read at most. */
  public static final int MOST_BODY_BYTES = 256 * 1024;

  private final Attempts attempts;

  public HttpStep(Attempts attempts) {
    this.attempts = attempts;
  }

  /**
   * What came of it.
   *
   * @param body as far as it was read, decoded
   */
  public record Answered(HttpExchange observation, Octets body) {}

  /** Any answer that is no refusal (403, 407, 451, 511) and no error (5xx) counts as one. */
  public Answered get(String target, ByteStream stream, URI url, Patience patience) {
    Attempt attempt = attempts.begin(target);
    attempt.join(stream.flow());
    stream.send(request(url));
    Exchange exchange = read(stream, patience);
    Optional<Failure> failure = exchange.failure().or(() -> refusal(exchange.reply()));
    HttpExchange observation =
        new HttpExchange(
            attempt.stamp(),
            stream.flow().remote(),
            url.toString(),
            exchange.reply(),
            failure,
            exchange.received(),
            Trace.BLIND);
    return new Answered(observation, exchange.body());
  }

  private record Exchange(
      Optional<Reply> reply, Octets body, Optional<Failure> failure, long received) {

    static Exchange of(ResponseReader reader, boolean complete, Optional<Failure> failure) {
      return new Exchange(reader.reply(complete), reader.body(), failure, reader.bytes());
    }
  }

  private static Octets request(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return Octets.ascii(
        "GET "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + url.getRawAuthority()
            + "\r\nUser-Agent: zprobe\r\nAccept: */*\r\nConnection: close\r\n\r\n");
  }

  private static Exchange read(ByteStream stream, Patience patience) {
    Waiting waiting = patience.waiting();
    ResponseReader reader = new ResponseReader(MOST_BODY_BYTES);
    while (true) {
      Arrival arrival = waiting.receive(stream);
      if (!(arrival instanceof Arrival.Bytes bytes)) {
        return unfinished(reader, arrival, patience, stream.unfinished());
      }
      switch (reader.offer(bytes.octets())) {
        case MALFORMED -> {
          return new Exchange(
              Optional.empty(),
              Octets.EMPTY,
              Optional.of(new Failure(FailureCode.HTTP_MALFORMED, reader.complaint())),
              reader.bytes());
        }
        case COMPLETE -> {
          return Exchange.of(reader, true, Optional.empty());
        }
        case MORE -> {
          // Wait for it.
        }
      }
    }
  }

  /**
   * A response whose head came is an answer, unless its body was cut off. Where nothing says how
   * long the body is, a connection that stays open and silent shows no cut: it may be whole.
   */
  private static Exchange unfinished(
      ResponseReader reader, Arrival arrival, Patience patience, long unread) {
    boolean ended = arrival instanceof Arrival.Ended;
    if (arrival instanceof Arrival.Nothing && reader.endsWithStream()) {
      return Exchange.of(reader, false, Optional.empty());
    }
    if (ended && reader.endsWithStream()) {
      return Exchange.of(reader, true, Optional.empty());
    }
    long received = reader.bytes() + unread;
    String detail = "after " + received + " bytes";
    Failure failure;
    if (ended) {
      failure = new Failure(FailureCode.HTTP_CLOSED, detail);
    } else if (arrival instanceof Arrival.Reset) {
      failure = new Failure(FailureCode.HTTP_RESET, detail);
    } else if (arrival instanceof Arrival.Broken broken) {
      failure = new Failure(FailureCode.HTTP_MALFORMED, broken.what());
    } else {
      failure = patience.silence(FailureCode.HTTP_TIMEOUT, detail);
    }
    return new Exchange(reader.reply(false), reader.body(), Optional.of(failure), received);
  }

  private static Optional<Failure> refusal(Optional<Reply> reply) {
    int status = reply.map(Reply::status).orElse(0);
    boolean refused =
        status == 403 || status == 407 || status == 451 || status == 511 || status >= 500;
    return refused
        ? Optional.of(new Failure(FailureCode.HTTP_STATUS, "status " + status))
        : Optional.empty();
  }

  static Parsed<HttpHead> head(Octets octets) {
    return HttpHead.parse(octets.buffer(), 0, octets.length());
  }
}
