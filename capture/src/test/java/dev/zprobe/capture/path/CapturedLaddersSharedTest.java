package dev.zprobe.capture.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.SharedCaptures;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Damage;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.diagnosis.PathVerdict;
import dev.zprobe.diagnosis.PathVerdict.Outcome;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.Observations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Ladders that CenTrace climbed for real, with the verdicts that its project states for them. Ours
 * is a range, of which its middlebox, where it names one, is the upper end: a filter behind the TTL
 * test of the router before looks the same.
 */
@Tag("shared")
class CapturedLaddersSharedTest {
  /**
   * @param middlebox as CenTrace names it; empty where it names none
   * @param first and last hop of our range; 0 where nothing dies
   */
  private record Known(
      String test, String control, Outcome outcome, int first, int last, String middlebox) {}

  private static final List<Known> ALL =
      List.of(
          new Known(
              "195.46.232.198_minecraft.net_minecraft.net.pcap",
              "195.46.232.198_minecraft.net_example.com.pcap",
              Outcome.RESET,
              13,
              14,
              "194.154.209.226"),
          new Known(
              "200.115.176.142_binance.com_binance.com.pcap",
              "200.115.176.142_binance.com_example.com.pcap",
              Outcome.RESET,
              13,
              14,
              "190.242.91.114"),
          new Known(
              "94.20.71.165_www.pokerstars.com_www.pokerstars.com_0.pcap",
              "94.20.71.165_www.pokerstars.com_example.com_0.pcap",
              Outcome.DROPPED,
              16,
              18,
              "94.20.50.158"),
          // On the path: time exceeded and resets came both.
          new Known(
              "222.138.4.221_archive.org_archive.org.pcap",
              "222.138.4.221_archive.org_example.com.pcap",
              Outcome.RESET,
              12,
              13,
              ""),
          new Known(
              "123.30.89.9_youtube.com_youtube.com_0.pcap",
              "123.30.89.9_youtube.com_example.com_0.pcap",
              Outcome.DROPPED,
              19,
              20,
              ""),
          // An endpoint firewall, says CenTrace: every hop that can be seen lets it pass.
          new Known(
              "185.236.34.4_store.steampowered.com_store.steampowered.com.pcap",
              "185.236.34.4_store.steampowered.com_example.com.pcap",
              Outcome.PASSES,
              19,
              20,
              ""),
          // Given up at a hop that is silent for the control as well, says CenTrace; so it is here.
          new Known(
              "221.120.163.243_quora.com_quora.com.pcap",
              "221.120.163.243_quora.com_example.com.pcap",
              Outcome.UNKNOWN,
              0,
              0,
              ""),
          // A firewall at the endpoint, says CenTrace of the page that differs from the control's.
          // Here an answer at the target's distance is the target's: nothing in the frames parts
          // the two, and that it says 403 is for the rules of HTTP.
          new Known(
              "91.199.201.114_www.bitcomet.com_www.bitcomet.com.pcap",
              "91.199.201.114_www.bitcomet.com_example.com.pcap",
              Outcome.ARRIVES,
              0,
              0,
              ""),
          new Known(
              "95.167.150.101_sohu.com_sohu.com.pcap",
              "95.167.150.101_sohu.com_example.com.pcap",
              Outcome.ARRIVES,
              0,
              0,
              ""));

  @TestFactory
  Stream<DynamicTest> theirVerdictsAreReproduced() {
    Path captures = SharedCaptures.folder().resolve("censoredplanet+CenTrace");
    return ALL.stream()
        .map(known -> DynamicTest.dynamicTest(known.test(), () -> check(captures, known)));
  }

  private static void check(Path folder, Known known) throws IOException {
    CapturedLadders ladders = new CapturedLadders();
    List<Path> files = List.of(folder.resolve(known.test()), folder.resolve(known.control()));
    try (CaptureFiles source = CaptureFiles.of(files)) {
      source.deliver(new Into(ladders));
    }
    CapturedLadders.Found found = ladders.found(0);
    Observations seen = Observations.of(List.of(), List.copyOf(found.ladders()));
    List<PathVerdict> verdicts = PathVerdict.of(seen);
    assertEquals(1, verdicts.size(), found::toString);
    PathVerdict verdict = verdicts.get(0);
    assertEquals(
        known.outcome() + " " + known.first() + ".." + known.last(),
        verdict.outcome() + " " + verdict.location().first() + ".." + verdict.location().last());
    List<String> addresses = verdict.location().addresses().stream().map(Addresses::text).toList();
    assertTrue(
        known.middlebox().isEmpty() || addresses.contains(known.middlebox()),
        () -> known.middlebox() + " is not among " + addresses);
  }

  private record Into(CapturedLadders ladders) implements FrameSink {
    @Override
    public void frame(Frame frame) {
      ladders.frame(frame);
    }

    @Override
    public void opened(CaptureInterface captureInterface) {
      // Every interface is looked at.
    }

    @Override
    public void damage(Damage seen) {
      // Up to there it counts.
    }
  }
}
