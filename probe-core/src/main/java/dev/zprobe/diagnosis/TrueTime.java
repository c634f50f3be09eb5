package dev.zprobe.diagnosis;

import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.ProxyConnect;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * True time minus this clock, from every source of the run: SNTP servers, and Date headers of HTTP
 * answers, which are good to about two seconds.
 *
 * @param offset of the largest set of sources that agree; empty when there is no source
 * @param agreeing one observation per source that supports it
 * @param dissenting sources that contradict it
 */
public record TrueTime(
    Optional<Duration> offset,
    Duration error,
    List<Observation> agreeing,
    List<Observation> dissenting) {
  private static final Duration DATE_ERROR = Duration.ofSeconds(2);

  /** One statement about time, within plus or minus its error, by a source of its own. */
  private record Word(Observation source, Duration offset, Duration error, String speaker) {
    boolean agreesWith(Word other) {
      Duration apart = offset.minus(other.offset).abs();
      return apart.compareTo(error.plus(other.error)) <= 0;
    }
  }

  static TrueTime of(Observations seen) {
    List<Word> words = new ArrayList<>();
    seen.each(ClockQuery.class).forEach(query -> words.addAll(word(query)));
    Set<InetAddress> dated = new HashSet<>();
    boolean proxied = seen.each(ProxyConnect.class).findAny().isPresent();
    seen.each(HttpExchange.class)
        .filter(http -> proxied || dated.add(http.endpoint().address()))
        .forEach(http -> words.addAll(word(http)));
    List<Word> best =
        words.stream()
            .map(word -> words.stream().filter(word::agreesWith).toList())
            .max(Comparator.comparingInt(TrueTime::weight))
            .orElse(List.of());
    return new TrueTime(
        median(best),
        best.stream().map(Word::error).min(Duration::compareTo).orElse(Duration.ZERO),
        best.stream().map(Word::source).toList(),
        words.stream().filter(word -> !best.contains(word)).map(Word::source).toList());
  }

  /** SNTP is made for this; a Date header only breaks a tie. */
  private static int weight(List<Word> words) {
    return words.stream().mapToInt(word -> word.source() instanceof ClockQuery ? 10 : 1).sum();
  }

  private static Optional<Duration> median(List<Word> words) {
    List<Word> sorted =
        words.stream()
            .sorted(Comparator.comparing(Word::error).thenComparing(Word::offset))
            .toList();
    // The most exact words alone: a Date header must not blur what SNTP knows to a millisecond.
    List<Duration> exact =
        sorted.stream()
            .filter(word -> word.error().compareTo(sorted.get(0).error().multipliedBy(4)) <= 0)
            .map(Word::offset)
            .sorted()
            .toList();
    return exact.isEmpty() ? Optional.empty() : Optional.of(exact.get(exact.size() / 2));
  }

  private static List<Word> word(ClockQuery query) {
    return query.reading().filter(reading -> query.worked() || outlier(query)).stream()
        .map(reading -> new Word(query, reading.offset(), reading.error(), query.server()))
        .toList();
  }

  /** An outlier was judged by others; here it is one voice like any other. */
  private static boolean outlier(ClockQuery query) {
    return query.failedWith(dev.zprobe.observation.FailureCode.CLOCK_OUTLIER);
  }

  private static List<Word> word(HttpExchange http) {
    Instant middle = http.stamp().started().plus(http.stamp().elapsed().dividedBy(2));
    Duration error = DATE_ERROR.plus(http.stamp().elapsed());
    return http.reply().flatMap(HttpExchange.Reply::date).stream()
        .map(date -> new Word(http, Duration.between(middle, date), error, http.url()))
        .toList();
  }

  /** This host's reading, corrected as far as known. */
  public Instant trueTime(Instant byThisClock) {
    return byThisClock.plus(offset.orElse(Duration.ZERO));
  }

  public boolean known() {
    return offset.isPresent();
  }

  /** SNTP servers under different names among those that agree. */
  public long servers() {
    return agreeing.stream()
        .filter(ClockQuery.class::isInstance)
        .map(each -> ((ClockQuery) each).server())
        .distinct()
        .count();
  }
}
