package dev.zprobe.probe.run;

import static dev.zprobe.observation.FailureCode.TLS_TIMEOUT;

import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;
import java.util.Optional;

/** Hellos to the same address and port that differ from the regular one in one property each. */
final class TlsControls {
  private final Errand errand;
  private final StreamSizes sizes;

  TlsControls(Errand errand, StreamSizes sizes) {
    this.errand = errand;
    this.sizes = sizes;
  }

  /** Hands them all out, side by side. */
  void begin(Subject subject, HelloPlan regular) {
    boolean named = !regular.serverName().isEmpty();
    for (Variant variant : Variant.values()) {
      boolean wanted =
          switch (variant) {
            case NORMAL -> false;
            case OTHER_NAME -> !regular.serverName().equals(errand.neutralName());
            case NO_NAME -> named;
            case LARGE, SMALL, TLS12_ONLY, REPEAT -> true;
          };
      if (wanted) {
        String name =
            switch (variant) {
              case OTHER_NAME -> errand.neutralName();
              case NO_NAME -> "";
              case NORMAL, LARGE, SMALL, TLS12_ONLY, REPEAT -> regular.serverName();
            };
        HelloPlan plan = regular.with(name, variant);
        errand.crew().submit(subject.endpoint().address(), () -> run(subject, plan));
      }
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
    TcpStep.Opened tcp =
        errand.steps().tcp().connect(subject.id(), subject.endpoint(), errand.patience());
    errand.journal().add(tcp.observation());
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
