package dev.zprobe.probe.host;

import dev.zprobe.probe.SystemCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of this system that mend what {@link Doctor} finds lacking. */
final class Platform {
  private static final int CAP_NET_RAW = 13;
  private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-fA-F]{1,16})");
  private static final Pattern OS_RELEASE_ID = Pattern.compile("(?m)^ID(?:_LIKE)?=\"?([^\"\n]*)");

  private final Kind kind;
  private final String distribution;

  /** The systems that are known. */
  enum Kind {
    LINUX,
    MACOS,
    WINDOWS
  }

  /** Whether something keeps the clock. */
  enum ClockVerdict {
    SYNCHRONISED,
    NOT_SYNCHRONISED,
    UNKNOWN
  }

  Platform(Kind kind, String osRelease) {
    this.kind = kind;
    StringBuilder ids = new StringBuilder(" ");
    Matcher matcher = OS_RELEASE_ID.matcher(osRelease);
    while (matcher.find()) {
      ids.append(matcher.group(1)).append(' ');
    }
    this.distribution = ids.toString();
  }

  static Platform ofThisMachine() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return new Platform(Kind.WINDOWS, "");
    }
    return name.startsWith("mac")
        ? new Platform(Kind.MACOS, "")
        : new Platform(Kind.LINUX, text(Path.of("/etc/os-release")));
  }

  /** As JNA looks for it. */
  String captureLibrary() {
    return kind == Kind.WINDOWS ? "wpcap" : "pcap";
  }

  List<String> installCapture() {
    return switch (kind) {
      case WINDOWS, MACOS -> List.of();
      case LINUX -> installOnLinux();
    };
  }

  private List<String> installOnLinux() {
    if (is("fedora") || is("rhel") || is("centos")) {
      return List.of("sudo", "dnf", "install", "-y", "libpcap");
    }
    if (is("alpine")) {
      return List.of("sudo", "apk", "add", "libpcap");
    }
    if (is("arch")) {
      return List.of("sudo", "pacman", "-S", "--noconfirm", "libpcap");
    }
    if (is("suse") || is("opensuse")) {
      return List.of("sudo", "zypper", "install", "-y", "libpcap1");
    }
    return List.of("sudo", "apt-get", "install", "-y", "libpcap0.8");
  }

  private boolean is(String id) {
    return distribution.contains(" " + id + " ");
  }

  /** CAP_NET_RAW on Linux, access to a BPF device on macOS; administrators only on Windows. */
  boolean mayCapture() {
    return switch (kind) {
      case LINUX -> hasRawCapability(text(Path.of("/proc/self/status")));
      case MACOS -> Files.isReadable(Path.of("/dev/bpf0"));
      case WINDOWS -> SystemCommand.run("net", "session").ok();
    };
  }

  static boolean hasRawCapability(String status) {
    Matcher matcher = EFFECTIVE.matcher(status);
    return matcher.find()
        && (Long.parseUnsignedLong(matcher.group(1), 16) >>> CAP_NET_RAW & 1) == 1;
  }

  List<String> runPrivileged() {
    return switch (kind) {
      case LINUX, MACOS -> List.of("sudo", "zprobe", "run");
      case WINDOWS -> List.of();
    };
  }

  /** Linux hands ICMP errors to ordinary sockets; the others do not, or not in full. */
  boolean tracesWithoutPrivilege() {
    return kind == Kind.LINUX;
  }

  List<String> showInterfaces() {
    return switch (kind) {
      case LINUX -> List.of("ip", "address");
      case MACOS -> List.of("ifconfig");
      case WINDOWS -> List.of("ipconfig", "/all");
    };
  }

  List<String> showNeighbours() {
    return switch (kind) {
      case LINUX -> List.of("ip", "neigh");
      case MACOS, WINDOWS -> List.of("arp", "-a");
    };
  }

  List<String> renewAddress() {
    return switch (kind) {
      case LINUX -> List.of("sudo", "systemctl", "restart", "NetworkManager");
      case MACOS -> List.of("sudo", "ipconfig", "set", "en0", "DHCP");
      case WINDOWS -> List.of("ipconfig", "/renew");
    };
  }

  List<String> clockState() {
    return switch (kind) {
      case LINUX -> List.of("timedatectl", "show", "--property=NTPSynchronized,NTP");
      case MACOS -> List.of("systemsetup", "-getusingnetworktime");
      case WINDOWS -> List.of("sc", "query", "w32time");
    };
  }

  ClockVerdict clockVerdict(String output) {
    String text = output.toLowerCase(Locale.ROOT);
    boolean yes =
        text.contains("ntpsynchronized=yes")
            || text.contains("network time: on")
            || text.contains("running");
    boolean no =
        text.contains("ntpsynchronized=no")
            || text.contains("network time: off")
            || text.contains("stopped");
    if (yes) {
      return ClockVerdict.SYNCHRONISED;
    }
    return no ? ClockVerdict.NOT_SYNCHRONISED : ClockVerdict.UNKNOWN;
  }

  List<String> startTimeService() {
    return switch (kind) {
      case LINUX -> List.of("sudo", "timedatectl", "set-ntp", "true");
      case MACOS -> List.of("sudo", "systemsetup", "-setusingnetworktime", "on");
      case WINDOWS -> List.of("net", "start", "w32time");
    };
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
