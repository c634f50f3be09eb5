package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.net.FiveTuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The flows that a reader wants to see first: handshakes that failed, and the service's own. */
public final class FlowTable {
  private static final int MOST_ROWS = 500;
  private static final int MOST_FAILING = 4_000;

  private final List<Row> ofService = new ArrayList<>();
  private final List<Row> others = new ArrayList<>();
  private final List<FiveTuple> failing = new ArrayList<>();
  private final Map<Long, String> remarks = new HashMap<>();
  private long failed;
  private long complete;
  private long undecided;
  private long serviceFlows;
  private long serviceRows;
  private long otherRows;

  private final FlowFilter shown;
  private final AllowedSilence silent;

  /**
   * @param silent where silence is no failure
   */
  FlowTable(FlowFilter shown, AllowedSilence silent) {
    this.shown = shown;
    this.silent = silent;
  }

  /**
   * One flow.
   *
   * @param number as in the flow listing
   * @param protocol what the handshake is of
   * @param lastSeen the last message, empty text where none was
   * @param missing the first that never came, empty when complete
   */
  public record Row(
      long number,
      String endpoints,
      String protocol,
      boolean complete,
      String lastSeen,
      String missing,
      Ends ends) {}

  /** How it ended, the frames, and whose it is. */
  public record Ends(String endedBy, double waitedMs, List<Long> frames, List<String> zoom) {}

  void add(FlowView view) {
    Optional<HandshakeProgress> progress = view.progress();
    if (!view.zoom().isEmpty()) {
      serviceFlows++;
    }
    if (progress.isEmpty()) {
      return;
    }
    boolean unfinished = view.standing() == Standing.UNDECIDED || silent.covers(view);
    if (progress.get().complete()) {
      complete++;
    } else if (!unfinished) {
      failed++;
      remember(view, progress.get());
    } else {
      undecided++;
    }
    boolean telling = !progress.get().complete() && !unfinished || !view.zoom().isEmpty();
    if ((telling || shown.isChoice()) && shown.matches(view)) {
      keep(view, progress.get());
    }
  }

  /** Many flows of others leave room for the service's. */
  private void keep(FlowView view, HandshakeProgress progress) {
    boolean ours = !view.zoom().isEmpty();
    List<Row> rows = ours ? ofService : others;
    if (rows.size() < MOST_ROWS) {
      rows.add(row(view, progress));
    }
    serviceRows += ours ? 1 : 0;
    otherRows += ours ? 0 : 1;
  }

  private void remember(FlowView view, HandshakeProgress progress) {
    if (failing.size() >= MOST_FAILING) {
      return;
    }
    failing.add(view.tuple());
    List<Long> frames = progress.trail().frames();
    if (!frames.isEmpty()) {
      String words =
          "flow "
              + view.flow().number()
              + ": last "
              + progress.lastSeen().orElse("message")
              + "; no "
              + progress.missing().orElse("answer")
              + " followed";
      remarks.putIfAbsent(frames.get(0), words);
    }
  }

  List<FiveTuple> failing() {
    return List.copyOf(failing);
  }

  Map<Long, String> remarks() {
    return Map.copyOf(remarks);
  }

  private static Row row(FlowView view, HandshakeProgress progress) {
    String endpoints = view.clientEnd().hostPort() + " > " + view.serverEnd();
    Ends ends =
        new Ends(
            progress.trail().endedBy().orElse(""),
            FlowJson.milliseconds(progress.trail().waitedNanos().orElse(0)),
            progress.trail().frames(),
            view.zoom());
    return new Row(
        view.flow().number(),
        endpoints,
        progress.protocol(),
        progress.complete(),
        progress.lastSeen().orElse(""),
        progress.missing().orElse(""),
        ends);
  }

  /** The service's first, failures before what worked, then in the order of the capture. */
  public List<Row> rows() {
    return Stream.concat(ofService.stream(), others.stream())
        .sorted(
            Comparator.comparing((Row row) -> row.ends().zoom().isEmpty())
                .thenComparing(Row::complete)
                .thenComparing(Row::number))
        .toList();
  }

  /**
   * How many flows belong into the table, also those beyond what {@link #rows} keeps.
   *
   * @param service the service's only
   */
  public long wanted(boolean service) {
    return service ? serviceRows : serviceRows + otherRows;
  }

  /** Handshakes that did not get through; those that the capture cuts off do not count. */
  public long failed() {
    return failed;
  }

  public long complete() {
    return complete;
  }

  /** Handshakes of which the capture does not show whether they got through. */
  public long undecided() {
    return undecided;
  }

  /** Flows of the service, whatever their state. */
  public long ofService() {
    return serviceFlows;
  }
}
