package dev.zprobe.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.traffic.CaptureReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalReportTest {
  private static final CaptureReport LIVE = new CaptureReport(true, "", List.of("eth0"), 812, 0);

  @Test
  void saysTheVerdictThenHowFarEachTargetCameThenWhy() {
    String expected =
        """
        BLOCKED  error 104103: explained
          TLS to zoom.us is reset by a device between hop 2 and hop 3. (blame: network)

          target    address      port           dns      tcp      tls      udp       state
          web       203.0.113.1  443/tcp        ok 2 ms  ok 2 ms  reset    -         filtered
                    203.0.113.2  443/tcp        ok 2 ms  ok 2 ms  ok 2 ms  -         open
          meetings  2 addresses  443,8801/tcp   -        ok       -        -         open
          media     203.0.113.1  8801-8804/udp  -        -        -        ok        open
                    203.0.113.1  8805/udp       -        -        -        rejected  rejected
                    203.0.113.1  8806-8810/udp  -        -        -        ok        open

          F1  sni-blocked  (blocking, confirmed, blame: network)
              A ClientHello with the name zoom.us is reset; one with another name is answered.
              last seen: ClientHello; missing: ServerHello
              where: between hop 2 and hop 3, both included (62.115.12.2, 62.115.23.3)
              subject: RST after the ClientHello\\x1b]0;title\\x07 [O3, frames 7, 8, 9]
              control: another name got its ServerHello [O5]
              to decide: nothing more

          F2  server-silent  (blocking, confirmed, blame: network)
              The server does not answer.
              follows from F1

          notes (in full with --verbose): F3 nat-symmetric

          1 steps were not tested for lack of time: late
        """;
    assertEquals(expected, text(new TerminalReport(Palette.PLAIN, 100, false), LIVE));
  }

  @Test
  void verboseShowsEveryEndpointAndTheNotes() {
    String text = text(new TerminalReport(Palette.PLAIN, 100, true), LIVE);
    for (int port = 8801; port <= 8810; port++) {
      assertTrue(text.contains(port + "/udp"), text);
    }
    assertTrue(text.contains("F3  nat-symmetric"), text);
  }

  @Test
  void colourIsTheOnlyDifference() {
    String plain = text(new TerminalReport(Palette.PLAIN, 100, false), LIVE);
    String coloured = text(new TerminalReport(Palette.COLOURED, 100, false), LIVE);
    assertFalse(plain.contains("\u001b"));
    assertTrue(coloured.contains("\u001b[31mBLOCKED\u001b[0m"));
    assertEquals(plain, coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void noLineIsWiderThanTheTerminalButForTables() {
    text(new TerminalReport(Palette.PLAIN, 60, false), LIVE)
        .lines()
        .filter(line -> !line.contains("/tcp") && !line.contains("/udp"))
        .filter(line -> !line.contains("state"))
        .forEach(line -> assertTrue(line.length() <= 66, line));
  }

  @Test
  void aBlindRunSaysSo() {
    String text =
        text(
            new TerminalReport(Palette.PLAIN, 100, false),
            CaptureReport.blind("libpcap is missing; install it with: apt-get install libpcap0.8"));
    assertTrue(text.contains("no capture: libpcap is missing; install it with"), text);
  }

  @Test
  void droppedFramesAreSaid() {
    String text =
        text(
            new TerminalReport(Palette.PLAIN, 100, false),
            new CaptureReport(true, "", List.of("eth0"), 5, 3));
    assertTrue(text.contains("the kernel dropped 3 frames"), text);
  }

  private static String text(TerminalReport report, CaptureReport capture) {
    return String.join("\n", report.lines(Scene.filtered(capture))) + "\n";
  }
}
