package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.FarEndTest.Result;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.udp.FarEndStep;
import dev.zprobe.wire.FarEndMessage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Asks our own responder on every port of the plan, and then, through one that answers, what
 * arrived on those that do not.
 */
final class FarEndProbe {
  private static final int MOST_PORTS = 256;
  private static final int UDP = 17; // IANA protocol numbers
  private static final int TCP = 6;

  private final Errand errand;
  private final FarEndStep step;
  private final FarEndStreams streams;

  FarEndProbe(Errand errand, FarEndStep step, FarEndStreams streams) {
    this.errand = errand;
    this.step = step;
    this.streams = streams;
  }

  /** One port and what is spoken there. */
  record Port(Transport transport, int number, Application application) {}

  /** Each port once, those of the service only, as many as may be. */
  static List<Port> ports(Collection<Target> targets) {
    Map<String, Port> ports = new LinkedHashMap<>();
    for (Target target : targets) {
      for (int number : target.ports()) {
        ports.putIfAbsent(
            target.transport() + " " + number,
            new Port(target.transport(), number, target.application()));
      }
    }
    return ports.values().stream().limit(MOST_PORTS).toList();
  }

  /** Blocks; must be no task of a lane. */
  void run(InetAddress address, List<Port> ports) {
    List<Future<FarEndTest>> asked = new ArrayList<>();
    for (Port port : ports) {
      asked.add(errand.crew().threads().submit(() -> ask(address, port)));
    }
    List<FarEndTest> tests = new ArrayList<>();
    for (Future<FarEndTest> each : asked) {
      collect(each).ifPresent(tests::add);
    }
    Optional<Endpoint> open =
        tests.stream()
            .filter(each -> each.endpoint().transport() == Transport.UDP && each.worksBothWays())
            .filter(each -> each.result().alterations().isEmpty())
            .map(FarEndTest::endpoint)
            .findFirst();
    for (FarEndTest each : tests) {
      errand.journal().add(completed(each, open));
    }
    if (errand.patience().run().remaining().compareTo(FarEndStep.NEEDED) > 0) {
      open.map(through -> step.course(through, errand.patience())).ifPresent(errand.journal()::add);
    }
  }

  private static Optional<FarEndTest> collect(Future<FarEndTest> each) {
    try {
      return Optional.of(each.get());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException broken) {
      return Optional.empty();
    }
  }

  private FarEndTest ask(InetAddress address, Port port) {
    Endpoint endpoint = new Endpoint(address, port.number(), port.transport());
    if (port.transport() == Transport.TCP) {
      return streams.ask(endpoint, port.application().usesTls());
    }
    UdpExchange exchange = step.ask(endpoint, port.application(), errand.patience());
    errand.journal().add(exchange);
    UdpExchange.Result seen = exchange.result();
    Duration roundTrip = exchange.worked() ? seen.roundTrip() : Duration.ZERO;
    Stamp asked = exchange.stamp();
    String id = errand.attempts().begin(FarEndTest.TARGET).stamp().id();
    return new FarEndTest(
        new Stamp(id, FarEndTest.TARGET, asked.started(), asked.elapsed(), asked.flows()),
        endpoint,
        new Result(
            seen.sent(),
            OptionalInt.empty(),
            exchange.worked() ? seen.answered() : 0,
            roundTrip,
            Optional.empty(),
            seen.alterations()),
        exchange.failure(),
        exchange.trace());
  }

  /** With what the responder says that it saw. */
  private FarEndTest completed(FarEndTest test, Optional<Endpoint> through) {
    if (through.isEmpty() || errand.patience().run().expired()) {
      return test;
    }
    int transport = test.endpoint().transport() == Transport.UDP ? UDP : TCP;
    FarEndMessage.Asked about = new FarEndMessage.Asked(transport, test.endpoint().port());
    OptionalInt arrived = step.arrivals(through.get(), about, errand.patience());
    if (arrived.isEmpty() || test.endpoint().equals(through.get())) {
      return test;
    }
    Result seen = test.result();
    List<String> alterations = new ArrayList<>(seen.alterations());
    boolean lies = arrived.getAsInt() > seen.sent() || arrived.getAsInt() < seen.answered();
    if (lies) {
      alterations.add(
          "the responder claims "
              + arrived.getAsInt()
              + " arrivals of "
              + seen.sent()
              + " sent and "
              + seen.answered()
              + " answered");
    }
    return new FarEndTest(
        test.stamp(),
        test.endpoint(),
        new Result(
            seen.sent(),
            lies ? OptionalInt.empty() : arrived,
            seen.answered(),
            seen.roundTrip(),
            seen.course(),
            alterations),
        test.failure().map(failure -> told(failure, arrived, seen)),
        test.trace());
  }

  private static Failure told(Failure failure, OptionalInt arrived, Result seen) {
    String words =
        arrived.getAsInt() == 0
            ? "nothing arrived at the far end"
            : arrived.getAsInt()
                + " of "
                + seen.sent()
                + " arrived at the far end and no answer came back";
    return new Failure(
        failure.code(), failure.detail().isEmpty() ? words : failure.detail() + "; " + words);
  }
}
