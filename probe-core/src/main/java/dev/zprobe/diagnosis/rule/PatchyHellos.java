package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.ResetOrigin.Sender;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.TlsHandshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Hellos that die although others with the same name are answered at the same endpoint: a client
 * meets it now and then. A run tries each once and again; in a capture there may be many.
 */
final class PatchyHellos {
  private record Alike(
      boolean begun, HelloExperiment.Ending ending, Sender sender, boolean repeated) {}

  private final Landscape land;
  private final Cause cause;
  private final Predicate<HelloExperiment> fits;

  /**
   * @param cause what it is when all die so
   * @param fits whether a hello died as this cause has it
   */
  PatchyHellos(Landscape land, Cause cause, Predicate<HelloExperiment> fits) {
    this.land = land;
    this.cause = cause;
    this.fits = fits;
  }

  List<Finding> findings() {
    Map<Visit, List<HelloExperiment>> patchy = new LinkedHashMap<>();
    // Where packets are lost at random, some hellos are among them.
    boolean lossy = land.losses().isSignificant();
    for (Visit visit : land.service(Transport.TCP)) {
      List<HelloExperiment> dead =
          visit.patchyHandshakes().stream()
              .map(each -> HelloExperiment.of(land, visit, each))
              .filter(fits)
              .filter(each -> !lossy || each.ending() != HelloExperiment.Ending.SILENCE)
              .toList();
      if (!dead.isEmpty()) {
        patchy.put(visit, dead);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Groups.Group<Alike> group :
        Groups.of(List.copyOf(patchy.keySet()), visit -> alike(patchy.get(visit)))) {
      findings.add(finding(group, patchy));
    }
    return findings;
  }

  private static Alike alike(List<HelloExperiment> dead) {
    HelloExperiment first = dead.get(0);
    return new Alike(first.begun(), first.ending(), first.origin().sender(), dead.size() > 1);
  }

  private Finding finding(Groups.Group<Alike> group, Map<Visit, List<HelloExperiment>> patchy) {
    Alike how = group.conclusion();
    List<HelloExperiment> dead =
        group.visits().stream().flatMap(visit -> patchy.get(visit).stream()).toList();
    String after = how.begun() ? "ServerHello" : "ClientHello";
    Draft draft =
        Draft.of(cause)
            .about(land, group.visits())
            .stage(Stage.TLS)
            .severity(Severity.DEGRADING)
            .grade(how.repeated() ? Confidence.LIKELY : Confidence.POSSIBLE, blame(how.sender()))
            .location(HelloExperiment.location(land, dead))
            .progress(after, how.begun() ? "Finished" : "ServerHello");
    if (cause == Cause.TLS_RESET) {
      draft
          .detail("after", after)
          .detail("manner", how.ending().text())
          .detail("resetOrigin", how.sender().name().toLowerCase(Locale.ROOT));
    }
    dead.forEach(each -> draft.subject(each.subject(), each.ending().text() + " to this hello"));
    for (Visit visit : group.visits()) {
      visit.regular().stream()
          .filter(TlsHandshake::worked)
          .findFirst()
          .ifPresent(each -> draft.control(each, "the same hello is answered another time"));
    }
    boolean reset = how.ending() == HelloExperiment.Ending.RESET;
    return draft.finish(
        "Some TLS handshakes at "
            + draft.where()
            + (reset ? " are reset" : " stay without an answer")
            + " while others alike work.",
        "the same hello many times, with a capture at both ends");
  }

  private Blame blame(Sender sender) {
    if (cause == Cause.SERVER_SILENT || sender == Sender.TARGET) {
      return Blame.SERVICE;
    }
    return sender == Sender.DEVICE ? Blame.NETWORK : Blame.UNKNOWN;
  }
}
