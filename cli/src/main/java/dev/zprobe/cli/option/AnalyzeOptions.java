package dev.zprobe.cli.option;

import dev.zprobe.capture.analyze.FlowFilter;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.plan.TrustFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How capture files are read and what is shown of them. */
public final class AnalyzeOptions {
  @Option(
      names = "--flows",
      paramLabel = "FILE|-",
      description = "Every flow as JSON Lines; - is standard output.")
  private String flows = "";

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Names and ranges of the service, instead of the built-in catalog's.")
  private Path catalog;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "NSS key log, beside the secrets that a pcapng may carry. (repeatable)")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "PEM roots to treat as public roots. (repeatable)")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--peer",
      paramLabel = "FILE",
      description =
          "A second capture of the same incident, taken elsewhere on the path: says which packets"
              + " left and never arrived.")
  private Path peer;

  @Option(
      names = "--where",
      paramLabel = "EXPRESSION",
      description =
          "Only these flows in the tables: libpcap's words (host, net, port, tcp, and, or, not) and"
              + " keys of the flow listing (tls.sni = *.zoom.us, handshake.complete = false).")
  private String where = "";

  @Option(names = "--flow", paramLabel = "N", description = "One flow as a ladder of its frames.")
  private Long flow;

  @Option(names = "--zoom", description = "Only the service's flows in the tables.")
  private boolean zoomOnly;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Upper bound for flow state (default: 512M); what is shed is counted.")
  private long memoryBytes = 512L << 20;

  /** Empty when not asked for. */
  public String flows() {
    return flows;
  }

  public Optional<Path> catalog() {
    return Optional.ofNullable(catalog);
  }

  public List<Path> keys() {
    return List.copyOf(keys);
  }

  /**
   * PEM files.
   *
   * @throws dev.zprobe.plan.PlanException when one cannot be read, or holds no certificate
   */
  public List<Path> trust() {
    trust.forEach(TrustFile::check);
    return List.copyOf(trust);
  }

  /** The second capture of the incident. */
  public Optional<Path> peer() {
    return Optional.ofNullable(peer);
  }

  /**
   * The flows of the tables.
   *
   * @throws Refusal when the expression is not one
   */
  public FlowFilter shown() {
    try {
      return where.isEmpty() ? FlowFilter.everything() : FlowFilter.parse(where);
    } catch (IllegalArgumentException wrong) {
      throw Refusal.usage("--where: " + wrong.getMessage());
    }
  }

  /**
   * The number of the flow to show on its own, 0 for none.
   *
   * @throws Refusal when no flow can have this number
   */
  public long flow() {
    if (flow == null) {
      return 0;
    }
    if (flow < 1) {
      throw Refusal.usage("--flow " + flow + ": flows are numbered from 1; --flows - lists them");
    }
    return flow;
  }

  public boolean zoomOnly() {
    return zoomOnly;
  }

  public long memoryBytes() {
    return memoryBytes;
  }
}
