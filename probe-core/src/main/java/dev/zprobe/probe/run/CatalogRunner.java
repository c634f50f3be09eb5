package dev.zprobe.probe.run;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.Catalog.PortalCheck;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observation;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.Roots;
import dev.zprobe.traffic.TrafficObserver;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Runs every probe of a plan, all at once within its limits. */
public final class CatalogRunner implements ProbeRunner {
  /** For what is under way when the limit is reached: its own waits end with it. */
  private static final Duration GRACE = Duration.ofMillis(1500);

  private static final String NEUTRAL_NAME = "www.example.com";

  private final KeyLog keyLog;
  private final BiFunction<Plan, Attempts, Surroundings> surroundings;

  public CatalogRunner(KeyLog keyLog) {
    this(keyLog, SystemSurroundings::new);
  }

  CatalogRunner(KeyLog keyLog, BiFunction<Plan, Attempts, Surroundings> surroundings) {
    this.keyLog = keyLog;
    this.surroundings = surroundings;
  }

  @Override
  public List<Observation> run(Plan plan, TrafficObserver traffic) {
    Deadline end = Deadline.after(plan.limits().total());
    Attempts attempts = Attempts.of(traffic);
    Journal journal = new Journal();
    try (Sockets sockets = Sockets.open();
        Crew crew = new Crew();
        Surroundings around = surroundings.apply(plan, attempts)) {
      ChainJudge judge = new ChainJudge(Roots.ofThisMachine(plan.trust()));
      Errand errand =
          new Errand(
              Steps.of(sockets, attempts, judge, keyLog),
              attempts,
              new Patience(end, plan.limits().step()),
              journal,
              crew,
              neutralName(plan.catalog()));
      new Round(plan, errand, around).begin();
      crew.await(new Deadline(end.nanoTime() + GRACE.toNanos()));
      journal.addAll(around.settle());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return journal.all();
  }

  private static String neutralName(Catalog catalog) {
    return catalog.controls().stream()
        .flatMap(control -> control.host().stream())
        .findFirst()
        .orElse(NEUTRAL_NAME);
  }

  /** One pass over the plan. */
  private static final class Round {
    private final Plan plan;
    private final Errand errand;
    private final Surroundings around;
    private final StreamProbe streams;
    private final DatagramProbe datagrams;
    private final Set<InetAddress> destinations = ConcurrentHashMap.newKeySet();

    Round(Plan plan, Errand errand, Surroundings around) {
      this.plan = plan;
      this.errand = errand;
      this.around = around;
      this.streams = new StreamProbe(errand);
      this.datagrams = new DatagramProbe(errand);
    }

    void begin() {
      Crew crew = errand.crew();
      Deadline end = errand.patience().run();
      crew.submit(() -> errand.journal().addAll(around.clock(plan.catalog().timeServers(), end)));
      crew.submit(() -> errand.journal().addAll(around.host(destinations, end)));
      plan.everything().forEach(target -> crew.submit(() -> begin(target)));
      plan.catalog().portalChecks().forEach(check -> crew.submit(() -> begin(check)));
    }

    private void begin(Target target) {
      for (InetAddress address : addresses(target)) {
        destinations.add(address);
        for (int port : target.ports()) {
          Subject subject = new Subject(target, new Endpoint(address, port, target.transport()));
          errand
              .crew()
              .submit(
                  address,
                  () -> {
                    if (target.transport() == Transport.TCP) {
                      streams.run(subject);
                    } else {
                      datagrams.run(subject);
                    }
                  });
        }
      }
    }

    private List<InetAddress> addresses(Target target) {
      Place place = target.place();
      if (place instanceof Place.Listed listed) {
        return usable(listed.addresses());
      }
      return usable(resolve(target.id(), ((Place.Named) place).host()));
    }

    /**
     * Where the system's resolvers know nothing, the controls' addresses are probed: this tells a
     * blocked name from more than that.
     */
    private Collection<InetAddress> resolve(String target, String name) {
      Optional<InetAddress> literal = Addresses.parse(name);
      if (literal.isPresent()) {
        return List.of(literal.get());
      }
      List<DnsLookup> lookups = around.lookup(target, name, errand.patience().run());
      Set<InetAddress> own = around.addresses(lookups);
      if (!own.isEmpty()) {
        return own;
      }
      Set<InetAddress> others = new LinkedHashSet<>();
      lookups.stream()
          .filter(lookup -> lookup.server().role() == DnsLookup.Role.CONTROL)
          .forEach(lookup -> others.addAll(lookup.answer().addresses()));
      return others;
    }

    private List<InetAddress> usable(Collection<InetAddress> addresses) {
      return addresses.stream().distinct().filter(this::isWanted).toList();
    }

    private boolean isWanted(InetAddress address) {
      return switch (plan.families()) {
        case BOTH -> true;
        case IPV4 -> address instanceof Inet4Address;
        case IPV6 -> !(address instanceof Inet4Address);
      };
    }

    private void begin(PortalCheck check) {
      URI url = URI.create(check.url());
      String host = url.getHost();
      if (host == null || errand.patience().run().expired()) {
        return;
      }
      usable(resolve(PortalProbe.TARGET, host)).stream()
          .findFirst()
          .ifPresent(
              address ->
                  errand
                      .crew()
                      .submit(address, () -> new PortalProbe(errand).run(check, url, address)));
    }
  }
}
