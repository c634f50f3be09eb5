package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small packets pass, large ones vanish, and no router says so. */
final class MtuBlackHoleRule implements Rule {
  private record Conclusion(Transport transport, int largestWorking) {}

  @Override
  public Cause cause() {
    return Cause.MTU_BLACK_HOLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Packets up to a size are answered, larger ones with DF are not, and no ICMP says too big;"
            + " or a small ClientHello is answered where the regular one, with any name, is not;"
            + " or the regular one is answered and one beyond a segment nowhere.",
        "A router says too big (nothing: discovery works); a hello that dies for its name"
            + " (sni-blocked); large datagrams that the service ignores.",
        "Packets of rising size with DF.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Finding> findings = new ArrayList<>(bySize(land));
    findings.addAll(byHello(land, findings));
    findings.addAll(byHole(land, findings));
    findings.addAll(byLongHello(land, findings));
    return findings;
  }

  private static List<Finding> bySize(Landscape land) {
    Map<Visit, SizeTest> holes = new LinkedHashMap<>();
    sized(land).stream()
        .filter(test -> test.tooBig().isEmpty() && isHole(test))
        .filter(test -> !land.losses().isSignificant() || isSure(land, test))
        .forEach(test -> land.visit(test.endpoint()).forEach(visit -> holes.put(visit, test)));
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(
            List.copyOf(holes.keySet()),
            visit -> new Conclusion(visit.endpoint().transport(), largest(holes.get(visit))))) {
      Draft draft = draft(land, group.visits(), group.conclusion());
      group.visits().forEach(visit -> draft.subject(holes.get(visit), sizes(holes.get(visit))));
      findings.add(finish(draft, group.conclusion()));
    }
    return findings;
  }

  /**
   * The last test of each endpoint. Where datagrams of any size were lost at media rate, or were
   * tried again alone, what the crowd of probes may have lost counts only at the edge that a
   * repetition found as well.
   */
  private static List<SizeTest> sized(Landscape land) {
    Map<Endpoint, SizeTest> last = new LinkedHashMap<>();
    Map<Endpoint, SizeTest> again = new LinkedHashMap<>();
    for (SizeTest test : land.seen().each(SizeTest.class).toList()) {
      if (last.put(test.endpoint(), test) != null) {
        again.put(test.endpoint(), test);
      }
    }
    Set<Integer> edges =
        again.values().stream()
            .filter(MtuBlackHoleRule::isHole)
            .map(MtuBlackHoleRule::largest)
            .collect(Collectors.toSet());
    boolean repeated =
        land.seen().each(RateTest.class).anyMatch(RateTest::isDoubtful)
            || again.keySet().stream().anyMatch(at -> at.transport() == Transport.UDP);
    return last.values().stream()
        .filter(
            test ->
                !repeated
                    || test.endpoint().transport() == Transport.TCP
                    || again.containsKey(test.endpoint())
                    || edges.contains(largest(test)))
        .toList();
  }

  /** A clean edge: everything up to a size passes, and nothing above it. */
  private static boolean isHole(SizeTest test) {
    int largest = largest(test);
    boolean above =
        test.sizes().stream().anyMatch(size -> size.bytes() > largest && !size.passed());
    boolean clean = test.sizes().stream().allMatch(size -> size.bytes() > largest || size.passed());
    return largest > 0 && above && clean;
  }

  /** Where packets of any size are lost, one lost size at one place may be chance. */
  private static boolean isSure(Landscape land, SizeTest test) {
    long lost = test.sizes().stream().filter(size -> !size.passed()).count();
    return lost > 1
        || sized(land).stream()
            .filter(other -> !other.endpoint().equals(test.endpoint()) && isHole(other))
            .anyMatch(other -> largest(other) == largest(test));
  }

  private static int largest(SizeTest test) {
    return test.sizes().stream()
        .filter(SizeTest.Size::passed)
        .mapToInt(SizeTest.Size::bytes)
        .max()
        .orElse(0);
  }

  private static String sizes(SizeTest test) {
    List<String> lost =
        test.sizes().stream()
            .filter(size -> !size.passed())
            .map(size -> String.valueOf(size.bytes()))
            .toList();
    return largest(test) + " bytes pass, " + Wording.some(lost) + " vanish without ICMP";
  }

  private static List<Finding> byHello(Landscape land, List<Finding> known) {
    Map<Visit, HelloExperiment> holes = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      HelloExperiment.of(land, visit)
          .filter(each -> each.ending() == HelloExperiment.Ending.SILENCE)
          .filter(each -> !each.subject().answered() && each.otherName().isEmpty())
          .filter(MtuBlackHoleRule::onlySmallIsAnswered)
          .ifPresent(each -> holes.put(visit, each));
    }
    holes.keySet().removeIf(visit -> known.stream().anyMatch(f -> covers(f, visit)));
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(
            List.copyOf(holes.keySet()),
            visit -> new Conclusion(Transport.TCP, small(holes.get(visit)).hello().bytes()))) {
      Draft draft =
          draft(land, group.visits(), group.conclusion()).progress("ClientHello", "ServerHello");
      for (Visit visit : group.visits()) {
        HelloExperiment each = holes.get(visit);
        draft.subject(
            each.subject(), "a ClientHello of " + each.subject().hello().bytes() + " bytes dies");
        draft.control(small(each), HelloExperiment.answer(small(each)) + ", being smaller");
      }
      findings.add(finish(draft, group.conclusion()));
    }
    return findings;
  }

  /** The server's large segments vanish, the small one behind them arrives: every time. */
  private static List<Finding> byHole(Landscape land, List<Finding> known) {
    Map<Visit, HelloExperiment> holes = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      HelloExperiment.of(land, visit)
          .filter(each -> each.ending() == HelloExperiment.Ending.SILENCE && each.hasHole())
          .filter(each -> each.anyAnswered().isEmpty())
          .ifPresent(each -> holes.put(visit, each));
    }
    holes.keySet().removeIf(visit -> known.stream().anyMatch(f -> covers(f, visit)));
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(List.copyOf(holes.keySet()), visit -> new Conclusion(Transport.TCP, 0))) {
      Draft draft =
          draft(land, group.visits(), group.conclusion())
              .grade(Confidence.LIKELY, Blame.NETWORK)
              .progress("ClientHello", "ServerHello");
      for (Visit visit : group.visits()) {
        draft.subject(
            holes.get(visit).subject(),
            "the end of the answer arrives, its large segments before that never do");
        visit.connects().stream()
            .filter(Observation::worked)
            .findFirst()
            .ifPresent(each -> draft.control(each, "small packets pass"));
      }
      findings.add(
          draft.finish(
              draft.where()
                  + " loses large packets of the server without a word, while small ones pass.",
              "packets of rising size with DF"));
    }
    return findings;
  }

  /**
   * The regular hello is answered, one beyond a segment (as browsers send them) at no address. Had
   * one answered, the others might be to blame; without a stranger, all of the service may be.
   */
  private static List<Finding> byLongHello(Landscape land, List<Finding> known) {
    Map<Visit, TlsHandshake> lost = lostEverywhere(land);
    boolean strangers = lost.keySet().stream().anyMatch(Visit::isControl);
    Confidence sure = strangers ? Confidence.LIKELY : Confidence.POSSIBLE;
    lost.keySet()
        .removeIf(visit -> visit.isControl() || known.stream().anyMatch(f -> covers(f, visit)));
    if (lost.isEmpty()) {
      return List.of();
    }
    Draft draft =
        draft(land, List.copyOf(lost.keySet()), new Conclusion(Transport.TCP, 0))
            .grade(sure, strangers ? Blame.NETWORK : Blame.UNKNOWN)
            .progress("ClientHello", "ServerHello");
    lost.forEach(
        (visit, hello) -> {
          draft.subject(hello, "a ClientHello of " + hello.hello().bytes() + " bytes dies");
          TlsHandshake regular = answered(visit).orElseThrow();
          draft.control(regular, HelloExperiment.answer(regular) + ", being smaller");
        });
    return List.of(
        draft.finish(
            draft.where()
                + " answers a ClientHello that fits into one segment and no longer one: long hellos"
                + (strangers
                    ? " die, to another service as well."
                    : " die, or are not taken there."),
            "the same long hello from another network"));
  }

  /** By visit; none where another address took one, or chance may explain it. */
  private static Map<Visit, TlsHandshake> lostEverywhere(Landscape land) {
    Map<Visit, TlsHandshake> lost = new LinkedHashMap<>();
    for (Visit visit : Stream.concat(land.service(), land.controls()).toList()) {
      for (TlsHandshake each : visit.handshakes()) {
        boolean large = each.hello().variant() == Variant.LARGE;
        if (large && each.answered()) {
          return new LinkedHashMap<>();
        }
        if (large && each.failedWith(FailureCode.TLS_TIMEOUT) && answered(visit).isPresent()) {
          lost.put(visit, each);
        }
      }
    }
    long hosts = lost.keySet().stream().map(each -> each.endpoint().address()).distinct().count();
    return hosts < 2 || land.losses().isSignificant() ? new LinkedHashMap<>() : lost;
  }

  private static Optional<TlsHandshake> answered(Visit visit) {
    return visit.regular().stream().filter(TlsHandshake::answered).findFirst();
  }

  private static boolean onlySmallIsAnswered(HelloExperiment each) {
    return each.controls().stream()
            .filter(TlsHandshake::answered)
            .allMatch(other -> other.hello().bytes() < each.subject().hello().bytes())
        && each.answered(Variant.SMALL).isPresent();
  }

  private static TlsHandshake small(HelloExperiment each) {
    return each.answered(Variant.SMALL).orElseThrow();
  }

  private static boolean covers(Finding finding, Visit visit) {
    return finding.scope().addresses().contains(visit.endpoint().address())
        && finding.scope().transport().equals(Optional.of(visit.endpoint().transport()));
  }

  private static Draft draft(Landscape land, List<Visit> visits, Conclusion how) {
    Draft draft =
        Draft.of(Cause.MTU_BLACK_HOLE)
            .about(land, visits)
            .stage(Stage.PATH)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .detail("transport", how.transport().text());
    return how.largestWorking() > 0 ? draft.detail("largestWorking", how.largestWorking()) : draft;
  }

  private static Finding finish(Draft draft, Conclusion how) {
    return draft.finish(
        draft.where()
            + " loses large packets without a word: "
            + how.largestWorking()
            + " bytes still pass.",
        "");
  }
}
