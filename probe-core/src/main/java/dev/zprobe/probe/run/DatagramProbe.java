package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.udp.MappingStep;
import dev.zprobe.probe.udp.RateStep;
import dev.zprobe.probe.udp.UdpStep;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One request over UDP; where it is answered, the trials that only an answering target allows. */
final class DatagramProbe {
  /** A third destination shows nothing that two do not, unless one of them is lost. */
  private static final int MOST_SERVERS = 3;

  private static final Duration NEEDED_FOR_MAPPING = Duration.ofSeconds(2);

  private final Errand errand;
  private final SecondLook doubts;
  private final boolean load;
  private final Set<String> rated = ConcurrentHashMap.newKeySet();
  private final Set<InetAddress> sized = ConcurrentHashMap.newKeySet();
  private final Queue<MappingStep.Server> reflectors = new ConcurrentLinkedQueue<>();

  /**
   * @param load false to leave the trials out that only show how much the path carries
   */
  DatagramProbe(Errand errand, SecondLook doubts, boolean load) {
    this.load = load;
    this.errand = errand;
    this.doubts = doubts;
  }

  void run(Subject subject) {
    if (errand.tooLate(subject)) {
      return;
    }
    Endpoint endpoint = subject.endpoint();
    UdpExchange exchange =
        errand
            .steps()
            .udp()
            .ask(subject.id(), endpoint, subject.application(), subject.name(), errand.patience());
    errand.journal().add(exchange);
    if (exchange.failedWith(FailureCode.UDP_NO_REPLY)) {
      doubts.isSilent(subject);
    } else if (UdpStep.onlyFromAnotherPort(exchange)) {
      doubts.isUneven(subject);
    }
    if (exchange.unreachableHost()) {
      doubts.hasNoHost(subject);
    }
    if (!load || !exchange.worked()) {
      return;
    }
    doubts.answers(subject);
    if (exchange.result().mapped().isPresent() && endpoint.isIpv4()) {
      reflectors.add(new MappingStep.Server(subject.id(), endpoint, subject.application()));
    }
    boolean time = errand.patience().run().remaining().compareTo(RateStep.NEEDED) > 0;
    if (time && carriesMedia(subject.application()) && rated.add(key(subject))) {
      errand.crew().submit(() -> rate(subject));
      errand.crew().submit(() -> sourcePorts(subject));
    }
    if (subject.application() == Application.STUN && sized.add(endpoint.address())) {
      errand.crew().submit(() -> size(subject));
    }
  }

  private static String key(Subject subject) {
    return subject.id() + " " + subject.endpoint().addressText();
  }

  /** Signalling servers take a burst for an attack. */
  private static boolean carriesMedia(Application application) {
    return switch (application) {
      case STUN, ZOOM_STUN, ZOOM_MEDIA -> true;
      case NONE, HTTP, HTTPS, TLS, SIP, SIPS, QUIC, DNS, NTP -> false;
    };
  }

  private void size(Subject subject) {
    Optional<SizeTest> test =
        errand.steps().datagramSizes().measure(subject.id(), subject.endpoint(), errand.patience());
    test.ifPresent(errand.journal()::add);
    test.ifPresent(each -> doubts.sized(subject, each));
  }

  private void sourcePorts(Subject subject) {
    SourcePortTest test = new SourcePorts(errand).look(subject);
    errand.journal().add(test);
    if (test.alive().size() < test.ports().size()) {
      doubts.isUneven(subject);
    }
  }

  private void rate(Subject subject) {
    RateTest test =
        errand
            .steps()
            .rate()
            .measure(
                subject.id(),
                subject.endpoint(),
                subject.application(),
                subject.name(),
                errand.patience());
    errand.journal().add(test);
    doubts.rated(subject, test);
  }

  /** Once all are done: how do several servers see one socket? Blocks, well under a second. */
  void compareMappings() {
    Map<InetAddress, MappingStep.Server> byAddress = new LinkedHashMap<>();
    reflectors.forEach(each -> byAddress.putIfAbsent(each.endpoint().address(), each));
    List<MappingStep.Server> chosen = new ArrayList<>(byAddress.values());
    reflectors.stream().filter(each -> !chosen.contains(each)).forEach(chosen::add);
    boolean time = errand.patience().run().remaining().compareTo(NEEDED_FOR_MAPPING) > 0;
    if (chosen.size() > 1 && time) {
      List<MappingStep.Server> few = chosen.subList(0, Math.min(MOST_SERVERS, chosen.size()));
      List<UdpExchange> seen = errand.steps().mapping().ask(few, errand.patience());
      if (seen.size() > 1) {
        errand.journal().addAll(seen);
      }
    }
  }
}
