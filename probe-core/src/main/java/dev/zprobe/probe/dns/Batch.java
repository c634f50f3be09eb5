package dev.zprobe.probe.dns;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** All questions for one name. */
final class Batch {
  /** How long the other resolvers may take after one has answered in full. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final List<DnsLookup> overrides;
  private final List<Inquiry> inquiries = new ArrayList<>();

  private Batch(List<DnsLookup> overrides) {
    this.overrides = overrides;
  }

  /** Who asks for what, by when. */
  record Request(String targetId, String name, Deadline deadline) {}

  static Batch begin(
      Asker asker, Request request, Plan.Families families, List<HostsEntry> overrides) {
    Batch batch = new Batch(asker.override(request, overrides));
    List<String> types =
        switch (families) {
          case BOTH -> List.of("A", "AAAA");
          case IPV4 -> List.of("A");
          case IPV6 -> List.of("AAAA");
        };
    for (String type : types) {
      Question question = new Question(request.name(), type, Purpose.SERVICE);
      asker.ask(request, question, batch::add);
    }
    return batch;
  }

  private synchronized void add(Inquiry inquiry) {
    inquiries.add(inquiry);
    inquiry.first().whenComplete((lookup, thrown) -> wake());
  }

  private synchronized void wake() {
    notifyAll();
  }

  synchronized List<DnsLookup> await(Deadline deadline) {
    Deadline patience = deadline;
    boolean answered = !overrides.isEmpty();
    while (!answered && !patience.expired() && !allDone()) {
      if (oneResolverDone() && patience.equals(deadline)) {
        patience = deadline.within(GRACE);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, patience.remaining().toNanos()));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return soFar();
  }

  private List<DnsLookup> soFar() {
    List<DnsLookup> lookups = new ArrayList<>(overrides);
    for (Inquiry each : inquiries) {
      if (each.first().isDone()) {
        lookups.add(each.first().join());
      }
    }
    return lookups;
  }

  private boolean allDone() {
    return system().stream().allMatch(each -> each.first().isDone());
  }

  /** One resolver has answered every type, with an address among the answers. */
  private boolean oneResolverDone() {
    Map<Object, List<Inquiry>> byServer =
        system().stream().collect(Collectors.groupingBy(each -> each.server().endpoint()));
    return byServer.values().stream()
        .anyMatch(
            asked ->
                asked.stream().allMatch(each -> each.first().isDone())
                    && asked.stream()
                        .anyMatch(each -> !each.first().join().answer().addresses().isEmpty()));
  }

  private List<Inquiry> system() {
    return inquiries.stream().filter(each -> each.server().role() == Role.SYSTEM).toList();
  }
}
