package dev.zprobe.probe.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.traffic.TrafficObserver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClimberTest {
  private static final InetAddress TARGET = Addresses.parse("203.0.113.30").orElseThrow();
  private static final int LAST_ROUTER = 4;
  private static final int CLOSED_PORT = 33434;
  private static final Duration REFILL = Duration.ofMillis(900);

  private final ExecutorService workers = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void whatPassesTheLastRouterIsNotAskedOfTheOthers() throws InterruptedException {
    Routers routers = new Routers(100, 0, Set.of());
    List<Climber.Climbed> done = climb(routers, 8801);
    assertEquals(List.of("4 TIME_EXCEEDED", "5 SILENT"), hops(done.get(0)));
  }

  @Test
  void aDroppedPortEndsWhereItIsDropped() throws InterruptedException {
    Routers routers = new Routers(100, 2, Set.of(8801));
    List<Climber.Climbed> done = climb(routers, 8801, 8802);
    assertEquals(
        List.of("1 TIME_EXCEEDED", "2 TIME_EXCEEDED", "3 SILENT", "4 SILENT"),
        hops(done.get(0)).subList(0, 4));
    assertEquals(List.of("4 TIME_EXCEEDED", "5 SILENT"), hops(done.get(1)));
  }

  @Test
  void routersThatLimitTheirErrorsDropNothing() throws InterruptedException {
    Routers routers = new Routers(3, 0, Set.of());
    for (Climber.Climbed each : climb(routers, 8801, 8802, 8803, 8804, 8805)) {
      List<String> hops = hops(each);
      assertTrue(
          hops.isEmpty() || hops.get(0).equals("4 TIME_EXCEEDED"), "no silence stays: " + hops);
    }
  }

  @Test
  void aSilenceThatTheEndOfTheTimeCutShortIsNone() {
    Deadline soon = Deadline.after(Duration.ofMillis(50));
    Climbing climbing =
        new Climbing(
            climb(8801, false),
            Attempts.of(TrafficObserver.blind("a test")).begin("media"),
            soon,
            PathProgress.NONE);
    climbing.climb(new LateFrom(3, soon), ttl -> false);
    assertEquals(
        List.of("1 TIME_EXCEEDED", "2 TIME_EXCEEDED"),
        climbing.hops().stream().map(hop -> hop.ttl() + " " + hop.reply()).toList());
  }

  /** Waits in vain from one hop on, until the time is over. */
  private record LateFrom(int late, Deadline deadline) implements LadderEngine {
    @Override
    public String name() {
      return "a slow line";
    }

    @Override
    public boolean usable() {
      return true;
    }

    @Override
    public Rungs open(Climb climb, Attempt attempt, Deadline until) {
      return new Rungs() {
        @Override
        public Hop at(int ttl) {
          while (ttl >= late && !deadline.expired()) {
            Thread.onSpinWait();
          }
          return Routers.hop(ttl, ttl < late ? Reply.TIME_EXCEEDED : Reply.SILENT);
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }
  }

  private List<Climber.Climbed> climb(Routers routers, int... ports) throws InterruptedException {
    Climb control = climb(CLOSED_PORT, true);
    List<ClimbPlan.Pair> pairs = new ArrayList<>();
    for (int port : ports) {
      pairs.add(new ClimbPlan.Pair(climb(port, false), List.of(control), Optional.empty()));
    }
    Climber climber =
        new Climber(
            Attempts.of(TrafficObserver.blind("a test")),
            routers,
            PathOptions.STANDARD,
            Deadline.after(Duration.ofSeconds(20)),
            workers);
    return climber.all(pairs);
  }

  private static Climb climb(int port, boolean control) {
    Payload payload = new Payload(Stage.DATAGRAM, control, "port " + port);
    return new Climb("media", Endpoint.udp(TARGET, port), payload, new byte[] {1});
  }

  private static List<String> hops(Climber.Climbed each) {
    return each.test().hops().stream().map(hop -> hop.ttl() + " " + hop.reply()).toList();
  }

  /** Each answers {@code burst} at once and then one every {@link #REFILL}; one may drop ports. */
  private static final class Routers implements LadderEngine {
    private final int burst;
    private final int filter;
    private final Set<Integer> dropped;
    private final Map<Integer, Integer> answered = new HashMap<>();
    private final long start = System.nanoTime();

    Routers(int burst, int filter, Set<Integer> dropped) {
      this.burst = burst;
      this.filter = filter;
      this.dropped = dropped;
    }

    @Override
    public String name() {
      return "a line of routers";
    }

    @Override
    public boolean usable() {
      return true;
    }

    @Override
    public Rungs open(Climb climb, Attempt attempt, Deadline deadline) {
      int port = climb.endpoint().port();
      return new Rungs() {
        @Override
        public Hop at(int ttl) {
          return answer(port, ttl);
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }

    private synchronized Hop answer(int port, int ttl) {
      if (filter > 0 && ttl > filter && dropped.contains(port)) {
        return hop(ttl, Reply.SILENT);
      }
      if (ttl > LAST_ROUTER) {
        return hop(ttl, port == CLOSED_PORT ? Reply.ANSWER : Reply.SILENT);
      }
      long allowed = burst + (System.nanoTime() - start) / REFILL.toNanos();
      boolean answers = answered.getOrDefault(ttl, 0) < allowed;
      answered.merge(ttl, answers ? 1 : 0, Integer::sum);
      return hop(ttl, answers ? Reply.TIME_EXCEEDED : Reply.SILENT);
    }

    private static Hop hop(int ttl, Reply reply) {
      Optional<InetAddress> from =
          reply == Reply.SILENT ? Optional.empty() : Addresses.parse("192.0.2." + ttl);
      return new Hop(ttl, reply, from, Duration.ofMillis(1), "");
    }
  }
}
