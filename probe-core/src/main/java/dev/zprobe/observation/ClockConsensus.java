package dev.zprobe.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What several sources of time say together, by intersecting their intervals (Marzullo's algorithm,
 * as in RFC 5905 section 11.2.1): sources outside the largest agreeing set are outliers. Pure.
 *
 * @param offset true time minus this clock, the median of the agreeing sources; empty when no
 *     majority agrees, or there is only one source
 * @param error the largest half interval of an agreeing source; zero without an offset
 * @param agreeing in the order given
 * @param outliers usable readings that contradict the agreeing ones
 */
public record ClockConsensus(
    Optional<Duration> offset, Duration error, List<Source> agreeing, List<Source> outliers) {
  private static final int FEWEST = 2;

  /** Servers that differ by less than a handshake could notice are not called liars. */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  public ClockConsensus {
    agreeing = List.copyOf(agreeing);
    outliers = List.copyOf(outliers);
  }

  /** How exact a source is in principle. */
  public enum Kind {
    NTP,
    /** The Date header of HTTP: whole seconds, and perhaps from a cache. */
    HTTP_DATE
  }

  /**
   * @param observation its id
   * @param name of the server, for a reader
   * @param offset true time minus this clock lies within plus or minus the error of it
   */
  public record Source(
      String observation, String name, Kind kind, Duration offset, Duration error) {
    private long low() {
      return offset.minus(error).minus(TOLERANCE).toNanos();
    }

    private long high() {
      return offset.plus(error).plus(TOLERANCE).toNanos();
    }
  }

  /** Time servers where at least two answered, else HTTP as well. */
  public static ClockConsensus of(Observations seen) {
    List<Source> exact = fromNtp(seen);
    if (exact.size() >= FEWEST) {
      ClockConsensus consensus = among(exact);
      if (consensus.offset().isPresent()) {
        return consensus;
      }
    }
    List<Source> all = new ArrayList<>(exact);
    all.addAll(fromHttp(seen));
    return among(all);
  }

  /** One source for each time server address that gave a reading. */
  public static List<Source> fromNtp(Observations seen) {
    return seen.each(ClockQuery.class)
        .filter(each -> each.reading().isPresent())
        .filter(each -> each.worked() || each.failedWith(FailureCode.CLOCK_OUTLIER))
        .map(
            each -> {
              ClockQuery.Reading reading = each.reading().orElseThrow();
              return new Source(
                  each.id(), each.server(), Kind.NTP, reading.offset(), reading.error());
            })
        .toList();
  }

  /**
   * One source for each host whose responses carry a date; the header was written within the
   * exchange, and is cut to whole seconds.
   */
  public static List<Source> fromHttp(Observations seen) {
    List<Source> sources = new ArrayList<>();
    List<Object> known = new ArrayList<>();
    seen.each(HttpExchange.class)
        .forEach(
            each ->
                each.reply()
                    .flatMap(HttpExchange.Reply::date)
                    .ifPresent(
                        date -> {
                          if (!known.contains(each.endpoint().address())) {
                            known.add(each.endpoint().address());
                            sources.add(source(each, date));
                          }
                        }));
    return sources;
  }

  private static Source source(HttpExchange exchange, Instant date) {
    Duration half = exchange.stamp().elapsed().dividedBy(2);
    Instant middle = exchange.stamp().started().plus(half);
    Duration offset = Duration.between(middle, date.plusMillis(500));
    return new Source(exchange.id(), exchange.url(), Kind.HTTP_DATE, offset, half.plusMillis(1000));
  }

  /** The largest set of sources of which all share a point; it must be a majority of at least 2. */
  public static ClockConsensus among(List<Source> sources) {
    List<Source> best = List.of();
    for (Source edge : sources) {
      long point = edge.low();
      List<Source> together =
          sources.stream().filter(each -> each.low() <= point && point <= each.high()).toList();
      if (together.size() > best.size()) {
        best = together;
      }
    }
    if (best.size() < FEWEST || 2 * best.size() <= sources.size()) {
      return new ClockConsensus(Optional.empty(), Duration.ZERO, List.of(), List.of());
    }
    List<Source> agreeing = best;
    return new ClockConsensus(
        Optional.of(median(agreeing)),
        agreeing.stream().map(Source::error).max(Comparator.naturalOrder()).orElse(Duration.ZERO),
        agreeing,
        sources.stream().filter(each -> !agreeing.contains(each)).toList());
  }

  private static Duration median(List<Source> sources) {
    List<Duration> offsets = sources.stream().map(Source::offset).sorted().toList();
    Duration upper = offsets.get(offsets.size() / 2);
    Duration lower = offsets.get((offsets.size() - 1) / 2);
    return lower.plus(upper.minus(lower).dividedBy(2));
  }

  /** True when the sources agree that this clock is off by more than a limit and their error. */
  public boolean isOffBy(Duration limit) {
    return offset
        .map(Duration::abs)
        .filter(off -> off.compareTo(limit) > 0 && off.compareTo(error) > 0)
        .isPresent();
  }

  public boolean isOutlier(Observation observation) {
    return outliers.stream().anyMatch(each -> each.observation().equals(observation.id()));
  }

  /** The true time of an instant of this clock, where it is known. */
  public Instant corrected(Instant here) {
    return offset.map(here::plus).orElse(here);
  }
}
