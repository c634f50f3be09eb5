package dev.zprobe.probe.run;

import static dev.zprobe.observation.FailureCode.TLS_TIMEOUT;

import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Hellos to the same address and port that differ from the regular one in one property each. */
final class TlsControls {
  /** The system repeats a SYN after one second: what takes longer was not answered at once. */
  private static final Duration PROMPT = Duration.ofMillis(900);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /** Beyond this a device that remembers a name is not waited for. */
  private static final Duration LONGEST_MEMORY = Duration.ofSeconds(10);

  private final Errand errand;
  private final StreamSizes sizes;

  TlsControls(Errand errand, StreamSizes sizes) {
    this.errand = errand;
    this.sizes = sizes;
  }

  /**
   * Hands them all out: first those without the service's name, for a device that has seen the name
   * may keep back what follows for a while, and each hello with the name begins that anew. Where
   * connections show no such memory, the others follow at once.
   *
   * @param silent the regular hello met silence, so that segments of other sizes are tried as well
   */
  void begin(Subject subject, HelloPlan regular, boolean silent) {
    errand.crew().submit(() -> inTurn(subject, regular, silent));
  }

  private void inTurn(Subject subject, HelloPlan regular, boolean silent) {
    List<CompletableFuture<Boolean>> connected = new ArrayList<>();
    List<CompletableFuture<Optional<TlsHandshake>>> shaken = new ArrayList<>();
    for (HelloPlan plan : others(regular)) {
      CompletableFuture<Boolean> prompt = new CompletableFuture<>();
      connected.add(prompt);
      shaken.add(
          CompletableFuture.supplyAsync(
              () -> patiently(subject, plan, prompt), errand.crew().threads()));
    }
    boolean remembered = !connected.stream().allMatch(CompletableFuture::join);
    boolean answered =
        remembered
            && shaken.stream()
                .map(CompletableFuture::join)
                .anyMatch(each -> each.filter(TlsHandshake::answered).isPresent());
    if (!answered) {
      named(subject, regular, silent);
    }
  }

  /** Without the service's name. */
  private List<HelloPlan> others(HelloPlan regular) {
    List<HelloPlan> others = new ArrayList<>();
    if (!regular.serverName().equals(errand.neutralName())) {
      others.add(regular.with(errand.neutralName(), Variant.OTHER_NAME));
    }
    if (!regular.serverName().isEmpty()) {
      others.add(regular.with("", Variant.NO_NAME));
    }
    return others;
  }

  private void named(Subject subject, HelloPlan regular, boolean silent) {
    for (Variant variant :
        List.of(Variant.LARGE, Variant.SMALL, Variant.TLS12_ONLY, Variant.REPEAT)) {
      HelloPlan plan = regular.with(regular.serverName(), variant);
      errand.crew().submit(subject.endpoint().address(), () -> run(subject, plan));
    }
    if (silent) {
      sizes.begin(subject, regular);
    }
  }

  /** Hands the large one out, after a regular one that worked. */
  void large(Subject subject, HelloPlan regular) {
    HelloPlan plan = regular.with(regular.serverName(), Variant.LARGE);
    errand
        .crew()
        .submit(
            subject.endpoint().address(),
            () -> {
              Optional<TlsHandshake> handshake = run(subject, plan);
              if (handshake.filter(each -> each.failedWith(TLS_TIMEOUT)).isPresent()) {
                sizes.begin(subject, plan);
              }
            });
  }

  private Optional<TlsHandshake> run(Subject subject, HelloPlan plan) {
    if (errand.patience().run().expired()) {
      return Optional
          .empty(); // The regular hello has its observation; a control not begun says nothing.
    }
    return shake(subject, plan, connect(subject));
  }

  private TcpStep.Opened connect(Subject subject) {
    TcpStep.Opened tcp =
        errand.steps().tcp().connect(subject.id(), subject.endpoint(), errand.patience());
    errand.journal().add(tcp.observation());
    return tcp;
  }

  /**
   * Connects until it is accepted, for as long as devices commonly remember.
   *
   * @param prompt told whether the first connection was accepted at once
   */
  private Optional<TlsHandshake> patiently(
      Subject subject, HelloPlan plan, CompletableFuture<Boolean> prompt) {
    try {
      long begun = System.nanoTime();
      TcpStep.Opened tcp = connect(subject);
      Duration took = tcp.observation().stamp().elapsed();
      prompt.complete(tcp.stream().isPresent() && took.compareTo(PROMPT) < 0);
      while (tcp.stream().isEmpty()
          && System.nanoTime() - begun < LONGEST_MEMORY.toNanos()
          && !errand.patience().run().expired()) {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        tcp = connect(subject);
      }
      return shake(subject, plan, tcp);
    } finally {
      prompt.complete(false);
    }
  }

  private Optional<TlsHandshake> shake(Subject subject, HelloPlan plan, TcpStep.Opened tcp) {
    if (tcp.stream().isEmpty()) {
      return Optional.empty();
    }
    try (ByteStream connection = tcp.stream().get()) {
      TlsStep.Opened tls =
          errand
              .steps()
              .tls()
              .shake(subject.id(), connection, plan, subject.name(), errand.patience());
      errand.journal().add(tls.observation());
      tls.stream().ifPresent(ByteStream::close);
      return Optional.of(tls.observation());
    }
  }
}
