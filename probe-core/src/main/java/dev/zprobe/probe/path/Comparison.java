package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks a router for tests and for their control at the same moment, the tests first. A router that
 * limits its errors answers the first to come; so when the control is answered after a test was
 * not, that is no limit. When nobody is answered, nothing is learned.
 */
final class Comparison {
  /** Chance does not last. */
  static final Duration BETWEEN_ROUNDS = Duration.ofMillis(300);

  /** Linux, and others after it, allow one error a second. */
  static final Duration LIMITED = Duration.ofMillis(1100);

  /** Hops that are tried again where the control was answered and the test was not. */
  private static final int CONTESTED_HOPS = 2;

  /** Enough for the tests' packets to leave before the control's. */
  private static final int HEAD_START_MILLIS = 15;

  private final ExecutorService workers;
  private final Deadline deadline;

  Comparison(ExecutorService workers, Deadline deadline) {
    this.workers = workers;
    this.deadline = deadline;
  }

  /** Whether this router answers this test. */
  record Question(Climbing test, Climbing control, int ttl) {}

  private record Control(Climbing climbing, int ttl) {}

  /** Asks hop by hop. False when a router answered nobody, so that it is to be asked again. */
  boolean ask(List<Question> questions) throws InterruptedException {
    Map<Control, List<Question>> byControl = new LinkedHashMap<>();
    for (Question each : questions) {
      byControl
          .computeIfAbsent(new Control(each.control(), each.ttl()), key -> new ArrayList<>())
          .add(each);
    }
    boolean clear = true;
    List<Integer> hops = questions.stream().map(Question::ttl).distinct().sorted().toList();
    for (int ttl : hops) {
      Map<Control, List<Question>> here = new LinkedHashMap<>(byControl);
      here.keySet().removeIf(control -> control.ttl() != ttl);
      clear &= at(here);
    }
    return clear;
  }

  private boolean at(Map<Control, List<Question>> here) throws InterruptedException {
    if (deadline.expired()) {
      return true;
    }
    Map<Question, Future<Optional<Hop>>> tests = new LinkedHashMap<>();
    for (List<Question> each : here.values()) {
      for (Question question : each) {
        tests.put(question, workers.submit(() -> question.test().again(question.ttl())));
      }
    }
    new CountDownLatch(1).await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
    Map<Control, Future<Optional<Hop>>> controls = new LinkedHashMap<>();
    for (Control each : here.keySet()) {
      controls.put(each, workers.submit(() -> each.climbing().again(each.ttl())));
    }
    boolean clear = true;
    for (Map.Entry<Control, List<Question>> each : here.entrySet()) {
      Map<Question, Optional<Hop>> answers = new LinkedHashMap<>();
      for (Question question : each.getValue()) {
        answers.put(question, result(tests.get(question)));
      }
      clear &= learn(each.getKey(), result(controls.get(each.getKey())), answers);
    }
    return clear;
  }

  /** False when a test was silent and its control as well. */
  private static boolean learn(
      Control control, Optional<Hop> answer, Map<Question, Optional<Hop>> tests) {
    boolean silent = isSilent(answer);
    boolean nobody = silent && tests.values().stream().allMatch(Comparison::isSilent);
    if (silent && !nobody) {
      control.climbing().silentAgain(answer.orElseThrow());
    }
    boolean clear = true;
    for (Map.Entry<Question, Optional<Hop>> each : tests.entrySet()) {
      Question question = each.getKey();
      if (isSilent(each.getValue()) && silent) {
        question.test().unclear(question.ttl());
        question.control().unclear(question.ttl());
        clear = false;
      } else if (isSilent(each.getValue())) {
        question.test().silentAgain(each.getValue().orElseThrow());
      }
    }
    return clear;
  }

  private static boolean isSilent(Optional<Hop> asked) {
    return asked.filter(hop -> !hop.answered()).isPresent();
  }

  /** Routers that answered the control above the last that answered the test. */
  static List<Integer> contested(List<Hop> test, List<Hop> control) {
    if (test.isEmpty() || test.get(test.size() - 1).answered()) {
      return List.of();
    }
    int last = test.stream().filter(Hop::answered).mapToInt(Hop::ttl).max().orElse(0);
    return control.stream()
        .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED && hop.ttl() > last)
        .map(Hop::ttl)
        .filter(ttl -> test.stream().anyMatch(hop -> hop.ttl() == ttl))
        .limit(CONTESTED_HOPS)
        .toList();
  }

  /** Does the same for all of them, side by side. */
  static <T> void together(ExecutorService workers, List<T> all, Consumer<T> work)
      throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (T each : all) {
      running.add(workers.submit(() -> work.accept(each)));
    }
    for (Future<?> each : running) {
      result(each);
    }
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    }
  }
}
