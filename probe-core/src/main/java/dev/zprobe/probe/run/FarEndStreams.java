package dev.zprobe.probe.run;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.FarEndTest.Result;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.FarEndProof;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is asked of our own responder over TCP, and within TLS. */
final class FarEndStreams {
  private static final int LONGEST_REPLY = 512;

  private final SecureRandom random = new SecureRandom();
  private final Errand errand;
  private final FarEndToken token;
  private final Octets session;

  FarEndStreams(Errand errand, FarEndToken token, Octets session) {
    this.errand = errand;
    this.token = token;
    this.session = session;
  }

  /** Blocks. The connection is written down as a step of its own. */
  FarEndTest ask(Endpoint endpoint, boolean secured) {
    TcpStep.Opened tcp =
        errand.steps().tcp().connect(FarEndTest.TARGET, endpoint, errand.patience());
    errand.journal().add(tcp.observation());
    Attempt attempt = errand.attempts().begin(FarEndTest.TARGET);
    if (tcp.stream().isEmpty()) {
      // A SYN is no message of the responder's: it cannot count it.
      return test(attempt, endpoint, result(0, Optional.empty()), tcp.observation().failure());
    }
    try (ByteStream connection = tcp.stream().get()) {
      attempt.join(connection.flow());
      return secured ? secure(attempt, connection) : converse(attempt, connection, endpoint);
    }
  }

  private FarEndTest secure(Attempt attempt, ByteStream connection) {
    String proof = FarEndProof.fresh(random, session).protocol(token);
    HelloPlan plan = new HelloPlan("", Variant.NO_NAME, List.of(proof));
    TlsStep.Opened tls =
        errand.steps().tls().shake(FarEndTest.TARGET, connection, plan, "", errand.patience());
    Endpoint endpoint = connection.flow().remote();
    if (tls.stream().isEmpty()) {
      return test(attempt, endpoint, result(1, Optional.empty()), tls.observation().failure());
    }
    try (ByteStream stream = tls.stream().get()) {
      return converse(attempt, stream, endpoint);
    }
  }

  private FarEndTest converse(Attempt attempt, ByteStream stream, Endpoint endpoint) {
    FarEndMessage.Request request =
        FarEndMessage.Request.fresh(random, session, endpoint.port(), 0);
    long began = System.nanoTime();
    stream.send(FarEndMessage.encode(request, token));
    OctetsWriter received = new OctetsWriter();
    Deadline deadline = errand.patience().next();
    while (received.length() < LONGEST_REPLY) {
      Arrival arrival = stream.receive(deadline);
      if (!(arrival instanceof Arrival.Bytes bytes)) {
        return test(attempt, endpoint, result(1, Optional.empty()), Optional.of(failure(arrival)));
      }
      received.octets(bytes.octets());
      Optional<FarEndMessage.Reply> reply =
          FarEndMessage.reply(received.done(), token)
              .filter(each -> each.transaction().equals(request.transaction()));
      if (reply.isPresent()) {
        Duration roundTrip = Duration.ofNanos(bytes.nanoTime() - began);
        return test(attempt, endpoint, result(1, Optional.of(roundTrip)), Optional.empty());
      }
    }
    return test(
        attempt,
        endpoint,
        result(1, Optional.empty()),
        Optional.of(
            new Failure(FailureCode.HTTP_MALFORMED, "an answer without the token's proof")));
  }

  private Failure failure(Arrival arrival) {
    if (arrival instanceof Arrival.Reset) {
      return new Failure(FailureCode.HTTP_RESET, "by or before the far end");
    }
    return arrival instanceof Arrival.Ended
        ? new Failure(FailureCode.HTTP_CLOSED, "the far end refuses, or it is not ours")
        : errand.patience().silence(FailureCode.HTTP_TIMEOUT, "");
  }

  private static Result result(int sent, Optional<Duration> roundTrip) {
    return new Result(
        sent,
        OptionalInt.empty(),
        roundTrip.isPresent() ? 1 : 0,
        roundTrip.orElse(Duration.ZERO),
        Optional.empty(),
        List.of());
  }

  private static FarEndTest test(
      Attempt attempt, Endpoint endpoint, Result result, Optional<Failure> failure) {
    return new FarEndTest(attempt.stamp(), endpoint, result, failure, Trace.BLIND);
  }
}
