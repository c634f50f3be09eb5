package dev.zprobe.plan;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.wire.FarEndToken;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one run will try.
 *
 * @param catalog with the targets, controls and comparisons that were chosen
 * @param resolvers to ask instead of the system's; empty for the system's own
 */
public record Plan(
    Catalog catalog,
    List<Endpoint> resolvers,
    Families families,
    ProxyChoice proxy,
    List<Path> trust,
    Limits limits,
    Stages stages) {

  public Plan {
    resolvers = List.copyOf(resolvers);
    trust = List.copyOf(trust);
  }

  /** The address families to use. */
  public enum Families {
    BOTH,
    IPV4,
    IPV6;

    public boolean allow(InetAddress address) {
      return switch (this) {
        case BOTH -> true;
        case IPV4 -> address instanceof Inet4Address;
        case IPV6 -> !(address instanceof Inet4Address);
      };
    }
  }

  /** Where the proxy comes from; the URL only for {@link Kind#URL}. */
  public record ProxyChoice(Kind kind, String url) {
    /** Which proxy to go through. */
    public enum Kind {
      SYSTEM,
      NONE,
      URL
    }

    public static final ProxyChoice SYSTEM = new ProxyChoice(Kind.SYSTEM, "");
  }

  /**
   * @param total budget of the whole run
   * @param step the longest wait of one step; a drop costs this once
   */
  public record Limits(Duration total, Duration step) {
    public static final Limits STANDARD =
        new Limits(Duration.ofSeconds(30), Duration.ofMillis(3500));
  }

  /**
   * What is wanted beside the probes.
   *
   * @param load how much the path carries: loss at media rate, sizes, bandwidth; some seconds
   * @param captureInterface capture on this one only
   * @param secureDns DNS over HTTPS (RFC 8484) to compare names with; hosts are addresses
   */
  public record Stages(
      boolean capture,
      boolean path,
      boolean load,
      Optional<String> captureInterface,
      Optional<FarEnd> farEnd,
      List<URI> secureDns) {
    public static final Stages ALL =
        new Stages(true, true, true, Optional.empty(), Optional.empty(), List.of());

    public Stages {
      secureDns = List.copyOf(secureDns);
    }

    public Stages withoutLoad() {
      return new Stages(capture, path, false, captureInterface, farEnd, secureDns);
    }
  }

  /**
   * Our own responder.
   *
   * @param host name or address
   * @param token that it shares with us
   */
  public record FarEnd(String host, FarEndToken token) {}

  /** The targets and then the controls. */
  public List<Target> everything() {
    List<Target> everything = new ArrayList<>(catalog.targets());
    everything.addAll(catalog.controls());
    return everything;
  }
}
