package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.probe.udp.RateStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What a run's own crowd may have spoilt is tried once more when nothing else is under way: a limit
 * of rate or a narrow path loses packets of probes that run side by side, which alone would pass.
 * Probes report to it from many threads; it runs once, when they are done.
 */
final class SecondLook {
  private static final double LIMITED_PERCENT = 10;

  private static final int MOST_RATED = 2;
  private static final int MOST_SILENT = 20;
  private static final int MOST_HOSTLESS = 12;
  private static final int MOST_SIZED = 2;
  private static final int MOST_TRANSFERS = 2;

  /** What a call needs, in kbit/s, and how often a lesser result is doubted. */
  private static final long NEEDED_KBPS = 600;

  private static final int MOST_TRAINS = 2;
  private static final long TELLING_BYTES = 50_000;
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

  /** A series, and a little for the end of the run: where packets get lost, none is dead. */
  private static final Duration NEEDED_FOR_SERIES = Duration.ofSeconds(10);

  /** What is left then belongs to the path. */
  private static final Duration RESERVED = Duration.ofSeconds(6);

  /** Of round trips: from where a longer row of requests is wanted, and where none is. */
  private static final double DOUBTED_SHARE = 0.02;

  private static final double CERTAIN_SHARE = 0.2;
  private static final int FEWEST_LOST = 3;
  private static final int MOST_SERIES = 3;

  private final Errand errand;
  private final Map<Subject, RateTest> rated = new ConcurrentHashMap<>();
  private final Queue<Subject> lossy = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> silent = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> hostless = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> holes = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> reflectors = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> slow = new ConcurrentLinkedQueue<>();
  private final Queue<Subject> uneven = new ConcurrentLinkedQueue<>();

  SecondLook(Errand errand) {
    this.errand = errand;
  }

  void answers(Subject subject) {
    if (subject.application() == Application.STUN) {
      reflectors.add(subject);
    }
  }

  void isSilent(Subject subject) {
    if (subject.target().promise().answers()) {
      silent.add(subject);
      uneven.add(subject);
    }
  }

  /** One source port met silence, and another may not. */
  void isUneven(Subject subject) {
    uneven.add(subject);
  }

  void hasNoHost(Subject subject) {
    hostless.add(subject);
  }

  void rated(Subject subject, RateTest test) {
    // It has answered another source port: what all of this one lost says nothing of rates.
    if (test.isSilent()) {
      return;
    }
    rated.put(subject, test);
    if (test.isDoubtful()) {
      lossy.add(subject);
    }
  }

  void sized(Subject subject, SizeTest test) {
    if (test.sizes().stream().anyMatch(size -> !size.passed())) {
      holes.add(subject);
    }
  }

  void transferred(Subject subject, HttpExchange exchange) {
    long bytes = exchange.reply().map(HttpExchange.Reply::bodyBytes).orElse(0L);
    long millis = Math.max(1, exchange.stamp().elapsed().toMillis());
    if (bytes >= TELLING_BYTES && bytes * 8 / millis < NEEDED_KBPS) {
      slow.add(subject);
    }
  }

  /** Blocks, about a second where nothing was lost, at most as long as the run has time. */
  void run(StreamProbe streams) {
    boolean narrow =
        reflectors.stream().sorted(Subject.BY_PLACE).findFirst().filter(this::isNarrow).isPresent();
    if (!narrow && new SourcePorts(errand).decide(List.copyOf(uneven), this::ask, streams)) {
      return; // What else was lost may be so for the same reason.
    }
    List<RateTest> rates = lossy.isEmpty() ? List.copyOf(rated.values()) : again(narrow);
    if (!narrow && mayBeMoreThanUsual(rates)) {
      rate(
          errand.steps().series(),
          rated.keySet().stream().sorted(Subject.BY_PLACE).limit(MOST_SERIES).toList());
    }
    askSlowly(few(hostless, MOST_HOSTLESS));
    if (!narrow) {
      few(holes, MOST_SIZED).forEach(this::size);
    }
    few(slow, MOST_TRANSFERS).forEach(streams::run);
  }

