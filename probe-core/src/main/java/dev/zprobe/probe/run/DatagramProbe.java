package dev.zprobe.probe.run;

import dev.zprobe.observation.UdpExchange;

/** One request over UDP. */
final class DatagramProbe {
  private final Errand errand;

  DatagramProbe(Errand errand) {
    this.errand = errand;
  }

  void run(Subject subject) {
    if (errand.tooLate(subject)) {
      return;
    }
    UdpExchange exchange =
        errand
            .steps()
            .udp()
            .ask(
                subject.id(),
                subject.endpoint(),
                subject.application(),
                subject.name(),
                errand.patience());
    errand.journal().add(exchange);
  }
}
