package dev.zprobe.cli.option;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.HostNames;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanException;
import dev.zprobe.plan.PlanRequest;
import dev.zprobe.plan.SecureDnsText;
import dev.zprobe.wire.FarEndToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to probe and how. */
public final class RunOptions {
  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Endpoints to use instead of the built-in catalog.")
  private Path catalog;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Only this service of the catalog: web, meetings, phone ... (repeatable)")
  private List<String> services = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "PEM roots to treat as public roots. (repeatable)")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--dns-control",
      paramLabel = "ADDRESS",
      description =
          "Resolver to compare the system's answers with; none for no comparison."
              + " (repeatable)")
  private List<String> dnsControls = new ArrayList<>();

  @Option(
      names = "--doh",
      paramLabel = "URL",
      description =
          "DNS over HTTPS to compare names with as well, such as https://1.1.1.1/dns-query; its"
              + " host is an address. (repeatable)")
  private List<String> secureDns = new ArrayList<>();

  @Option(
      names = "--resolver",
      paramLabel = "ADDRESS[:PORT]",
      hidden = true,
      description = "Resolver to ask instead of the system's. (repeatable)")
  private List<String> resolvers = new ArrayList<>();

  @Option(
      names = "--ntp",
      paramLabel = "HOST",
      description = "Time server instead of the catalog's. (repeatable)")
  private List<String> timeServers = new ArrayList<>();

  @Option(
      names = "--proxy",
      paramLabel = "URL|system|none",
      description = "The proxy to probe through (default: system).")
  private String proxy = "system";

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Capture here (default: every interface that a target's route uses).")
  private String captureInterface = "";

  @Option(
      names = "--no-capture",
      description = "Do not capture; the report says what can then not be known.")
  private boolean noCapture;

  @Option(
      names = "--no-trace",
      description = "Do not look for the hop; the report says what can then not be known.")
  private boolean noTrace;

  @Option(
      names = "--far-end",
      paramLabel = "HOST",
      description =
          "Where zprobe respond runs: a control, and proof of silent ports; needs its token.")
  private String farEnd = "";

  @Mixin private TokenOptions token;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Family family = new Family();

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Total budget (default: 30s); the rest is reported as not tested.")
  private Duration timeLimit = Plan.Limits.STANDARD.total();

  /** One address family. */
  static final class Family {
    @Option(names = "-4", description = "IPv4 only.")
    private boolean ipv4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean ipv6;

    Plan.Families choice() {
      return ipv4 ? Plan.Families.IPV4 : ipv6 ? Plan.Families.IPV6 : Plan.Families.BOTH;
    }
  }

  public Optional<Path> catalog() {
    return Optional.ofNullable(catalog);
  }

  public PlanRequest request(List<String> targets) {
    Optional<String> device =
        captureInterface.isEmpty() ? Optional.empty() : Optional.of(captureInterface);
    return new PlanRequest(
        new PlanRequest.Chosen(targets, services),
        new PlanRequest.Compared(resolvers, dnsControls, timeServers),
        family.choice(),
        proxy,
        trust,
        new Plan.Limits(timeLimit, Plan.Limits.STANDARD.step()),
        new Plan.Stages(!noCapture, !noTrace, true, device, farEnd(), secureDns()));
  }

  private List<URI> secureDns() {
    return secureDns.stream().map(SecureDnsText::parse).toList();
  }

  private Optional<Plan.FarEnd> farEnd() {
    if (farEnd.isEmpty()) {
      if (token.isGiven()) {
        throw new PlanException("--token and --token-file are for --far-end HOST; name it as well");
      }
      return Optional.empty();
    }
    if (HostNames.parse(farEnd).isEmpty() && Addresses.parse(farEnd).isEmpty()) {
      throw new PlanException("--far-end \"" + farEnd + "\" is neither a name nor an address");
    }
    try {
      String text =
          token
              .text(System.getenv())
              .orElseThrow(
                  () ->
                      new PlanException(
                          "--far-end needs the token that zprobe respond printed: set ZPROBE_TOKEN"
                              + " or give --token-file FILE"));
      return Optional.of(new Plan.FarEnd(farEnd, FarEndToken.of(text)));
    } catch (IllegalArgumentException unusable) {
      throw new PlanException(unusable.getMessage());
    }
  }
}
