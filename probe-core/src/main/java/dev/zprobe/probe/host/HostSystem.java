package dev.zprobe.probe.host;

import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.probe.SystemCommand;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The seam to an operating system. Nothing here changes anything, fails, or hangs. */
interface HostSystem {
  /** How a program of the system is asked; replaced by kept answers in tests. */
  interface Commands {
    SystemCommand.Result run(List<String> command);

    default SystemCommand.Result run(String... command) {
      return run(List.of(command));
    }
  }

  /** Names of interfaces that are tunnels. */
  Set<String> tunnels();

  /** One per family that has a default route. */
  List<Route> defaultRoutes();

  Route route(InetAddress destination);

  /** Those of the system's settings, not of the environment. */
  List<Proxy> proxies();

  /** Rules of the local firewall that drop or reject what leaves or enters, as text. */
  List<String> firewall();

  static HostSystem ofThisMachine() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return new MacHost(SystemCommand::run);
    }
    return system.startsWith("windows")
        ? new WindowsHost(SystemCommand::run)
        : new LinuxHost(SystemCommand::run, Path.of("/"));
  }
}
