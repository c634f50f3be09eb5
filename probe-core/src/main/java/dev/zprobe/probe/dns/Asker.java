package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.NameServer;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.plan.SecureDnsText;
import dev.zprobe.probe.Attempts;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Sends questions to all resolvers, one thread each, and remembers them all. */
final class Asker implements AutoCloseable {
  private static final int MOST_AT_ONCE = 16;
  private static final Duration TCP_PATIENCE = Duration.ofMillis(2200);

  /** Three tries a second apart, and the wait for a second answer, with room. */
  private static final Duration SETTLING = Duration.ofSeconds(8);

  /** For what only adds to an answer that is there. */
  private static final UdpInquirer.Pace BRIEF =
      new UdpInquirer.Pace(2, Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ZERO);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Attempts attempts;
  private final List<NameServer> servers = new ArrayList<>();
  private final List<URI> secure;
  private final SecureDns secureDns;
  private final UdpInquirer.Pace pace;
  private final Map<Endpoint, Semaphore> slots = new ConcurrentHashMap<>();
  private final List<Inquiry> inquiries = new CopyOnWriteArrayList<>();
  private final Queue<DnsLookup> overrides = new ConcurrentLinkedQueue<>();
  private final Map<Inquiry, Inquiry> tcpOf = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "zprobe-dns");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Whom to ask.
   *
   * @param secure over HTTPS (RFC 8484); their hosts are addresses
   */
  record Servers(List<Endpoint> system, List<Endpoint> controls, List<URI> secure) {}

  Asker(Attempts attempts, Servers asked, SecureDns secureDns, UdpInquirer.Pace pace) {
    this.attempts = attempts;
    this.secureDns = secureDns;
    this.secure = List.copyOf(asked.secure());
    this.pace = pace;
    asked.system().forEach(each -> servers.add(new NameServer(each, Role.SYSTEM)));
    asked.controls().forEach(each -> servers.add(new NameServer(each, Role.CONTROL)));
  }

  /** Asks everybody over UDP, over TCP where UDP is truncated or silent, and who has HTTPS so. */
  void ask(Batch.Request request, Question question, Consumer<Inquiry> listener) {
    secure.forEach(url -> overHttps(request, question, url, listener));
    for (NameServer server : servers) {
      Inquiry inquiry = udp(request, new Ask(question, server, pace), listener);
      inquiry
          .first()
          .thenAccept(
              lookup -> {
                if (lookup.answer().truncated()) {
                  startTcp(request, inquiry, listener);
                }
                if (lookup.failedWith(FailureCode.DNS_SERVFAIL)) {
                  askUnchecked(request, question, server, listener);
                }
              });
      if (server.role() == Role.SYSTEM) {
        CompletableFuture.delayedExecutor(
                pace.spacing().toMillis() + 100, TimeUnit.MILLISECONDS, threads)
            .execute(() -> tcpWhereSilent(request, inquiry, listener));
      }
    }
  }

  /**
   * A resolver that could not validate an answer has it all the same; one that filters has none.
   * Where it has, the question itself comes once more: the failure may have been for a moment.
   */
  private void askUnchecked(
      Batch.Request request, Question question, NameServer server, Consumer<Inquiry> listener) {
    Question unchecked = new Question(question.name(), question.type(), Purpose.UNCHECKED);
    udp(request, new Ask(unchecked, server, BRIEF), inquiry -> {})
        .first()
        .thenAccept(
            lookup -> {
              if (lookup.worked()) {
                udp(request, new Ask(question, server, BRIEF), listener);
              }
            });
  }

  /**
   * What tells a resolver that rewrites, is intercepted or has only one transport.
   *
   * @param name of the service
   */
  void check(String name, Deadline deadline) {
    Batch.Request request = new Batch.Request("dns", name, deadline);
    String label = Long.toString(RANDOM.nextLong() >>> 1, Character.MAX_RADIX);
    String random = label + "." + name;
    Consumer<Inquiry> nobody = inquiry -> {};
    for (NameServer server : servers) {
      if (random.length() <= 253) {
        Question nonsense = new Question(random, "A", Purpose.RANDOM_LABEL);
        udp(request, new Ask(nonsense, server, pace), nobody);
      }
      for (String identity : List.of("id.server", "version.bind")) {
        Question who = new Question(identity, "TXT", Purpose.IDENTITY);
        udp(request, new Ask(who, server, BRIEF), nobody);
      }
      if (server.role() == Role.SYSTEM) {
        tcp(request, new Question(name, "A", Purpose.SERVICE), server, nobody);
      }
    }
    nowhere()
        .ifPresent(
            place -> {
              Question question = new Question(name, "A", Purpose.IDENTITY);
              udp(request, new Ask(question, place, BRIEF), nobody);
            });
  }

  /** Asks one resolver of this machine over UDP, briefly; empty where there is none. */
  Optional<Inquiry> askOwn(Batch.Request request, Question question) {
    return servers.stream()
        .filter(each -> each.role() == Role.SYSTEM)
        .findFirst()
        .map(server -> udp(request, new Ask(question, server, BRIEF), nobody -> {}));
  }

  /** Hosts file entries as lookups of their own. */
  List<DnsLookup> override(Batch.Request request, List<HostsEntry> entries) {
    List<DnsLookup> lookups =
        HostsFile.lookups(
            request.name(), entries, () -> attempts.begin(request.targetId()).stamp());
    overrides.addAll(lookups);
    return lookups;
  }

  List<DnsLookup> settle() {
    List<DnsLookup> lookups = new ArrayList<>(overrides);
    // New inquiries only come from unfinished ones, and stand in the queue before those finish.
    Deadline end = Deadline.after(SETTLING);
    // An iterator would have looked for the next one already while this one is waited for.
    for (int index = 0; index < inquiries.size(); index++) {
      Inquiry each = inquiries.get(index);
      settled(each, end).ifPresent(lookup -> lookups.add(judged(each, lookup)));
    }
    return lookups;
  }

  /** Every inquiry ends by itself; one that does not must not hold up the run. */
  private static Optional<DnsLookup> settled(Inquiry inquiry, Deadline end) {
    try {
      long left = Math.max(1, end.remaining().toMillis());
      return Optional.of(inquiry.last().get(left, TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException late) {
      return Optional.ofNullable(inquiry.first().getNow(null));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.ofNullable(inquiry.first().getNow(null));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private record Ask(Question question, NameServer server, UdpInquirer.Pace pace) {}

  /** A truncated answer is good as long as TCP has the whole one. */
  private DnsLookup judged(Inquiry inquiry, DnsLookup lookup) {
    Inquiry whole = tcpOf.get(inquiry);
    boolean lost =
        lookup.worked()
            && lookup.answer().truncated()
            && whole != null
            && whole.last().isDone()
            && whole.last().join().answer().rcode().isEmpty();
    return lost
        ? new DnsLookup(
            lookup.stamp(),
            lookup.question(),
            lookup.server(),
            lookup.answer(),
            Optional.of(Failure.of(FailureCode.DNS_TRUNCATED)),
            lookup.trace())
        : lookup;
  }

  private Inquiry udp(Batch.Request request, Ask ask, Consumer<Inquiry> listener) {
    Inquiry inquiry = new Inquiry(ask.question(), ask.server(), request.deadline());
    remember(inquiry, listener);
    run(
        inquiry,
        () -> new UdpInquirer(inquiry, attempts.begin(request.targetId()), ask.pace()).run());
    return inquiry;
  }

  private Inquiry tcp(
      Batch.Request request, Question question, NameServer server, Consumer<Inquiry> listener) {
    Endpoint place = server.endpoint();
    NameServer overTcp =
        new NameServer(new Endpoint(place.address(), place.port(), Transport.TCP), server.role());
    Inquiry inquiry = new Inquiry(question, overTcp, request.deadline());
    remember(inquiry, listener);
    run(
        inquiry,
        () -> new TcpInquirer(inquiry, attempts.begin(request.targetId()), TCP_PATIENCE).run());
    return inquiry;
  }

  private void overHttps(
      Batch.Request request, Question question, URI url, Consumer<Inquiry> listener) {
    NameServer server = new NameServer(SecureDnsText.place(url), Role.SECURE_CONTROL);
    Inquiry inquiry = new Inquiry(question, server, request.deadline());
    remember(inquiry, listener);
    run(inquiry, () -> secureDns.ask(url, inquiry, attempts.begin(request.targetId())));
  }

  private void startTcp(Batch.Request request, Inquiry udp, Consumer<Inquiry> listener) {
    tcpOf.computeIfAbsent(udp, key -> tcp(request, udp.question(), udp.server(), listener));
  }

  private void tcpWhereSilent(Batch.Request request, Inquiry udp, Consumer<Inquiry> listener) {
    if (!udp.first().isDone()) {
      startTcp(request, udp, listener);
    }
  }

  private void remember(Inquiry inquiry, Consumer<Inquiry> listener) {
    inquiries.add(inquiry);
    listener.accept(inquiry);
  }

  private void run(Inquiry inquiry, Runnable work) {
    Semaphore slot =
        slots.computeIfAbsent(inquiry.server().endpoint(), each -> new Semaphore(MOST_AT_ONCE));
    threads.execute(
        () -> {
          slot.acquireUninterruptibly();
          inquiry.first().whenComplete((lookup, thrown) -> slot.release());
          work.run();
        });
  }

  /**
   * An address of RFC 5737 at which there is no name server: whoever answers from there stands on
   * the path. Only asked where a control beyond this machine is.
   */
  private Optional<NameServer> nowhere() {
    boolean leaves =
        servers.stream()
            .anyMatch(
                each ->
                    each.role() == Role.CONTROL
                        && !each.endpoint().address().isLoopbackAddress()
                        && each.endpoint().isIpv4());
    return leaves
        ? Addresses.parse(Addresses.NOBODY)
            .map(address -> new NameServer(Endpoint.udp(address, 53), Role.CONTROL))
        : Optional.empty();
  }
}
