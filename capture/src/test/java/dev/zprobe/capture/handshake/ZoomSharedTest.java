package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.SharedCaptures;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.net.AddressRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real clients' captures: what worked is called complete, and the media is measured. */
@Tag("shared")
class ZoomSharedTest {
  private static final List<AddressRange> RANGES =
      List.of(
          AddressRange.parse("144.195.0.0/17").orElseThrow(),
          AddressRange.parse("162.255.36.0/22").orElseThrow());

  private static List<Flow> flows(String name) throws IOException {
    return HandshakeTruth.flows(SharedCaptures.folder().resolve("ntop+nDPI/" + name), flow -> {});
  }

  private static <T extends ProtocolFacts> List<T> facts(List<Flow> flows, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (Flow flow : flows) {
      FlowProgress.facts(flow).stream()
          .filter(kind::isInstance)
          .map(kind::cast)
          .forEach(found::add);
    }
    return found;
  }

  @Test
  void theTlsOfZoom2IsCompleteAndItsMediaFlowsAreAnswered() throws IOException {
    List<Flow> flows = flows("zoom2.pcap");
    TlsFacts tls = facts(flows, TlsFacts.class).get(0);
    assertTrue(tls.progress().orElseThrow().complete());
    assertEquals("TLSv1.2", tls.choice().orElseThrow().version());
    List<ZoomMediaFacts> media = facts(flows, ZoomMediaFacts.class);
    assertEquals(3, media.size());
    for (ZoomMediaFacts each : media) {
      assertEquals(each.greeting().hellos(), each.greeting().answered());
      assertTrue(each.roundTripNanos().orElseThrow() > 10_000_000);
      assertTrue(each.progress().orElseThrow().complete());
    }
    for (Flow flow : flows) {
      assertTrue(FlowProgress.of(flow).orElseThrow().complete(), "flow " + flow.number());
    }
  }

  @Test
  void theFlowsOfZoom2AreRecognisedByNameRangeAndWire() throws IOException {
    List<Flow> flows = flows("zoom2.pcap");
    ZoomRecognition recognition = new ZoomRecognition(List.of("zoom.us"), RANGES);
    for (Flow flow : flows) {
      Set<ZoomRecognition.Reason> reasons = recognition.reasons(flow, FlowProgress.facts(flow));
      ZoomRecognition.Reason own =
          flow.udp() ? ZoomRecognition.Reason.WIRE : ZoomRecognition.Reason.SNI;
      assertEquals(Set.of(own, ZoomRecognition.Reason.RANGE), reasons, "flow " + flow.number());
    }
  }

  @Test
  void nothingOfZoomThatWorkedIsCalledFailed() throws IOException {
    List<Flow> flows = flows("zoom.pcap");
    ZoomRecognition recognition = new ZoomRecognition(List.of("zoom.us"), RANGES);
    flows.forEach(flow -> recognition.learn(FlowProgress.facts(flow)));
    List<String> failed = new ArrayList<>();
    for (Flow flow : flows) {
      List<ProtocolFacts> facts = FlowProgress.facts(flow);
      boolean ours = !recognition.reasons(flow, facts).isEmpty();
      if (ours && FlowProgress.of(flow, facts).filter(each -> !each.complete()).isPresent()) {
        failed.add(flow.number() + " " + FlowProgress.of(flow, facts).orElseThrow());
      }
    }
    assertEquals(List.of(), failed);
    long dialect =
        facts(flows, StunFacts.class).stream()
            .filter(each -> each.dialect() == StunFacts.Dialect.ZOOM)
            .peek(each -> assertTrue(each.progress().orElseThrow().complete()))
            .count();
    assertEquals(3, dialect);
  }

  @Test
  void theBrowsersStunAndDtlsAreComplete() throws IOException {
    List<Flow> flows = flows("stun_zoom.pcapng");
    for (Flow flow : flows) {
      assertTrue(FlowProgress.of(flow).orElseThrow().complete(), "flow " + flow.number());
    }
    assertTrue(facts(flows, TlsFacts.class).size() > 0);
  }
}
