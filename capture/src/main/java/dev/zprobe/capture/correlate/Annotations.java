package dev.zprobe.capture.correlate;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Evidence;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a capture should say beside its packets. Immutable.
 *
 * @param about the whole capture
 * @param comments on frames, by number
 * @param names of addresses
 * @param keyLog NSS key log, empty where there is none
 */
public record Annotations(
    String about, Map<Long, List<String>> comments, Map<InetAddress, String> names, String keyLog) {
  private static final int MOST_ON_ONE_FRAME = 8;
  private static final int MOST_OF_ONE_STATEMENT = 64;

  public Annotations {
    comments = Map.copyOf(comments);
    names = Map.copyOf(names);
  }

  /**
   * The findings at their frames, and the names that the run learnt.
   *
   * @param reportDigest SHA-256 of the report, so that report and capture can be shown to belong
   *     together
   */
  public static Annotations of(EvidenceBundle bundle, String reportDigest, String keyLog) {
    Map<Long, List<String>> comments = new LinkedHashMap<>();
    for (Diagnosis.Filed filed : bundle.diagnosis().findings()) {
      for (Evidence evidence : filed.finding().evidence()) {
        comment(comments, bundle, filed, evidence);
      }
    }
    Diagnosis.Verdict verdict = bundle.diagnosis().verdict();
    String about =
        "zprobe run %s, %s: %s%nreport.json sha256 %s"
            .formatted(bundle.run().id(), verdict.status().text(), verdict.summary(), reportDigest);
    return new Annotations(about, comments, names(bundle), keyLog);
  }

  private static void comment(
      Map<Long, List<String>> comments,
      EvidenceBundle bundle,
      Diagnosis.Filed filed,
      Evidence evidence) {
    List<Long> frames = evidence.frames();
    Optional<Observation> seen = bundle.seen().byId(evidence.observation());
    long last = evidence.role() == Evidence.Role.SUBJECT ? lastOut(seen, frames) : 0;
    String words =
        "%s: %s, %s %s"
            .formatted(
                filed.id(),
                filed.finding().cause().id(),
                evidence.role().text(),
                evidence.observation());
    int written = 0;
    for (long frame : frames) {
      if (frame == last) {
        add(comments, frame, filed.id() + ": " + ending(filed.finding()));
      }
      if (written == 0) {
        add(comments, frame, words + ": " + evidence.statement());
      } else if (written < MOST_OF_ONE_STATEMENT) {
        add(comments, frame, words);
      }
      written++;
    }
  }

  /** The last frame that this host sent, of those that are named. */
  private static long lastOut(Optional<Observation> seen, List<Long> frames) {
    return seen.stream()
        .flatMap(each -> each.trace().frames().stream())
        .filter(Frame::outgoing)
        .filter(frame -> frame.what() != Frame.Content.ACK && frame.what() != Frame.Content.RESET)
        .mapToLong(Frame::number)
        .filter(frames::contains)
        .max()
        .orElse(frames.isEmpty() ? 0 : frames.get(frames.size() - 1));
  }

  private static String ending(Finding finding) {
    String seen = finding.progress().lastSeen();
    String missing = finding.progress().missing();
    String last = seen.isEmpty() ? finding.cause().id() : "last " + seen;
    return missing.isEmpty() ? last : last + "; no " + missing + " followed";
  }

  private static void add(Map<Long, List<String>> comments, long frame, String words) {
    List<String> there = comments.computeIfAbsent(frame, number -> new ArrayList<>());
    if (there.size() < MOST_ON_ONE_FRAME && !there.contains(words)) {
      there.add(words);
    }
  }

  private static Map<InetAddress, String> names(EvidenceBundle bundle) {
    Map<InetAddress, String> names = new LinkedHashMap<>();
    bundle
        .seen()
        .host()
        .map(HostState::facts)
        .map(HostFacts::hostsFile)
        .ifPresent(entries -> entries.forEach(each -> names.put(each.address(), each.name())));
    bundle
        .seen()
        .each(DnsLookup.class)
        .filter(DnsLookup::worked)
        .forEach(
            lookup ->
                lookup
                    .answer()
                    .addresses()
                    .forEach(address -> names.putIfAbsent(address, lookup.question().name())));
    return names;
  }
}
