package dev.zprobe.probe.tls;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Hello;
import dev.zprobe.observation.TlsHandshake.Outcome;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.Waiting;
import dev.zprobe.wire.Octets;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Shakes hands over a connection that stands. Blocks; safe for many threads. */
public final class TlsStep {
  /** A server that asked for a certificate says no to its absence after it was done (RFC 8446). */
  private static final Duration LINGER = Duration.ofMillis(300);

  private final Attempts attempts;
  private final ChainJudge judge;
  private final KeyLog keyLog;
  private final TlsCrypto crypto = new BcTlsCrypto(new SecureRandom());

  public TlsStep(Attempts attempts, ChainJudge judge, KeyLog keyLog) {
    this.attempts = attempts;
    this.judge = judge;
    this.keyLog = keyLog;
  }

  /**
   * What came of it.
   *
   * @param stream present when the handshake was completed, whatever the certificate; closing it
   *     closes the connection
   */
  public record Opened(TlsHandshake observation, Optional<ByteStream> stream) {}

  /**
   * @param expectedName what the certificate should be for; empty to leave the name alone
   */
  public Opened shake(
      String target,
      ByteStream connection,
      HelloPlan plan,
      String expectedName,
      Patience patience) {
    Attempt attempt = attempts.begin(target);
    attempt.join(connection.flow());
    ProbeClient client = new ProbeClient(crypto, plan, keyLog);
    ProbeProtocol protocol = new ProbeProtocol(client);
    Optional<Failure> failure = run(client, protocol, connection, patience);
    boolean done = failure.isEmpty();
    Outcome outcome = outcome(client, expectedName);
    boolean nameMatters = plan.variant() != Variant.OTHER_NAME && plan.variant() != Variant.NO_NAME;
    if (done && nameMatters) {
      failure = judge.failure(outcome, attempts.clock().instant());
    }
    Endpoint endpoint = connection.flow().remote();
    TlsHandshake observation =
        new TlsHandshake(
            attempt.stamp(),
            endpoint,
            new Hello(
                plan.serverName(), plan.variant(), plan.versionNames(), protocol.helloBytes()),
            protocol.messages(attempt.startedNanos()),
            outcome,
            failure,
            Trace.BLIND);
    return new Opened(
        observation, done ? Optional.of(new TlsStream(connection, protocol)) : Optional.empty());
  }

  private Outcome outcome(ProbeClient client, String expectedName) {
    ChainJudge.Verdict verdict = judge.judge(client.certificate(), expectedName);
    return new Outcome(
        client.version(),
        MessageNames.cipher(client.cipher()),
        client.applicationProtocol(),
        client.staple(),
        client.alerts(),
        verdict.chain(),
        verdict.trust());
  }

  private static Optional<Failure> run(
      ProbeClient client, ProbeProtocol protocol, ByteStream connection, Patience patience) {
    try {
      protocol.connect(client);
    } catch (IOException refused) {
      return Optional.of(TlsFailures.of(refused));
    }
    TlsStream.flush(connection, protocol);
    Waiting waiting = patience.waiting();
    boolean first = true;
    while (!protocol.isConnected()) {
      Arrival arrival = waiting.receive(connection);
      if (!(arrival instanceof Arrival.Bytes bytes)) {
        return Optional.of(TlsFailures.of(arrival, first, patience));
      }
      if (first && !TlsFailures.looksLikeTls(bytes.octets())) {
        return Optional.of(TlsFailures.foreign(bytes.octets()));
      }
      first = false;
      Optional<Failure> failure = offer(protocol, connection, bytes.octets(), bytes.nanoTime());
      if (failure.isPresent()) {
        return failure;
      }
      if (protocol.isClosed()) {
        return Optional.of(new Failure(FailureCode.TLS_CLOSED, "close_notify"));
      }
    }
    return client.wantsCredentials() && client.version().equals("TLSv1.3")
        ? linger(protocol, connection, patience.next(LINGER))
        : Optional.empty();
  }

  private static Optional<Failure> linger(
      ProbeProtocol protocol, ByteStream connection, Deadline deadline) {
    while (connection.receive(deadline) instanceof Arrival.Bytes bytes) {
      Optional<Failure> failure = offer(protocol, connection, bytes.octets(), bytes.nanoTime());
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private static Optional<Failure> offer(
      ProbeProtocol protocol, ByteStream connection, Octets octets, long nanoTime) {
    protocol.inputAt(nanoTime);
    try {
      protocol.offerInput(octets.toArray());
      TlsStream.flush(connection, protocol);
      return Optional.empty();
    } catch (IOException broken) {
      TlsStream.flush(connection, protocol); // Our alert.
      return Optional.of(TlsFailures.of(broken));
    } catch (RuntimeException defect) {
      // The library's parsers meet hostile input here.
      return Optional.of(new Failure(FailureCode.TLS_MALFORMED, defect.getClass().getSimpleName()));
    }
  }
}