  private List<RateTest> again(boolean narrow) {
    List<Subject> few = distinct(narrow ? 1 : MOST_RATED);
    List<RateTest> rates = rate(errand.steps().rateInTurn(few.size()), few);
    boolean limited = rates.stream().anyMatch(test -> test.fast().lossPercent() > LIMITED_PERCENT);
    if (limited || !narrow) {
      askSlowly(few(silent, MOST_SILENT));
    }
    return rates;
  }

  private boolean late() {
    return errand.patience().run().remaining().compareTo(RESERVED) < 0;
  }

  private static List<Subject> few(Queue<Subject> all, int most) {
    return all.stream().sorted(Subject.BY_PLACE).limit(most).toList();
  }

  /** One of each kind of service first. */
  private List<Subject> distinct(int most) {
    List<Subject> sorted = lossy.stream().sorted(Subject.BY_PLACE).toList();
    Set<String> kinds = new HashSet<>();
    List<Subject> chosen = new ArrayList<>();
    sorted.stream().filter(each -> kinds.add(each.id())).forEach(chosen::add);
    sorted.stream().filter(each -> !chosen.contains(each)).forEach(chosen::add);
    return chosen.subList(0, Math.min(most, chosen.size()));
  }

  /** Side by side: their slow parts do not disturb each other, and the fast ones take turns. */
  private List<RateTest> rate(RateStep step, List<Subject> subjects) {
    Queue<RateTest> tests = new ConcurrentLinkedQueue<>();
    join(
        subjects.stream()
            .map(
                each ->
                    task(
                        () ->
                            tests.add(
                                step.measure(
                                    each.id(),
                                    each.endpoint(),
                                    each.application(),
                                    each.name(),
                                    errand.patience()))))
            .toList());
    errand.journal().addAll(tests);
    return List.copyOf(tests);
  }

  /** Too much for a healthy path, or for chance, and not so much that it is certain. */
  private boolean mayBeMoreThanUsual(List<RateTest> tests) {
    boolean limited =
        tests.stream()
            .anyMatch(
                test ->
                    test.fast().lossPercent() > LIMITED_PERCENT
                        && test.slow().lossPercent() < LIMITED_PERCENT / 2);
    boolean time = errand.patience().run().remaining().compareTo(NEEDED_FOR_SERIES) > 0;
    int sent = tests.stream().mapToInt(RateTest::sent).sum();
    int lost = tests.stream().mapToInt(RateTest::lost).sum();
    return time
        && !limited
        && lost >= FEWEST_LOST
        && lost > sent * DOUBTED_SHARE
        && lost < sent * CERTAIN_SHARE;
  }

  /** Slowly, one after the other; those that stay silent are waited for together. */
  private void askSlowly(List<Subject> subjects) {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (Subject each : subjects) {
      if (!late()) {
        asked.add(task(() -> ask(each)));
        LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
      }
    }
    join(asked);
  }

  private void ask(Subject subject) {
    errand
        .journal()
        .add(
            errand
                .steps()
                .udp()
                .ask(
                    subject.id(),
                    subject.endpoint(),
                    subject.application(),
                    subject.name(),
                    errand.patience()));
  }

  private void size(Subject subject) {
    if (!late()) {
      errand
          .steps()
          .datagramSizes()
          .measure(subject.id(), subject.endpoint(), errand.patience())
          .ifPresent(errand.journal()::add);
    }
  }

  /** A busy machine makes a train look slow, never fast: the best one counts. */
  private boolean isNarrow(Subject subject) {
    boolean narrow = false;
    int most = lossy.isEmpty() ? MOST_TRAINS : 1;
    for (int train = 0; train < most && !late(); train++) {
      Optional<BandwidthTest> test =
          errand.steps().bandwidth().measure(subject.id(), subject.endpoint(), errand.patience());
      test.ifPresent(errand.journal()::add);
      if (test.isEmpty() || test.get().train().kbps() >= NEEDED_KBPS) {
        return false;
      }
      narrow = true;
    }
    return narrow;
  }

  private CompletableFuture<Void> task(Runnable what) {
    return CompletableFuture.runAsync(what, errand.crew().threads());
  }

  private static void join(List<CompletableFuture<Void>> tasks) {
    tasks.forEach(CompletableFuture::join);
  }
}
