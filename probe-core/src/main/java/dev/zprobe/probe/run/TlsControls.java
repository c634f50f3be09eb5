package dev.zprobe.probe.run;

import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.HelloPlan;
import dev.zprobe.probe.tls.TlsStep;

/** Hellos to the same address and port that differ from the regular one in one property each. */
final class TlsControls {
  private final Errand errand;

  TlsControls(Errand errand) {
    this.errand = errand;
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
        one(subject, regular.with(name, variant));
      }
    }
  }

  /** Hands one out. */
  void one(Subject subject, HelloPlan plan) {
    errand.crew().submit(subject.endpoint().address(), () -> run(subject, plan));
  }

  private void run(Subject subject, HelloPlan plan) {
    if (errand.patience().run().expired()) {
      return; // The regular hello has its observation; a control not begun says nothing.
    }
    TcpStep.Opened tcp =
        errand.steps().tcp().connect(subject.id(), subject.endpoint(), errand.patience());
    errand.journal().add(tcp.observation());
    if (tcp.stream().isEmpty()) {
      return;
    }
    try (ByteStream connection = tcp.stream().get()) {
      TlsStep.Opened tls =
          errand
              .steps()
              .tls()
              .shake(subject.id(), connection, plan, subject.name(), errand.patience());
      errand.journal().add(tls.observation());
      tls.stream().ifPresent(ByteStream::close);
    }
  }
}
