package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.UdpExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many requests to places that do answer stayed without an answer. Places that never answer do
 * not count: that is no loss at random.
 *
 * @param steps that were counted
 */
public record Losses(int sent, int lost, List<Observation> steps) {
  /** Healthy paths lose up to 2 % in each direction: 4 % of the round trips. */
  private static final double HEALTHY = 0.04;

  /** From 3 % in one direction to 3 % in both. */
  private static final double REPORTED = 0.045;

  /** Standard deviations that keep chance out: one false alarm in some hundred runs at 2 %. */
  private static final double SURE = 3.1;

  /** Beyond these, chance plays no part any more. */
  private static final double BEYOND_DOUBT = 4;

  private static final int FEWEST_LOST = 4;

  /**
   * Where one connection needs more, it was not chance that took them but a time without any way.
   */
  private static final int MOST_SYNS = 3;

  /** So seldom may random loss spare all requests to one address. */
  private static final double SPARED_BY_CHANCE = 0.01;

  /** So seldom may random loss spare every second SYN. */
  private static final double BURST_CHANCE = 0.05;

  /** Tries from a datagram's first source port; one from another follows. */
  private static final int ONE_PORT_TRIES = 3;

  /** Between the first try of a datagram and the second, less what a busy machine takes. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(160);

  public Losses {
    steps = List.copyOf(steps);
  }

  /** Of everything; or of TCP alone, where the many datagrams that pass would hide its loss. */
  static Losses of(Observations seen) {
    List<TcpConnect> connects = seen.each(TcpConnect.class).toList();
    if (isBurst(connects)) {
      return of(seen, seen.all().stream().filter(each -> !(each instanceof TcpConnect)).toList());
    }
    Losses all = of(seen, seen.all());
    Losses streams = of(seen, connects);
    return !all.isSignificant() && streams.isSignificant() ? streams : all;
  }

  /**
   * Many first SYNs were lost and hardly any that followed a second later: all connections begin at
   * once, so that one short outage takes many of them. Random loss takes its share of both.
   */
  private static boolean isBurst(List<TcpConnect> connects) {
    List<Integer> syns = connects.stream().map(Losses::sent).filter(sent -> sent > 0).toList();
    double again = syns.stream().filter(sent -> sent > 1).count();
    boolean neverTwice = syns.stream().allMatch(sent -> sent < 3);
    return neverTwice && Math.pow(1 - again / syns.size(), again) < BURST_CHANCE;
  }

  private static Losses of(Observations seen, List<? extends Observation> some) {
    RateTrials trials = RateTrials.of(seen);
    // Where tests were repeated alone, what the crowd of probes lost over UDP is no chance.
    boolean repeated = !trials.alone().isEmpty();
    boolean limited = !trials.limited().isEmpty();
    Set<Endpoint> ruled = ruled(seen, trials);
    boolean split = seen.each(SourcePortTest.class).anyMatch(SourcePortTest::isSplit);
    List<Observation> counted = new ArrayList<>();
    int sent = 0;
    int lost = 0;
    for (Observation each : some) {
      boolean alone =
          each instanceof TcpConnect
              || trials.alone().contains(each)
              || each instanceof RateTest rate && rate.isSeries();
      boolean crowded = repeated && !alone;
      int asked = sent(each);
      boolean rule =
          endpoint(each).filter(ruled::contains).isPresent()
              || split && each instanceof UdpExchange udp && udp.result().sent() > ONE_PORT_TRIES;
      if (!crowded && !rule && asked > 0 && lost(each) < asked) {
        counted.add(each);
        sent += asked;
        lost += lost(each);
        if (each instanceof RateTest rate && !limited) {
          sent += rate.fast().sent();
          lost += rate.fast().sent() - rate.fast().answered();
        }
      }
    }
    return new Losses(sent, lost, counted);
  }

  /**
   * Where something is lost by a rule and not by chance: what goes by the source port, SYNs that a
   * device keeps back for a while after a hello that it dropped, and what a limit of rate takes.
   */
  private static Set<Endpoint> ruled(Observations seen, RateTrials trials) {
    Stream<Endpoint> split =
        seen.each(SourcePortTest.class)
            .filter(SourcePortTest::isSplit)
            .map(SourcePortTest::endpoint);
    Stream<Endpoint> unanswered =
        seen.each(TlsHandshake.class)
            .filter(each -> each.failedWith(FailureCode.TLS_TIMEOUT) && !each.answered())
            .map(TlsHandshake::endpoint);
    Stream<Endpoint> limited = trials.limitedAtAnyRate().stream().map(RateTest::endpoint);
    return Stream.of(split, unanswered, limited)
        .flatMap(endpoints -> endpoints)
        .collect(Collectors.toSet());
  }

