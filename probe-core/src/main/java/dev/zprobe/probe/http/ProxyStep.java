package dev.zprobe.probe.http;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.ProxyConnect.Reply;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.PeerText;
import dev.zprobe.probe.Waiting;
import dev.zprobe.wire.ConnectReply;
import dev.zprobe.wire.Headers;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SocksMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks a proxy for a connection, over a stream to it. Blocks; safe for many threads. */
public final class ProxyStep {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final Attempts attempts;

  public ProxyStep(Attempts attempts) {
    this.attempts = attempts;
  }

  /**
   * What is asked of whom.
   *
   * @param proxy {@code host:port}, for the report
   * @param credentials {@code user:password}; empty for none
   */
  public record Request(String target, String proxy, String host, int port, String credentials) {
    String destination() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** The proxy itself cannot be used. */
  public ProxyConnect failed(Request request, Failure failure) {
    return observation(attempts.begin(request.target()), request, Reply.NONE, Optional.of(failure));
  }

  /** The connection to the proxy did not come about. */
  public ProxyConnect unreachable(Request request, TcpConnect connect) {
    Failure why = connect.failure().orElseThrow();
    FailureCode code =
        switch (why.code()) {
          case CONNECT_REFUSED -> FailureCode.PROXY_REFUSED;
          case NOT_TESTED -> FailureCode.NOT_TESTED;
          default -> FailureCode.PROXY_UNREACHABLE;
        };
    String detail = why.code().id() + (why.detail().isEmpty() ? "" : ", " + why.detail());
    Attempt attempt = attempts.begin(request.target());
    connect.stamp().flows().forEach(attempt::join);
    return observation(attempt, request, Reply.NONE, Optional.of(new Failure(code, detail)));
  }

  /** CONNECT of RFC 9110 section 9.3.6. */
  public ProxyConnect connect(Request request, ByteStream stream, Patience patience) {
    Attempt attempt = attempts.begin(request.target());
    attempt.join(stream.flow());
    Octets asking = ConnectReply.request(request.host(), request.port(), authorization(request));
    Waiting waiting = patience.waiting();
    Dialogue dialogue = new Dialogue(stream, waiting, patience);
    Heard<ConnectReply> heard =
        dialogue.ask(asking, octets -> ConnectReply.parse(octets.buffer(), 0, octets.length()));
    if (heard.failure().isPresent()) {
      return observation(attempt, request, Reply.NONE, heard.failure());
    }
    ConnectReply reply = heard.message().orElseThrow();
    List<String> schemes = reply.schemes().stream().map(PeerText::clean).limit(8).toList();
    Reply seen = new Reply(reply.status(), schemes, PeerText.clean(reply.reason()));
    return observation(attempt, request, seen, refusal(reply));
  }

  private static Headers authorization(Request request) {
    if (request.credentials().isEmpty()) {
      return Headers.NONE;
    }
    byte[] plain = request.credentials().getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getEncoder().encodeToString(plain);
    return new Headers(List.of(new Headers.Field("Proxy-Authorization", "Basic " + encoded)));
  }

  private static Optional<Failure> refusal(ConnectReply reply) {
    if (reply.isOpen()) {
      return Optional.empty();
    }
    if (reply.status() == PROXY_AUTHENTICATION_REQUIRED) {
      String schemes = String.join(", ", reply.schemes());
      return Optional.of(new Failure(FailureCode.PROXY_AUTHENTICATION, PeerText.clean(schemes)));
    }
    return Optional.of(new Failure(FailureCode.PROXY_DENIED, "status " + reply.status()));
  }

