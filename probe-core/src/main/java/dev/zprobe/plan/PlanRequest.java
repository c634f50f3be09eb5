package dev.zprobe.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * What the user asked for, as typed.
 *
 * @param proxy {@code system}, {@code none} or a URL
 * @param trust PEM files with roots to be treated as public ones
 */
public record PlanRequest(
    Chosen chosen,
    Compared compared,
    Plan.Families families,
    String proxy,
    List<Path> trust,
    Plan.Limits limits,
    Plan.Stages stages) {

  /** Everything of the catalog, with standard limits. */
  public static final PlanRequest STANDARD =
      new PlanRequest(
          new Chosen(List.of(), List.of()),
          new Compared(List.of(), List.of(), List.of()),
          Plan.Families.BOTH,
          "system",
          List.of(),
          Plan.Limits.STANDARD,
          Plan.Stages.ALL);

  public PlanRequest {
    trust = List.copyOf(trust);
  }

  /**
   * @param targets in the form {@code host[:port][/protocol]}, instead of the catalog's; empty for
   *     the catalog's
   * @param services only these of the catalog; empty for all
   */
  public record Chosen(List<String> targets, List<String> services) {
    public Chosen {
      targets = List.copyOf(targets);
      services = List.copyOf(services);
    }
  }

  /**
   * @param resolvers to ask instead of the system's, addresses with an optional port
   * @param dnsControls instead of the catalog's; {@code none} for no comparison
   * @param timeServers instead of the catalog's
   */
  public record Compared(
      List<String> resolvers, List<String> dnsControls, List<String> timeServers) {
    public Compared {
      resolvers = List.copyOf(resolvers);
      dnsControls = List.copyOf(dnsControls);
      timeServers = List.copyOf(timeServers);
    }
  }

  public PlanRequest withChosen(Chosen other) {
    return new PlanRequest(other, compared, families, proxy, trust, limits, stages);
  }

  public PlanRequest withCompared(Compared other) {
    return new PlanRequest(chosen, other, families, proxy, trust, limits, stages);
  }

  public PlanRequest withFamilies(Plan.Families other) {
    return new PlanRequest(chosen, compared, other, proxy, trust, limits, stages);
  }

  public PlanRequest withProxy(String other) {
    return new PlanRequest(chosen, compared, families, other, trust, limits, stages);
  }

  public PlanRequest withTrust(List<Path> other) {
    return new PlanRequest(chosen, compared, families, proxy, other, limits, stages);
  }

  public PlanRequest withLimits(Plan.Limits other) {
    return new PlanRequest(chosen, compared, families, proxy, trust, other, stages);
  }

  public PlanRequest withStages(Plan.Stages other) {
    return new PlanRequest(chosen, compared, families, proxy, trust, limits, other);
  }
}
