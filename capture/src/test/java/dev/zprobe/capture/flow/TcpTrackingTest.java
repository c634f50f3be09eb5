package dev.zprobe.capture.flow;

import static dev.zprobe.capture.flow.TcpFrames.client;
import static dev.zprobe.capture.flow.TcpFrames.opened;
import static dev.zprobe.capture.flow.TcpFrames.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TcpTrackingTest {
  @Test
  void aWholeConnectionIsOneFlow() {
    Tracked tracked = opened(new Tracked());
    tracked.add(client("PA", 1, 1, "hello")).after(20).add(server("A", 1, 6, ""));
    tracked.add(server("PA", 1, 6, "world")).add(client("FA", 6, 6, ""));
    tracked.add(server("FA", 6, 7, "")).add(client("A", 7, 7, "")).finish();
    TcpFlow flow = tracked.tcp(0);
    assertEquals(1, tracked.flows.size());
    assertEquals(31, flow.completeness());
    assertEquals("SF", flow.connectionState());
    assertEquals("ShADadFf", flow.history());
    assertEquals(20_000_000, flow.handshakeRoundTripNanos());
    assertEquals(20_000_000, flow.a().shortestRoundTripNanos());
    assertEquals(TcpFlow.Ending.FIN_BY_A, flow.ending());
    assertEquals(5, flow.a().payloadBytes());
    assertEquals(4, flow.a().firstData().frame());
    assertEquals(5, flow.a().firstDataAcknowledged().frame());
    assertEquals(57, flow.b().synAck().timeToLive());
    assertFalse(flow.halfOpen());
    assertFalse(flow.oneSided());
  }

  @Test
  void retransmittedSynsStayOneHalfOpenFlow() {
    Tracked tracked = new Tracked();
    for (int i = 0; i < 3; i++) {
      tracked.add(client("S", 0, 0, "")).after(1_000);
    }
    TcpFlow flow = tracked.finish().tcp(0);
    assertEquals(3, flow.a().syns());
    assertEquals(2, flow.a().retransmissions());
    assertEquals("S0", flow.connectionState());
    assertTrue(flow.halfOpen());
    assertTrue(flow.oneSided());
    assertEquals(1, flow.a().syn().frame());
    assertEquals(3, flow.a().lastSyn().frame());
  }

  @Test
  void aSynWithAnotherNumberBeginsAnotherFlow() {
    Tracked tracked = opened(new Tracked());
    tracked.after(5_000).add(client("S", 100_000, 0, "")).finish();
    assertEquals(2, tracked.flows.size());
    assertTrue(tracked.tcp(1).portsReused());
    assertEquals(2, tracked.tcp(1).number());
  }

  @Test
  void aRefusedSynIsRejectedByTheServerWithItsHopCount() {
    Tracked tracked = new Tracked().add(client("S", 0, 0, "")).after(3);
    TcpFlow flow = tracked.add(server("RA", 0, 1, "", 62)).finish().tcp(0);
    assertEquals("REJ", flow.connectionState());
    assertEquals("Sr", flow.history());
    assertEquals(TcpFlow.Ending.RESET_BY_B, flow.ending());
    assertEquals(62, flow.b().reset().timeToLive());
  }

  @Test
  void anInjectedResetShowsByItsHopCountAndByDataBehindIt() {
    Tracked tracked = opened(new Tracked()).add(client("PA", 1, 1, "hello")).after(2);
    tracked.add(server("R", 1, 0, "", 250)).after(18);
    TcpFlow flow = tracked.add(server("PA", 1, 6, "world")).finish().tcp(0);
    assertEquals(250, flow.b().reset().timeToLive());
    assertEquals(57, flow.b().highestTimeToLive());
    assertEquals(1, flow.b().dataAfterReset());
    assertEquals("RSTR", flow.connectionState());
  }

  @Test
  void whoOpenedIsKnownFromTheAnswerAlone() {
    Tracked tracked = new Tracked().add(server("SA", 0, 1, ""));
    TcpFlow flow = tracked.add(client("A", 1, 1, "")).finish().tcp(0);
    assertTrue(flow.openedByB());
    assertFalse(flow.midStream());
    assertEquals("^hA", flow.history());
  }

  @Test
  void aConnectionCapturedInTheMiddleIsSaidToBeSo() {
    TcpFlow flow = new Tracked().add(client("PA", 50, 70, "x")).finish().tcp(0);
    assertTrue(flow.midStream());
    assertEquals("OTH", flow.connectionState());
  }

  @Test
  void countsAsWiresharkDoes() {
    Tracked tracked = opened(new Tracked());
    tracked.add(server("A", 1, 1, "one!")).add(server("A", 9, 1, "lost before"));
    tracked.add(client("A", 1, 5, "")).add(client("A", 1, 5, "")).add(client("A", 1, 5, ""));
    tracked.after(5).add(server("A", 5, 1, "two!")).after(300);
    tracked.add(server("A", 9, 1, "lost before")).after(1);
    tracked.add(client("A", 1, 20, "")).after(1).add(server("A", 1, 1, "one!")).after(10_000);
    tracked.add(server("A", 19, 1, "")).add(client("A", 1, 900, ""));
    TcpFlow flow = tracked.finish().tcp(0);
    assertEquals(1, flow.b().lostSegments());
    assertEquals(2, flow.a().duplicateAcks());
    assertEquals(1, flow.b().fastRetransmissions());
    assertEquals(1, flow.b().spuriousRetransmissions());
    assertEquals(3, flow.b().retransmissions());
    assertEquals(1, flow.b().keepAlives());
    assertEquals(1, flow.a().acknowledgedUnseen());
  }

  @Test
  void aByteIsNoWindowProbeBeforeTheOtherSideWasSeen() {
    Tracked tracked = new Tracked().add(client("PA", 50, 70, "a")).add(client("PA", 51, 70, "b"));
    TcpFlow flow = tracked.add(client("PA", 52, 70, "c")).finish().tcp(0);
    assertEquals(0, flow.a().zeroWindowProbes());
    assertEquals(0, flow.a().lostSegments());
  }

  @Test
  void unseenBytesAreSaidOnceUntilSomethingElseIsAcknowledged() {
    Tracked tracked = opened(new Tracked()).add(client("A", 1, 900, ""));
    tracked.add(client("A", 1, 1_900, "")).add(client("A", 1, 2_900, ""));
    // The server takes something, so that what it lost next is another matter.
    tracked.add(server("A", 1, 2, "")).add(client("A", 1, 3_900, ""));
    assertEquals(2, tracked.finish().tcp(0).a().acknowledgedUnseen());
  }

  @Test
  void aHoleThatIsAcknowledgedIsSaidEachTime() {
    Tracked tracked = opened(new Tracked()).add(server("A", 11, 1, "behind a hole"));
    tracked.add(client("A", 1, 24, "")).add(server("A", 50, 1, "again"));
    assertEquals(2, tracked.add(client("A", 1, 55, "")).finish().tcp(0).a().acknowledgedUnseen());
  }

  @Test
  void aSegmentThatComesLateWithinARoundTripIsOutOfOrder() {
    Tracked tracked = opened(new Tracked());
    tracked.add(server("A", 5, 1, "late")).after(1).add(server("A", 1, 1, "soon"));
    TcpFlow flow = tracked.finish().tcp(0);
    assertEquals(1, flow.b().outOfOrder());
    assertEquals(0, flow.b().retransmissions());
  }

  @Test
  void acknowledgedBytesTellWhetherTheHelloArrived() {
    Tracked tracked = opened(new Tracked()).add(client("PA", 1, 1, "hello")).after(10);
    tracked.add(client("PA", 1, 1, "hello")).after(10);
    TcpFlow lost = tracked.finish().tcp(0);
    assertEquals(0, lost.a().acknowledgedBytes());
    assertFalse(lost.a().firstDataAcknowledged().seen());
    tracked = opened(new Tracked()).add(client("PA", 1, 1, "hello")).after(10);
    TcpFlow arrived = tracked.add(server("A", 1, 6, "")).finish().tcp(0);
    assertEquals(5, arrived.a().acknowledgedBytes());
    assertEquals(5, arrived.a().highestAcknowledgmentFrame());
  }

  @Test
  void whereTheAnswerToTheSynIsMissingTheFirstAcknowledgmentTellsWhatIsOutOfOrder() {
    Tracked tracked = new Tracked();
    tracked.add(client("S", 0, 0, "")).after(20).add(client("A", 1, 1, ""));
    tracked.add(client("PA", 6, 1, "world")).after(10).add(client("PA", 1, 1, "hello"));
    tracked.after(30).add(client("PA", 1, 1, "hell")).finish();
    assertEquals(1, tracked.tcp(0).a().outOfOrder());
    assertEquals(1, tracked.tcp(0).a().retransmissions());
    assertEquals(-1, tracked.tcp(0).handshakeRoundTripNanos());
  }

  @Test
  void aSynThatComesLateCompletesNothing() {
    Tracked tracked = new Tracked();
    tracked.add(server("SA", 0, 1, "")).add(client("S", 0, 0, "")).add(client("A", 1, 1, ""));
    TcpFlow flow = tracked.finish().tcp(0);
    assertEquals(TcpFlow.COMPLETE_SYN_ACK | TcpFlow.COMPLETE_ACK, flow.completeness());
    assertTrue(flow.openedByB());
  }
}
