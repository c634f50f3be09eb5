package dev.zprobe.probe.host;

import com.sun.jna.NativeLibrary;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.probe.SystemCommand;
import dev.zprobe.probe.dns.SystemResolvers;
import dev.zprobe.probe.host.DoctorCheck.State;
import dev.zprobe.probe.proxy.EnvironmentProxies;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What this machine can do, what it lacks, and the command that mends each lack. Sends nothing;
 * takes a second or two.
 */
public final class Doctor {
  private static final int OLDEST_JAVA = 17;

  private final HostSystem system;
  private final Platform platform;

  Doctor(HostSystem system, Platform platform) {
    this.system = system;
    this.platform = platform;
  }

  public static Doctor ofThisMachine() {
    return new Doctor(HostSystem.ofThisMachine(), Platform.ofThisMachine());
  }

  /** All checks, in the order in which a run would need them. */
  public List<DoctorCheck> examine() {
    return List.of(
        java(),
        interfaces(),
        route(),
        resolvers(),
        proxies(),
        libpcap(),
        privilege(),
        path(),
        clock());
  }

  private static DoctorCheck java() {
    int version = Runtime.version().feature();
    String found = "Java " + Runtime.version();
    return version >= OLDEST_JAVA
        ? DoctorCheck.fine("java", found)
        : new DoctorCheck(
            "java", State.BROKEN, found, "everything", List.of(), "install Java 17 or newer");
  }

  private DoctorCheck interfaces() {
    List<String> usable = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        boolean addressed =
            Collections.list(each.getInetAddresses()).stream()
                .anyMatch(address -> !address.isLinkLocalAddress());
        if (each.isUp() && !each.isLoopback() && addressed) {
          usable.add(each.getName());
        }
      }
    } catch (SocketException unreadable) {
      usable.clear();
    }
    return usable.isEmpty()
        ? new DoctorCheck(
            "interfaces",
            State.BROKEN,
            "no interface is up with an address",
            "everything beyond this machine",
            platform.showInterfaces(),
            "connect to a network; the command shows what there is")
        : DoctorCheck.fine("interfaces", String.join(", ", usable));
  }

  private DoctorCheck route() {
    List<Route> routes = system.defaultRoutes();
    if (routes.isEmpty()) {
      return new DoctorCheck(
          "route",
          State.BROKEN,
          "no default route",
          "everything beyond this network",
          platform.renewAddress(),
          "renew the address, or ask whoever runs the network for the gateway");
    }
    String found =
        routes.stream()
            .map(
                each ->
                    each.destination()
                        + " by "
                        + each.gateway().map(Addresses::text).orElse("the link")
                        + " on "
                        + each.device())
            .collect(Collectors.joining("; "));
    boolean dead = routes.stream().allMatch(each -> each.neighbour() == NeighbourState.FAILED);
    return dead
        ? new DoctorCheck(
            "route",
            State.BROKEN,
            found + ": the gateway does not answer",
            "everything beyond this network",
            platform.showNeighbours(),
            "check cable, Wi-Fi and the router")
        : DoctorCheck.fine("route", found);
  }

  private DoctorCheck resolvers() {
    List<Endpoint> resolvers = SystemResolvers.read();
    return resolvers.isEmpty()
        ? new DoctorCheck(
            "resolvers",
            State.BROKEN,
            "no name server is configured",
            "every target that is a name",
            platform.renewAddress(),
            "renew the address, or set a name server in the network settings")
        : DoctorCheck.fine(
            "resolvers",
            resolvers.stream().map(Endpoint::addressText).collect(Collectors.joining(", ")));
  }

  private DoctorCheck proxies() {
    List<Proxy> proxies = new ArrayList<>(new EnvironmentProxies(System.getenv()).all());
    proxies.addAll(system.proxies());
    return DoctorCheck.fine(
        "proxies",
        proxies.isEmpty()
            ? "none"
            : proxies.stream()
                .map(each -> each.url() + " (" + each.origin() + ")")
                .collect(Collectors.joining(", ")));
  }

  private DoctorCheck libpcap() {
    try {
      String file = NativeLibrary.getInstance(platform.captureLibrary()).getFile().getName();
      return DoctorCheck.fine("libpcap", file);
    } catch (UnsatisfiedLinkError missing) {
      return new DoctorCheck(
          "libpcap",
          State.LACKING,
          "not found",
          "the capture: no frame numbers, and less certain verdicts",
          platform.installCapture(),
          platform.installCapture().isEmpty() ? "install Npcap from https://npcap.com" : "");
    }
  }

  private DoctorCheck privilege() {
    return platform.mayCapture()
        ? DoctorCheck.fine("privilege", "may capture")
        : new DoctorCheck(
            "privilege",
            State.LACKING,
            "may not open a capture",
            "the capture: no frame numbers, and less certain verdicts",
            platform.runPrivileged(),
            platform.runPrivileged().isEmpty() ? "open the terminal as administrator" : "");
  }

  private DoctorCheck path() {
    return platform.tracesWithoutPrivilege() || platform.mayCapture()
        ? DoctorCheck.fine("path", "can tell hops on the path")
        : new DoctorCheck(
            "path",
            State.LACKING,
            "cannot read ICMP errors here",
            "where on the path a handshake dies",
            platform.runPrivileged(),
            platform.runPrivileged().isEmpty() ? "open the terminal as administrator" : "");
  }

  private DoctorCheck clock() {
    SystemCommand.Result said = SystemCommand.run(platform.clockState());
    return switch (platform.clockVerdict(said.output())) {
      case SYNCHRONISED -> DoctorCheck.fine("clock", "kept by a time service");
      case UNKNOWN ->
          DoctorCheck.fine("clock", "no time service seen; a run measures the clock itself");
      case NOT_SYNCHRONISED ->
          new DoctorCheck(
              "clock",
              State.LACKING,
              "not kept by a time service",
              "certificates may seem expired or not yet valid",
              platform.startTimeService(),
              "");
    };
  }
}
