package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.SecureDnsText;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ObservationIds;
import java.net.InetAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Resolves names for one run: every resolver of this machine and every control is asked on its own,
 * once a name however many targets have it. Safe for use by many threads; {@link #lookup} blocks.
 *
 * <p>The run goes on with the first answers. Later ones are still collected; {@link #settle} has
 * everything that was asked, and is what belongs into the report.
 */
public final class NameService implements AutoCloseable {
  private static final int MOST_ISSUERS = 8;

  private final Asker asker;
  private final Plan.Families families;
  private final List<HostsEntry> hostsFile;
  private final Map<String, Batch> batches = new ConcurrentHashMap<>();
  private final AtomicBoolean checked = new AtomicBoolean();
  private final Set<String> issuersAsked = ConcurrentHashMap.newKeySet();

  NameService(Asker asker, Plan.Families families, List<HostsEntry> hostsFile) {
    this.asker = asker;
    this.families = families;
    this.hostsFile = hostsFile;
  }

  /** Loads what questions and answers are made with. */
  public static void prepare() {
    DnsMessages.rehearse();
  }

  /** With the plan's resolvers, or this machine's, and this machine's hosts file. */
  public static NameService of(Plan plan, Attempts attempts) {
    List<Endpoint> system =
        preferred(
            plan.resolvers().isEmpty() ? SystemResolvers.read() : plan.resolvers(),
            plan.families());
    List<URI> secure =
        plan.stages().secureDns().stream()
            .filter(each -> plan.families().allow(SecureDnsText.place(each).address()))
            .toList();
    Asker asker =
        new Asker(
            attempts,
            new Asker.Servers(system, plan.catalog().dnsControls(), secure),
            SecureDns.trusting(plan.trust()),
            UdpInquirer.Pace.STANDARD);
    return new NameService(asker, plan.families(), HostsFile.read(HostsFile.systemFile()));
  }

  /** Names must be resolved by somebody: where no resolver has the family, those of the other. */
  static List<Endpoint> preferred(List<Endpoint> resolvers, Plan.Families families) {
    List<Endpoint> some =
        resolvers.stream().filter(each -> families.allow(each.address())).toList();
    return some.isEmpty() ? resolvers : some;
  }

  /** The name's lookups that are there so far, for an address of this target. */
  public List<DnsLookup> lookup(Target target, String name, Deadline deadline) {
    Batch batch = batch(target.id(), name, deadline);
    if (!target.isControl() && checked.compareAndSet(false, true)) {
      asker.check(name, deadline);
    }
    return batch.await(deadline);
  }

  /**
   * Blocks until this machine's resolvers have answered or failed, or one has and the others take
   * long; not for the controls.
   *
   * @param targetId for the observations, of the first who asks for this name
   */
  public List<DnsLookup> lookup(String targetId, String name, Deadline deadline) {
    return batch(targetId, name, deadline).await(deadline);
  }

  /**
   * Asks, without waiting for it, who may issue certificates for this name; once for a name, and
   * for a few names of a run. {@link #settle} has the answers.
   */
  public void askIssuers(String targetId, String name, Deadline deadline) {
    if (Addresses.parse(name).isEmpty()
        && issuersAsked.size() < MOST_ISSUERS
        && issuersAsked.add(name)) {
      climbToIssuers(new Batch.Request(targetId, name, deadline), name);
    }
  }

  /**
   * The records at the name, else those of the nearest parent that has some (RFC 8659 section 3).
   * What the resolver does not tell is not known: silence ends it.
   */
  private void climbToIssuers(Batch.Request request, String name) {
    asker
        .askOwn(request, new Question(name, "CAA", Purpose.ISSUANCE))
        .ifPresent(
            inquiry ->
                inquiry
                    .first()
                    .thenAccept(
                        lookup -> {
                          int dot = name.indexOf('.');
                          if (hasNone(lookup) && dot > 0 && !request.deadline().expired()) {
                            climbToIssuers(request, name.substring(dot + 1));
                          }
                        }));
  }

  private static boolean hasNone(DnsLookup lookup) {
    return lookup.failedWith(FailureCode.DNS_NO_DATA)
        || lookup.failedWith(FailureCode.DNS_NXDOMAIN);
  }

  private Batch batch(String targetId, String name, Deadline deadline) {
    return batches.computeIfAbsent(
        name,
        fresh ->
            Batch.begin(
                asker, new Batch.Request(targetId, fresh, deadline), families, overrides(fresh)));
  }

  /**
   * What programs of this machine would get: the hosts file's addresses, else those of all its
   * resolvers; none that is not the address of one host.
   */
  public static Set<InetAddress> addresses(List<DnsLookup> lookups) {
    Set<InetAddress> overridden = addresses(lookups, Role.HOSTS_FILE);
    return overridden.isEmpty() ? addresses(lookups, Role.SYSTEM) : overridden;
  }

  private static Set<InetAddress> addresses(List<DnsLookup> lookups, Role role) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    lookups.stream()
        .filter(each -> each.server().role() == role)
        .flatMap(each -> each.answer().addresses().stream())
        .filter(Addresses::canBeProbed)
        .forEach(addresses::add);
    return addresses;
  }

  /**
   * Waits for what is still under way, at most about four seconds after the last lookup began.
   *
   * @return every lookup of the run, once, in the order in which they began
   */
  public List<DnsLookup> settle() {
    return asker.settle().stream()
        .sorted(Comparator.comparingInt(each -> ObservationIds.number(each.id())))
        .toList();
  }

  @Override
  public void close() {
    asker.close();
  }

  private List<HostsEntry> overrides(String name) {
    return hostsFile.stream()
        .filter(each -> each.name().equals(name) && families.allow(each.address()))
        .toList();
  }
}
