package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowFilterTest {
  private static final byte[] QUERY = {
    0, 1, 0, 0, 33, 18, -92, 66, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
  };

  /** Flow 1: TLS, reset; flow 2: STUN over UDP, unanswered, tagged. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1 2",
        "tcp|1",
        "udp|2",
        "ip|1 2",
        "ip6|''",
        "port 443|1",
        "tcp port 443|1",
        "udp port 443|''",
        "dst port 3478|2",
        "src port 3478|''",
        "portrange 3478-3479|2",
        "host 170.114.52.2|1",
        "src host 192.168.1.10|1 2",
        "dst 170.114.52.2|1",
        "net 170.114.0.0/16|1",
        "port 443 or 3478|1 2",
        "not port 443|2",
        "! (port 443 or port 3478)|''",
        "host 192.168.1.10 and udp|2",
        "vlan|2",
        "vlan 7|2",
        "vlan 8|''",
        "tls.sni = *.zoom.us|1",
        "tls.sni = US02WEB.zoom.us|1",
        "tls.sni = \"*zoom*\"|1",
        "tls.sni != us02web.zoom.us|2",
        "handshake.complete = false|1 2",
        "handshake.protocol == stun|2",
        "aPackets >= 3|1 2",
        "aPackets > 1000|''",
        "tls|1",
        "zoom|1",
        "flow = 2|2",
        "tcp.b.rst > 0 and port 443|1",
      })
  void choosesFlows(String expression, String expected) throws IOException {
    String chosen =
        String.join(
            " ",
            rows(expression).stream().map(row -> String.valueOf(row.number())).sorted().toList());
    assertEquals(expected, chosen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port",
        "port 70000",
        "port x",
        "host nowhere",
        "(tcp",
        "tcp)",
        "and",
        "tls.sni =",
        "colour = red",
        "aPackets > many",
        "tcp &",
        "portrange 5",
        "vlan 5000",
        "handshake.",
        "tls..sni",
        "tls = 1",
        "handshake.frames.x",
        "net 10.0.0.0/40",
        "net 10.0.0.0/-1",
        "aPort = x",
        "start > 5",
        "portrange 5-",
      })
  void refusesWhatMeansNothing(String expression) {
    assertThrows(IllegalArgumentException.class, () -> FlowFilter.parse(expression));
  }

  /** What is known stands in the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls.sin = x|tls has sni, ",
        "tcp.a.syns > 0|tcp.a has syn, ",
        "colour|flow, transport, a, ",
        "colour = red|there are flow, transport, a, ",
        "handshake.complete = flase|true, false",
        "transport = sctp|tcp, udp",
        "tls.sni > 5|= or !=",
        "net 10.1.2.3/8|10.0.0.0/8",
        "portrange 8810-8801|8801-8810",
        "port 70000|0 to 65535",
        "tls = x|sni",
      })
  void saysWhatIsWrong(String expression, String said) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FlowFilter.parse(expression))
            .getMessage();
    assertTrue(message.contains(said), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void nestingIsBounded() {
    assertThrows(IllegalArgumentException.class, () -> FlowFilter.parse("(".repeat(4000)));
    assertThrows(IllegalArgumentException.class, () -> FlowFilter.parse("!".repeat(4000)));
  }

  private static List<FlowTable.Row> rows(String expression) throws IOException {
    Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
    TcpTalk.in(recording, "192.168.1.10", 50001, "170.114.52.2", 443)
        .open()
        .client(TlsBytes.clientHello("us02web.zoom.us", "h2"))
        .serverResets();
    for (int i = 0; i < 3; i++) {
      recording.add(Packet.between("192.168.1.10", "203.0.113.9").vlan(7).udp(40000, 3478, QUERY));
    }
    AnalysisRequest request = AnalysisRequest.of(CatalogReader.builtIn());
    AnalysisRequest asked =
        new AnalysisRequest(
            request.catalog(),
            request.keys(),
            request.limits(),
            List.of(),
            false,
            FlowFilter.parse(expression));
    try (CaptureAnalysis analysis = CaptureAnalysis.of(asked)) {
      analysis.read(CaptureFiles.of(new ByteArrayInputStream(recording.bytes())));
      return analysis.table().rows();
    }
  }
}