  /** SOCKS 5 of RFC 1928; the status of the reply is its code, and 200 for success. */
  public ProxyConnect socks(Request request, ByteStream stream, Patience patience) {
    Attempt attempt = attempts.begin(request.target());
    attempt.join(stream.flow());
    Dialogue dialogue = new Dialogue(stream, patience.waiting(), patience);
    Octets offer =
        request.credentials().isEmpty()
            ? SocksMessage.offer(SocksMessage.METHOD_NONE)
            : SocksMessage.offer(SocksMessage.METHOD_NONE, SocksMessage.METHOD_PASSWORD);
    Heard<SocksMessage> choice =
        dialogue.ask(
            offer, octets -> SocksMessage.parseChoice(octets.buffer(), 0, octets.length()));
    Optional<Failure> failure = choice.failure();
    if (failure.isEmpty()) {
      failure = authenticate(dialogue, request, choice.message().orElseThrow());
    }
    if (failure.isPresent()) {
      return observation(attempt, request, Reply.NONE, failure);
    }
    Heard<SocksMessage> heard =
        dialogue.ask(
            SocksMessage.connect(request.host(), request.port()),
            octets -> SocksMessage.parseReply(octets.buffer(), 0, octets.length()));
    if (heard.failure().isPresent()
        || !(heard.message().orElseThrow() instanceof SocksMessage.Reply reply)) {
      return observation(attempt, request, Reply.NONE, heard.failure());
    }
    return observation(
        attempt,
        request,
        new Reply(reply.isOpen() ? 200 : reply.code(), List.of(), reply.meaning()),
        reply.isOpen()
            ? Optional.empty()
            : Optional.of(new Failure(FailureCode.PROXY_DENIED, reply.meaning())));
  }

  private static Optional<Failure> authenticate(
      Dialogue dialogue, Request request, SocksMessage choice) {
    int method = choice instanceof SocksMessage.Choice chosen ? chosen.method() : -1;
    if (method == SocksMessage.METHOD_NONE) {
      return Optional.empty();
    }
    int colon = request.credentials().indexOf(':');
    if (method != SocksMessage.METHOD_PASSWORD || colon < 0) {
      return Optional.of(new Failure(FailureCode.PROXY_AUTHENTICATION, "SOCKS method " + method));
    }
    Heard<Integer> status =
        dialogue.ask(
            SocksMessage.password(
                request.credentials().substring(0, colon),
                request.credentials().substring(colon + 1)),
            octets -> SocksMessage.parsePasswordStatus(octets.buffer(), 0, octets.length()));
    return status.failure().isPresent() || status.message().orElseThrow() == 0
        ? status.failure()
        : Optional.of(new Failure(FailureCode.PROXY_AUTHENTICATION, "the password is refused"));
  }

  private static ProxyConnect observation(
      Attempt attempt, Request request, Reply reply, Optional<Failure> failure) {
    return new ProxyConnect(
        attempt.stamp(), request.proxy(), request.destination(), reply, failure, Trace.BLIND);
  }

  private record Heard<T>(Optional<T> message, Optional<Failure> failure) {}

  /** Questions and answers over one stream, in turn. */
  private record Dialogue(ByteStream stream, Waiting waiting, Patience patience) {
    <T> Heard<T> ask(Octets question, Function<Octets, Parsed<T>> reader) {
      stream.send(question);
      OctetsWriter received = new OctetsWriter();
      while (true) {
        Arrival arrival = waiting.receive(stream);
        if (!(arrival instanceof Arrival.Bytes bytes)) {
          return new Heard<>(Optional.empty(), Optional.of(silence(arrival)));
        }
        received.octets(bytes.octets());
        Parsed<T> parsed = reader.apply(received.done());
        if (parsed instanceof Parsed.Whole<T> whole) {
          return new Heard<>(Optional.of(whole.message()), Optional.empty());
        }
        if (parsed instanceof Parsed.Malformed<T> malformed) {
          return new Heard<>(
              Optional.empty(),
              Optional.of(new Failure(FailureCode.PROXY_MALFORMED, malformed.what())));
        }
      }
    }

    private Failure silence(Arrival arrival) {
      if (arrival instanceof Arrival.Nothing) {
        return patience.silence(FailureCode.PROXY_UNREACHABLE, "no answer to the request");
      }
      if (arrival instanceof Arrival.Broken broken) {
        return new Failure(FailureCode.PROXY_MALFORMED, broken.what());
      }
      return new Failure(FailureCode.PROXY_REFUSED, "closed in place of an answer");
    }
  }
}
