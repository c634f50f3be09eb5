package dev.zprobe.probe.http;

import dev.zprobe.net.Endpoint;
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
import dev.zprobe.probe.PeerText;
import dev.zprobe.probe.Waiting;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SipMessage;
import dev.zprobe.wire.StunMessage;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/**
 * One SIP OPTIONS or STUN Binding over a stream. It leaves the observation of a request and its
 * response; the URL's scheme says of what.
 */
public final class MessageStep {
  private static final int MOST_BYTES = 64 * 1024;

  private final Attempts attempts;
  private final SecureRandom random = new SecureRandom();

  public MessageStep(Attempts attempts) {
    this.attempts = attempts;
  }

  /**
   * SIP over TCP or TLS, RFC 3261 section 18.
   *
   * @param host what the request is addressed to
   */
  public HttpExchange options(
      String target, ByteStream stream, String host, boolean tls, Patience patience) {
    Attempt attempt = attempts.begin(target);
    Endpoint remote = stream.flow().remote();
    Octets request =
        SipMessage.options(
            random,
            tls ? "TLS" : "TCP",
            stream.flow().local().socketAddress(),
            host + ":" + remote.port());
    String url = (tls ? "sips:" : "sip:") + host + ":" + remote.port() + ";transport=tcp";
    return exchange(attempt, stream, new Request(url, request, MessageStep::sip), patience);
  }

  /** STUN over TCP, RFC 8489 section 6.2.2. */
  public HttpExchange binding(String target, ByteStream stream, Patience patience) {
    Attempt attempt = attempts.begin(target);
    StunMessage request = StunMessage.bindingRequest(random);
    String url = "stun:" + stream.flow().remote().hostPort() + "?transport=tcp";
    return exchange(
        attempt,
        stream,
        new Request(url, request.encodeWithFingerprint(), octets -> stun(request, octets)),
        patience);
  }

  private record Request(String url, Octets octets, Function<Octets, Parsed<Reply>> reader) {}

  private static Parsed<Reply> sip(Octets octets) {
    Parsed<SipMessage> parsed = SipMessage.parse(octets.buffer(), 0, octets.length());
    if (parsed instanceof Parsed.Whole<SipMessage> whole) {
      SipMessage message = whole.message();
      String server = message.header("Server").or(() -> message.header("User-Agent")).orElse("");
      return message.status().isPresent()
          ? Parsed.of(reply(message.status().getAsInt(), server, whole.bytes()), whole.bytes())
          : Parsed.malformed("a request in place of a response");
    }
    return parsed instanceof Parsed.Truncated<SipMessage> cut
        ? Parsed.truncated(cut.wanted())
        : Parsed.malformed(((Parsed.Malformed<SipMessage>) parsed).what());
  }

  private static Parsed<Reply> stun(StunMessage request, Octets octets) {
    Parsed<StunMessage> parsed = StunMessage.parse(octets.buffer(), 0, octets.length());
    if (parsed instanceof Parsed.Whole<StunMessage> whole) {
      StunMessage message = whole.message();
      if (!message.transactionId().equals(request.transactionId())) {
        return Parsed.malformed("another transaction");
      }
      String software = message.text(StunMessage.SOFTWARE).orElse("");
      int status = message.errorCode().orElse(200);
      return Parsed.of(reply(status, software, whole.bytes()), whole.bytes());
    }
    return parsed instanceof Parsed.Truncated<StunMessage> cut
        ? Parsed.truncated(cut.wanted())
        : Parsed.malformed(((Parsed.Malformed<StunMessage>) parsed).what());
  }

  private static Reply reply(int status, String server, long bytes) {
    return new Reply(status, "", "", PeerText.clean(server), Optional.empty(), bytes, true);
  }

  private static HttpExchange exchange(
      Attempt attempt, ByteStream stream, Request request, Patience patience) {
    attempt.join(stream.flow());
    stream.send(request.octets());
    Waiting waiting = patience.waiting();
    OctetsWriter received = new OctetsWriter();
    while (true) {
      Arrival arrival = waiting.receive(stream);
      if (!(arrival instanceof Arrival.Bytes bytes)) {
        return done(attempt, stream, request, Optional.empty(), failure(arrival, patience));
      }
      received.octets(bytes.octets());
      Parsed<Reply> parsed = request.reader().apply(received.done());
      if (parsed instanceof Parsed.Whole<Reply> whole) {
        return done(attempt, stream, request, Optional.of(whole.message()), Optional.empty());
      }
      if (parsed instanceof Parsed.Malformed<Reply> malformed) {
        Failure failure = new Failure(FailureCode.HTTP_MALFORMED, malformed.what());
        return done(attempt, stream, request, Optional.empty(), Optional.of(failure));
      }
      if (received.length() > MOST_BYTES) {
        Failure failure = new Failure(FailureCode.HTTP_MALFORMED, "an endless message");
        return done(attempt, stream, request, Optional.empty(), Optional.of(failure));
      }
    }
  }

  private static Optional<Failure> failure(Arrival arrival, Patience patience) {
    if (arrival instanceof Arrival.Ended) {
      return Optional.of(Failure.of(FailureCode.HTTP_CLOSED));
    }
    if (arrival instanceof Arrival.Reset) {
      return Optional.of(Failure.of(FailureCode.HTTP_RESET));
    }
    if (arrival instanceof Arrival.Broken broken) {
      return Optional.of(new Failure(FailureCode.HTTP_MALFORMED, broken.what()));
    }
    return Optional.of(patience.silence(FailureCode.HTTP_TIMEOUT, ""));
  }

  private static HttpExchange done(
      Attempt attempt,
      ByteStream stream,
      Request request,
      Optional<Reply> reply,
      Optional<Failure> failure) {
    return new HttpExchange(
        attempt.stamp(), stream.flow().remote(), request.url(), reply, failure, Trace.BLIND);
  }
}
