package dev.zprobe.probe.run;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SizeTest.Size;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The same hello in segments of several sizes, after the regular ones met silence: where only the
 * small ones get an answer, it is the size that vanishes, in one direction or the other.
 */
final class StreamSizes {
  /** IP packets in bytes; Ethernet's 1500 were the regular hello's, and did not pass. */
  private static final List<Integer> SIZES = List.of(576, 1280, 1400);

  private static final int REGULAR = 1500;

  private final Errand errand;

  StreamSizes(Errand errand) {
    this.errand = errand;
  }

  boolean possible() {
    return errand.steps().tcp().canLimitSegments() && !errand.patience().run().expired();
  }

  /** Hands it out. */
  void begin(Subject subject, HelloPlan plan) {
    if (possible()) {
      errand.crew().submit(subject.endpoint().address(), () -> run(subject, plan));
    }
  }

  private void run(Subject subject, HelloPlan plan) {
    Attempt attempt = errand.attempts().begin(subject.id());
    Steps quiet = errand.steps().with(Attempts.partsOf(attempt));
    List<CompletableFuture<Optional<Size>>> trials = new ArrayList<>();
    for (int bytes : SIZES) {
      trials.add(
          CompletableFuture.supplyAsync(
              () -> one(quiet, subject, plan, bytes), errand.crew().threads()));
    }
    List<Size> sizes = new ArrayList<>();
    trials.forEach(trial -> trial.join().ifPresent(sizes::add));
    sizes.add(new Size(REGULAR, false));
    if (sizes.size() > 1) {
      errand
          .journal()
          .add(
              new SizeTest(
                  attempt.stamp(),
                  subject.endpoint(),
                  sizes,
                  Optional.empty(),
                  Optional.empty(),
                  Trace.BLIND));
    }
  }

  /** Empty when the time was over first. */
  private Optional<Size> one(Steps steps, Subject subject, HelloPlan plan, int bytes) {
    Endpoint endpoint = subject.endpoint();
    int payload = bytes - (endpoint.isIpv4() ? 40 : 60);
    TcpStep.Opened tcp =
        steps.tcp().connectInSegments(subject.id(), endpoint, payload, errand.patience());
    if (tcp.stream().isEmpty()) {
      return Optional.empty();
    }
    try (ByteStream connection = tcp.stream().get()) {
      TlsStep.Opened tls =
          steps.tls().shake(subject.id(), connection, plan, subject.name(), errand.patience());
      return tls.observation().failedWith(FailureCode.NOT_TESTED)
          ? Optional.empty()
          : Optional.of(new Size(bytes, tls.stream().isPresent()));
    }
  }
}
