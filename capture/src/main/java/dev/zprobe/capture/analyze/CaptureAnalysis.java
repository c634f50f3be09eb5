package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.flow.CaptureTotals;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.ParallelTracker;
import dev.zprobe.capture.handshake.ZoomRecognition;
import dev.zprobe.capture.packet.LinkType;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.source.Damage;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Place;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.Roots;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads captures once, from the first frame to the last. To be used by one thread. */
public final class CaptureAnalysis implements ParallelTracker.Sink<FlowView>, AutoCloseable {
  private final CaptureReading reading;
  private final ZoomRecognition recognition;
  private final FlowObservations observations;
  private final IcmpErrorsJson icmpErrors = new IcmpErrorsJson();
  private final Optional<FlowListing> listing;
  private final FlowTable table;
  private Optional<FlowLadder> ladder = Optional.empty();
  private long ladderOf;

  private CaptureAnalysis(AnalysisRequest request, Optional<FlowListing> listing) {
    Catalog catalog = request.catalog();
    this.table = new FlowTable(request.shown(), new AllowedSilence(catalog));
    this.recognition = recognition(catalog);
    this.observations =
        new FlowObservations(recognition::isOurs, catalog, new OnDemand(request.trust()));
    this.reading = new CaptureReading(request.limits(), request.keys(), this);
    this.listing = listing;
  }

  /** Ready to {@link #read}. */
  public static CaptureAnalysis of(AnalysisRequest request) throws IOException {
    Optional<FlowListing> listing =
        request.withFlows() ? Optional.of(new FlowListing()) : Optional.empty();
    return new CaptureAnalysis(request, listing);
  }

  /** Reading the stores of roots takes longer than many a capture: not before they are needed. */
  private static final class OnDemand implements Supplier<ChainJudge> {
    private final List<Path> trust;
    private Optional<ChainJudge> judge = Optional.empty();

    OnDemand(List<Path> trust) {
      this.trust = trust;
    }

    @Override
    public ChainJudge get() {
      if (judge.isEmpty()) {
        judge = Optional.of(new ChainJudge(Roots.publicOnly(trust)));
      }
      return judge.get();
    }
  }

  /** Knows the service by the catalog's names and ranges. */
  static ZoomRecognition recognition(Catalog catalog) {
    return new ZoomRecognition(
        catalog.targets().stream()
            .filter(target -> !target.service().equals("certificates"))
            .filter(target -> target.place() instanceof Place.Named)
            .map(target -> registered(target.host().orElseThrow()))
            .distinct()
            .toList(),
        catalog.ranges().stream().map(Catalog.Range::addresses).toList());
  }

  /** The last two labels: under these a service names its servers. */
  private static String registered(String host) {
    int last = host.lastIndexOf('.');
    int before = last < 0 ? -1 : host.lastIndexOf('.', last - 1);
    return host.substring(before + 1).toLowerCase(Locale.ROOT);
  }

  /** Reads everything; a damaged file is read up to the damage. */
  public void read(PacketSource source) throws IOException {
    reading.read(source);
  }

  /**
   * The same with two threads beside this one, each of which reads all of it: worth it for large
   * files.
   *
   * @param again delivers the same frames
   */
  public void read(PacketSource source, PacketSource again) throws IOException {
    reading.read(source, again);
  }

  @Override
  public boolean keepsFlows() {
    return ladderOf > 0;
  }

  @Override
  public void finished(Flow flow, FlowView followed) {
    recognition.learn(followed.facts());
    Set<ZoomRecognition.Reason> reasons = recognition.reasons(flow, followed.facts());
    List<String> zoom =
        reasons.isEmpty() ? List.of() : reasons.stream().map(ZoomRecognition.Reason::text).toList();
    FlowView view = zoom.isEmpty() ? followed : followed.taken(zoom);
    if (flow.number() == ladderOf) {
      ladder = Optional.of(new FlowLadder(view));
    }
    observations.add(view);
    table.add(view);
    if (listing.isPresent()) {
      try {
        listing.get().add(flow.number(), FlowJson.of(view));
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }

  @Override
  public void icmpError(IcmpError error) {
    icmpErrors.add(error);
  }

  /** What the flows amount to, for the rules. */
  public Observations observations() {
    // First these: they add targets that were asked for and not reached.
    List<Observation> all = observations.all();
    return reading.climbed().insteadOfRungs(observations.targets(), all);
  }

  public CaptureTotals totals() {
    return reading.totals();
  }

  /** Where the file broke off. */
  public Optional<Damage> damage() {
    return reading.damage();
  }

  /** The failing handshakes first, the service's before others. */
  public FlowTable table() {
    return table;
  }

  /** Must be said before reading: of this flow a ladder will be wanted. */
  public void watch(long flowNumber) {
    ladderOf = flowNumber;
  }

  /** The ladder of the watched flow, still without its frames; empty when there is no such flow. */
  public Optional<FlowLadder> ladder() {
    return ladder;
  }

  /** The flows whose handshake failed, for an {@link Excerpt}. */
  public List<FiveTuple> failing() {
    return table.failing();
  }

  /** What is to be said at the frames of failed handshakes. */
  public Map<Long, String> remarks() {
    return table.remarks();
  }

  /** Writes the flow listing; only after {@link #read}, and only when it was asked for. */
  public void writeFlows(String name, OutputStream out) throws IOException {
    listing.orElseThrow().writeTo(header(name), out);
  }

  private ObjectNode header(String name) {
    CaptureTotals totals = totals();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("capture", name).put("frames", totals.lastFrame()).put("flows", totals.flows());
    ArrayNode types = json.putArray("linkTypes");
    for (int type : totals.linkTypes()) {
      types.add(LinkType.name(type));
    }
    json.put("interfaces", reading.interfaces());
    if (totals.packets() > 0) {
      json.put("first", FlowJson.time(totals.firstNanos()));
      json.put("last", FlowJson.time(totals.lastNanos()));
    }
    json.put("undecoded", totals.ended(Outcome.UNDECODED));
    json.put("malformed", totals.ended(Outcome.MALFORMED));
    json.put("truncated", totals.truncated());
    damage()
        .ifPresent(
            broken ->
                json.putObject("damage")
                    .put("atFrame", broken.atFrame())
                    .put("offset", broken.offset())
                    .put("what", broken.what()));
    json.set("icmpErrors", icmpErrors.all());
    return json;
  }

  @Override
  public void close() throws IOException {
    if (listing.isPresent()) {
      listing.get().close();
    }
  }
}