  /** Requests of this step that an answer was expected for; 0 when it says nothing about loss. */
  public static int sent(Observation each) {
    if (each instanceof UdpExchange udp) {
      // Beyond the first pause a try is repeated because the answer is far, not because it is lost.
      boolean near = udp.result().roundTrip().compareTo(FIRST_PAUSE) < 0;
      return udp.worked() && near ? udp.result().sent() : 0;
    }
    if (each instanceof RateTest rate) {
      return rate.slow().sent();
    }
    if (each instanceof ClockQuery clock) {
      return clock.worked() ? queries(clock) : 0;
    }
    return each instanceof TcpConnect tcp && tcp.worked()
        ? Math.min(MOST_SYNS, tcp.trace().numbers(Content.SYN, true).size())
        : 0;
  }

  /** Four in a run; other clients ask as often as they like. */
  private static int queries(ClockQuery clock) {
    int seen = clock.trace().framesOut().size();
    return seen == 0 ? 4 : Math.min(4, seen);
  }

  /** Of those, the ones without an answer. */
  public static int lost(Observation each) {
    if (each instanceof UdpExchange udp) {
      return Math.max(0, sent(udp) - udp.result().answered());
    }
    if (each instanceof RateTest rate) {
      return rate.slow().sent() - rate.slow().answered();
    }
    if (each instanceof ClockQuery clock) {
      return Math.max(0, sent(clock) - clock.reading().map(reading -> reading.samples()).orElse(0));
    }
    return each instanceof TcpConnect ? Math.max(0, sent(each) - 1) : 0;
  }

  /** Where the step went. */
  public static Optional<Endpoint> endpoint(Observation each) {
    if (each instanceof UdpExchange udp) {
      return Optional.of(udp.endpoint());
    }
    if (each instanceof RateTest rate) {
      return Optional.of(rate.endpoint());
    }
    if (each instanceof ClockQuery clock) {
      return Optional.of(clock.endpoint());
    }
    return each instanceof TcpConnect tcp ? Optional.of(tcp.endpoint()) : Optional.empty();
  }

  /** Of the round trips, 0 to 100. */
  public double percent() {
    return sent == 0 ? 0 : 100.0 * lost / sent;
  }

  /** More than a healthy path and chance together explain. */
  public boolean isSignificant() {
    return lost >= FEWEST_LOST && exceedsChance(SURE) && lost > sent * REPORTED;
  }

  /** So much more that no second sample is needed. */
  public boolean isBeyondDoubt() {
    return isSignificant() && exceedsChance(BEYOND_DOUBT);
  }

  private boolean exceedsChance(double deviations) {
    return lost > sent * HEALTHY + deviations * Math.sqrt(sent * HEALTHY * (1 - HEALTHY));
  }

  /**
   * So many requests went to this address, or to all of its family, without one that was lost, that
   * they do not go where the others are lost.
   */
  public boolean spares(Endpoint endpoint) {
    return spares(each -> each.address().equals(endpoint.address()))
        || spares(each -> each.address().getClass() == endpoint.address().getClass());
  }

  private boolean spares(Predicate<Endpoint> which) {
    List<Observation> there =
        steps.stream().filter(each -> endpoint(each).filter(which).isPresent()).toList();
    int asked = there.stream().mapToInt(Losses::sent).sum();
    boolean none = there.stream().allMatch(each -> lost(each) == 0 && !losesFast(each));
    return none && Math.pow(1 - percent() / 100, asked) < SPARED_BY_CHANCE;
  }

  private static boolean losesFast(Observation each) {
    return each instanceof RateTest rate && rate.fast().answered() < rate.fast().sent();
  }

  /** True when so many tries in a row may all have been lost by chance, somewhere in this run. */
  public boolean mayExplainSilence(int tries) {
    double share = sent == 0 ? 0 : (double) lost / sent;
    return isSignificant()
        && Math.pow(share, Math.max(1, tries)) * Math.max(10, steps.size()) > 0.02;
  }
}
