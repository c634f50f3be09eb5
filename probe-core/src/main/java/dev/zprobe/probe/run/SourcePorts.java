package dev.zprobe.probe.run;

import dev.zprobe.net.Transport;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.SourcePortTest.Port;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.netty.TcpStep;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Asks one endpoint from several source ports. Where one of several paths, or of several servers
 * behind a balancer, is dead, what one source port meets says nothing of the next.
 */
final class SourcePorts {
  /** All alike by chance, where half of them die: once in 128. */
  private static final int PORTS = 8;

  private static final int LOWEST_PORT = 49_152;

  private static final int MOST_FIRST = 3;
  private static final int MOST_MORE = 21;

  /** A limit of new flows must not look like dead ones. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /** The system repeats a SYN after one second (RFC 6298): time for two. */
  private static final Duration STEP = Duration.ofMillis(1600);

  private static final Duration PROMPT = Duration.ofMillis(900);

  private final Errand errand;

  SourcePorts(Errand errand) {
    this.errand = errand;
  }

  /**
   * Tests a few, and the others as well where these show it; what is answered from any port is then
   * tried again, so that its further course is known. Blocks.
   *
   * @param again asks a UDP endpoint once more
   * @return whether it is what the source port decides
   */
  boolean decide(Collection<Subject> doubted, Consumer<Subject> again, StreamProbe streams) {
    List<Subject> alive =
        doubted.stream().distinct().filter(this::isAnyAlive).sorted(Subject.BY_PLACE).toList();
    List<Subject> first = oneOfEachAddress(alive);
    List<SourcePortTest> tests = tests(first);
    if (tests.stream().anyMatch(SourcePortTest::isSplit)) {
      tests.addAll(
          tests(alive.stream().filter(each -> !first.contains(each)).limit(MOST_MORE).toList()));
    }
    errand.journal().addAll(tests);
    List<CompletableFuture<Void>> going = new ArrayList<>();
    for (Subject each : alive) {
      tests.stream()
          .filter(test -> test.endpoint().equals(each.endpoint()) && test.anyAnswered())
          .findFirst()
          .ifPresent(test -> going.add(task(() -> goOn(each, test, again, streams))));
    }
    going.forEach(CompletableFuture::join);
    return tests.stream().anyMatch(SourcePortTest::isSplit);
  }

  private static void goOn(
      Subject subject, SourcePortTest test, Consumer<Subject> again, StreamProbe streams) {
    if (subject.endpoint().transport() == Transport.UDP) {
      again.accept(subject);
    } else if (test.alive().isEmpty()) {
      streams.run(subject);
    } else {
      streams.run(subject, test.alive().get(0));
    }
  }

  /** Where nothing over this transport is answered, source ports are not what matters. */
  private boolean isAnyAlive(Subject subject) {
    boolean tcp = subject.endpoint().transport() == Transport.TCP;
    return errand.journal().all().stream()
        .filter(each -> tcp ? each instanceof TcpConnect : each instanceof UdpExchange)
        .anyMatch(Observation::worked);
  }

  private static List<Subject> oneOfEachAddress(List<Subject> sorted) {
    Set<InetAddress> addresses = new HashSet<>();
    return sorted.stream()
        .filter(each -> addresses.add(each.endpoint().address()))
        .limit(MOST_FIRST)
        .toList();
  }

  private List<SourcePortTest> tests(List<Subject> subjects) {
    List<CompletableFuture<SourcePortTest>> running =
        subjects.stream()
            .map(each -> CompletableFuture.supplyAsync(() -> test(each), errand.crew().threads()))
            .toList();
    List<SourcePortTest> tests = new ArrayList<>();
    running.forEach(each -> tests.add(each.join()));
    return tests;
  }

  private CompletableFuture<Void> task(Runnable what) {
    return CompletableFuture.runAsync(what, errand.crew().threads());
  }

  /** A first look beside other probes: each port once. Blocks, at most about two seconds. */
  SourcePortTest look(Subject subject) {
    Attempt attempt = errand.attempts().begin(subject.id());
    return test(subject, attempt, round(parts(attempt), subject, numbers()));
  }

  /** Blocks, about two seconds, or four where some ports are answered and others not. */
  private SourcePortTest test(Subject subject) {
    Attempt attempt = errand.attempts().begin(subject.id());
    List<Port> ports = round(parts(attempt), subject, numbers());
    List<Integer> silent =
        ports.stream().filter(each -> each.answered() == 0).map(Port::number).toList();
    if (silent.isEmpty() || silent.size() == ports.size()) {
      return test(subject, attempt, ports);
    }
    List<Port> again = round(parts(attempt), subject, silent);
    return test(subject, attempt, ports.stream().map(each -> both(each, again)).toList());
  }

  private static SourcePortTest test(Subject subject, Attempt attempt, List<Port> ports) {
    return new SourcePortTest(
        attempt.stamp(), subject.endpoint(), ports, Optional.empty(), Trace.BLIND);
  }

  private Steps parts(Attempt attempt) {
    return errand.steps().with(Attempts.partsOf(attempt));
  }

  /**
   * Even ones and odd ones, anywhere in the range for clients (RFC 6335 section 6): what a system
   * chooses by itself lies close together, or has the same last bit.
   */
  private static Set<Integer> numbers() {
    Set<Integer> numbers = new LinkedHashSet<>();
    while (numbers.size() < PORTS) {
      int pair = ThreadLocalRandom.current().nextInt(LOWEST_PORT / 2, 0x8000);
      numbers.add(2 * pair + numbers.size() % 2);
    }
    return numbers;
  }

  private static Port both(Port first, List<Port> again) {
    return again.stream()
        .filter(each -> each.number() == first.number())
        .findFirst()
        .map(
            each ->
                new Port(
                    first.number(),
                    first.asked() + each.asked(),
                    first.answered() + each.answered(),
                    first.prompt() && each.prompt()))
        .orElse(first);
  }

  private List<Port> round(Steps steps, Subject subject, Collection<Integer> numbers) {
    List<CompletableFuture<Optional<Port>>> asked = new ArrayList<>();
    for (int number : numbers) {
      asked.add(
          CompletableFuture.supplyAsync(
              () -> ask(steps, subject, number), errand.crew().threads()));
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    return asked.stream().flatMap(each -> each.join().stream()).toList();
  }

  /** Empty where it was refused, by whomever, or there was no time: that is no silence. */
  private Optional<Port> ask(Steps steps, Subject subject, int number) {
    Patience patience = errand.patience().withStep(STEP);
    if (subject.endpoint().transport() == Transport.TCP) {
      TcpStep.Opened opened =
          steps.tcp().connectFrom(subject.id(), subject.endpoint(), number, patience);
      opened.stream().ifPresent(ByteStream::close);
      TcpConnect connect = opened.observation();
      return port(connect, connect.stamp().elapsed().compareTo(PROMPT) < 0);
    }
    UdpExchange exchange =
        steps
            .udp()
            .from(number)
            .ask(subject.id(), subject.endpoint(), subject.application(), subject.name(), patience);
    return port(exchange, exchange.result().sent() == 1);
  }

  private static Optional<Port> port(Observation each, boolean prompt) {
    boolean silent = each.failure().filter(failure -> failure.isSilent()).isPresent();
    return each.stamp().flows().stream()
        .filter(flow -> each.worked() || silent)
        .map(flow -> new Port(flow.local().port(), 1, each.worked() ? 1 : 0, prompt || silent))
        .findFirst();
  }
}
