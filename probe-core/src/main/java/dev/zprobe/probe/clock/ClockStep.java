package dev.zprobe.probe.clock;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostPort;
import dev.zprobe.observation.ClockConsensus;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.dns.NameService;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks all time servers at once, at up to three addresses each. */
public final class ClockStep {
  /** The stamp's target. */
  public static final String TARGET = "clock";

  private static final int NTP_PORT = 123;
  private static final int MOST_PER_FAMILY = 2;
  private static final int MOST_SERVERS = 16;

  private final NameService names;
  private final Plan.Families families;
  private final Attempts attempts;

  public ClockStep(NameService names, Plan.Families families, Attempts attempts) {
    this.names = names;
    this.families = families;
    this.attempts = attempts;
  }

  /**
   * Blocks for about two seconds when the servers answer. The lookups of their names are with the
   * name service; a name that does not resolve leaves nothing here.
   *
   * @param servers {@code host} or {@code host:port}
   * @return one {@link ClockQuery} for each address, outliers marked
   */
  public List<Observation> query(List<String> servers, Deadline deadline) {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "zprobe-clock");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<CompletableFuture<List<ClockQuery>>> queries =
          servers.stream()
              .limit(MOST_SERVERS)
              .map(
                  server ->
                      CompletableFuture.supplyAsync(() -> resolve(server, deadline), threads)
                          .thenCompose(places -> ask(server, places, deadline, threads)))
              .toList();
      return markOutliers(
          queries.stream().map(CompletableFuture::join).flatMap(Collection::stream).toList());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Endpoint> resolve(String server, Deadline deadline) {
    HostPort place = HostPort.parse(server);
    int port = place.port().orElse(NTP_PORT);
    Optional<InetAddress> literal = Addresses.parse(place.host());
    Collection<InetAddress> addresses =
        literal.isPresent()
            ? List.of(literal.get())
            : NameService.addresses(names.lookup(TARGET, place.host(), deadline));
    List<Endpoint> endpoints = new ArrayList<>();
    for (boolean four : new boolean[] {true, false}) {
      addresses.stream()
          .filter(each -> families.allow(each) && (each.getAddress().length == 4) == four)
          .limit(four ? MOST_PER_FAMILY : 1)
          .forEach(each -> endpoints.add(Endpoint.udp(each, port)));
    }
    return endpoints;
  }

  private CompletableFuture<List<ClockQuery>> ask(
      String server, List<Endpoint> places, Deadline deadline, ExecutorService threads) {
    List<CompletableFuture<ClockQuery>> queries =
        places.stream()
            .map(
                place ->
                    CompletableFuture.supplyAsync(
                        () ->
                            new TimeServer(server, place, attempts.begin(TARGET), attempts.clock())
                                .query(deadline),
                        threads))
            .toList();
    return CompletableFuture.allOf(queries.toArray(CompletableFuture[]::new))
        .thenApply(done -> queries.stream().map(CompletableFuture::join).toList());
  }

  private static List<Observation> markOutliers(List<ClockQuery> queries) {
    ClockConsensus consensus =
        ClockConsensus.among(
            ClockConsensus.fromNtp(Observations.of(List.of(), List.copyOf(queries))));
    List<Observation> marked = new ArrayList<>();
    for (ClockQuery each : queries) {
      marked.add(consensus.isOutlier(each) ? outlier(each, consensus) : each);
    }
    return marked;
  }

  private static ClockQuery outlier(ClockQuery query, ClockConsensus consensus) {
    String detail = consensus.agreeing().size() + " others agree on another time";
    return new ClockQuery(
        query.stamp(),
        query.server(),
        query.endpoint(),
        query.reading(),
        Optional.of(new Failure(FailureCode.CLOCK_OUTLIER, detail)),
        query.trace());
  }
}
