package dev.zprobe.probe.run;

import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.testdata.service.EmbeddedService;
import dev.zprobe.testdata.service.Fault;
import dev.zprobe.testdata.service.ServiceOptions;
import dev.zprobe.traffic.TrafficObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The whole catalog of the embedded service, run once with one fault. */
final class EmbeddedRun {
  private EmbeddedRun() {}

  static Observations with(Fault fault, Path directory) throws IOException {
    return with(fault, directory, Duration.ofSeconds(60));
  }

  static Observations with(Fault fault, Path directory, Duration total) throws IOException {
    try (EmbeddedService service =
        EmbeddedService.start(ServiceOptions.forThisMachine(directory).with(fault))) {
      InetSocketAddress resolver = service.resolver();
      Plan plan =
          new Plan(
              CatalogReader.read(service.catalogFile()),
              List.of(Endpoint.udp(resolver.getAddress(), resolver.getPort())),
              Plan.Families.BOTH,
              new Plan.ProxyChoice(Plan.ProxyChoice.Kind.NONE, ""),
              List.of(service.trustFile()),
              new Plan.Limits(total, Duration.ofSeconds(8)),
              new Plan.Stages(false, false, true, Optional.empty(), Optional.empty(), List.of()));
      List<Observation> observations =
          new CatalogRunner(KeyLog.NONE).run(plan, TrafficObserver.blind("a test"));
      return Observations.of(plan.everything(), observations);
    }
  }

  static String text(Observations seen) {
    StringBuilder text = new StringBuilder();
    for (Observation each : seen.all()) {
      text.append(each.id()).append(' ').append(each.step()).append(' ').append(each.target());
      text.append(' ').append(each.stamp().elapsed().toMillis()).append(" ms ");
      each.failure()
          .ifPresent(failure -> text.append(failure.code()).append(' ').append(failure.detail()));
      text.append('\n');
    }
    return text.toString();
  }
}
