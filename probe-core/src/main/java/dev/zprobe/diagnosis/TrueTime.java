package dev.zprobe.diagnosis;

import dev.zprobe.observation.ClockConsensus;
import dev.zprobe.observation.ClockConsensus.Source;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * True time minus this clock, as far as the run knows it.
 *
 * @param offset of the sources that agree, or of the only one; empty when there is none, or when
 *     they contradict each other
 * @param agreeing one observation per source that supports it
 * @param dissenting sources that contradict it
 */
public record TrueTime(
    Optional<Duration> offset,
    Duration error,
    List<Observation> agreeing,
    List<Observation> dissenting) {

  static TrueTime of(Observations seen) {
    List<Source> sources = new ArrayList<>(ClockConsensus.fromNtp(seen));
    sources.addAll(ClockConsensus.fromHttp(seen));
    ClockConsensus consensus = ClockConsensus.of(seen);
    if (consensus.offset().isEmpty() && sources.size() == 1) {
      Source only = sources.get(0);
      return new TrueTime(
          Optional.of(only.offset()), only.error(), observations(seen, sources), List.of());
    }
    if (consensus.offset().isEmpty()) {
      return new TrueTime(Optional.empty(), Duration.ZERO, List.of(), List.of());
    }
    Duration offset = consensus.offset().get();
    List<Source> agreeing = new ArrayList<>();
    List<Source> dissenting = new ArrayList<>();
    for (Source each : sources) {
      Duration apart = each.offset().minus(offset).abs();
      boolean fits = apart.compareTo(each.error().plus(consensus.error()).plusSeconds(1)) <= 0;
      (fits ? agreeing : dissenting).add(each);
    }
    return new TrueTime(
        consensus.offset(),
        consensus.error(),
        observations(seen, agreeing),
        observations(seen, dissenting));
  }

  private static List<Observation> observations(Observations seen, List<Source> sources) {
    return sources.stream().flatMap(each -> seen.byId(each.observation()).stream()).toList();
  }

  /** This host's reading, corrected as far as known. */
  public Instant trueTime(Instant byThisClock) {
    return byThisClock.plus(offset.orElse(Duration.ZERO));
  }

  public boolean known() {
    return offset.isPresent();
  }
}
