package dev.zprobe.probe.host;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.observation.HostFacts.Interface;
import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.Trace;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.dns.HostsFile;
import dev.zprobe.probe.dns.SystemResolvers;
import dev.zprobe.probe.proxy.EnvironmentProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks at this machine once, without changing anything. */
public final class HostStep {
  /** The stamp's target. */
  public static final String TARGET = "host";

  /** Beyond this many addresses, only those that differ in their first bytes add anything. */
  private static final int MOST_ROUTES = 64;

  private final Attempts attempts;
  private final Supplier<HostSystem> systems;

  public HostStep(Attempts attempts) {
    this(attempts, HostSystem::ofThisMachine);
  }

  HostStep(Attempts attempts, Supplier<HostSystem> systems) {
    this.attempts = attempts;
    this.systems = systems;
  }

  /**
   * Blocks for well under a second on a healthy machine. Best called when the probes are over: only
   * then does the system know whether the gateways answer.
   *
   * @param addresses that the plan's targets turned out to have
   */
  public HostState look(Plan plan, Collection<InetAddress> addresses) {
    Attempt attempt = attempts.begin(TARGET);
    HostSystem system = systems.get();
    Set<InetAddress> wanted = new LinkedHashSet<>();
    plan.everything().forEach(target -> wanted.addAll(target.listedAddresses()));
    wanted.addAll(addresses);
    List<Route> routes = new ArrayList<>(system.defaultRoutes());
    wanted.stream().limit(MOST_ROUTES).map(system::route).forEach(routes::add);
    List<Interface> interfaces = interfaces(system.tunnels());
    List<Proxy> proxies = new ArrayList<>(new EnvironmentProxies(System.getenv()).all());
    system.proxies().stream().filter(each -> !proxies.contains(each)).forEach(proxies::add);
    HostFacts facts =
        new HostFacts(
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            interfaces,
            routes,
            plan.resolvers().isEmpty() ? SystemResolvers.read() : plan.resolvers(),
            proxies,
            overrides(plan),
            system.firewall());
    return new HostState(attempt.stamp(), facts, failure(facts, wanted), Trace.BLIND);
  }

  /** Only the names of the plan: the rest of the file is nobody's business. */
  private static List<HostsEntry> overrides(Plan plan) {
    Set<String> names =
        plan.everything().stream()
            .flatMap(target -> target.host().stream())
            .collect(Collectors.toSet());
    return HostsFile.read(HostsFile.systemFile()).stream()
        .filter(entry -> names.contains(entry.name()))
        .toList();
  }

  private static Optional<Failure> failure(HostFacts facts, Set<InetAddress> wanted) {
    boolean allLocal =
        !wanted.isEmpty() && wanted.stream().allMatch(InetAddress::isLoopbackAddress);
    if (allLocal) {
      return Optional.empty();
    }
    boolean addressed =
        facts.interfaces().stream()
            .anyMatch(
                each ->
                    each.up()
                        && !each.loopback()
                        && each.addresses().stream().anyMatch(a -> !a.isLinkLocalAddress()));
    if (!addressed) {
      return Optional.of(Failure.of(FailureCode.HOST_NO_INTERFACE));
    }
    boolean routed =
        facts.routes().stream()
            .anyMatch(
                each -> each.kind() == RouteKind.VIA_GATEWAY || each.kind() == RouteKind.ON_LINK);
    return routed ? Optional.empty() : Optional.of(Failure.of(FailureCode.HOST_NO_ROUTE));
  }

  private static List<Interface> interfaces(Set<String> tunnels) {
    List<Interface> interfaces = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        interfaces.add(
            new Interface(
                each.getName(),
                each.isUp(),
                each.isLoopback(),
                tunnels.contains(each.getName()) || each.isPointToPoint(),
                Math.max(0, each.getMTU()),
                Collections.list(each.getInetAddresses()).stream()
                    .map(HostStep::withoutScope)
                    .toList()));
      }
    } catch (IOException unreadable) {
      return interfaces;
    }
    return interfaces;
  }

  private static InetAddress withoutScope(InetAddress address) {
    return Addresses.parse(Addresses.text(address).replaceFirst("%.*", "")).orElse(address);
  }
}
