package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.net.Target;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.Segment;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What looks like a failure at first sight, or like another one. */
class NearMissesTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String SERVER = "170.114.52.2";
  private static final byte[] HELLO = TlsBytes.clientHello("zoom.us", "h2");
  private static final byte[] SERVER_HELLO = TlsBytes.serverHello(true, 0x1301);

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void aNameWithoutAddressesOfTheOtherFamilyIsNotMissed() throws IOException {
    lookup(1, 40001, new byte[] {(byte) 170, 114, 52, 2});
    lookup(28, 40002, new byte[0]);
    talk(50001).open().client(HELLO).server(SERVER_HELLO).server(TlsBytes.record(23, new byte[40]));
    assertEquals(Status.HEALTHY, Judged.diagnosis(recording).verdict().status());
  }

  @Test
  void aNameThatHasNoAddressAtAllIsMissed() throws IOException {
    lookup(1, 40001, new byte[0]);
    assertFalse(Judged.diagnosis(recording).verdict().status() == Status.HEALTHY);
  }

  @Test
  void aConnectionThatItsClientDeclinesDidNotFail() throws IOException {
    talk(50001).syn();
    recording.after(Duration.ofMillis(300));
    recording.add(
        Packet.between(SERVER, CLIENT)
            .ttl(57)
            .tcp(Segment.between(443, 50001).flags("SA").numbers(900_000, 1_001)));
    recording.add(
        Packet.between(CLIENT, SERVER)
            .tcp(Segment.between(50001, 443).flags("R").numbers(1_001, 0).window(0)));
    try (CaptureAnalysis analysis = Judged.analysis(recording)) {
      assertEquals(0, analysis.table().failed());
    }
  }

  @Test
  void aHelloOfWhichOnlyALaterSegmentArrivedIsDroppedAndItsServerNotSilent() throws IOException {
    byte[] first = Arrays.copyOf(HELLO, 120);
    byte[] second = Arrays.copyOfRange(HELLO, 120, HELLO.length);
    talk(50001).open();
    recording.add(data(1_001, first)).add(data(1_121, second)).after(Duration.ofMillis(20));
    // It asks for what is missing.
    recording.add(
        Packet.between(SERVER, CLIENT)
            .ttl(57)
            .tcp(Segment.between(443, 50001).flags("A").numbers(900_001, 1_001)));
    for (int i = 1; i < 5; i++) {
      recording.after(Duration.ofSeconds(i)).add(data(1_001, first));
    }
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.TLS_RESET, finding.cause());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
  }

  @Test
  void aClientThatTakesNoCertificateIsNotItsServersDoing() throws IOException {
    talk(50001).open().client(HELLO).server(SERVER_HELLO).client(TlsBytes.alert(2, 48));
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.TLS_INCOMPATIBLE, finding.cause());
    assertEquals(Blame.UNKNOWN, finding.judgement().blame());
    assertFalse(finding.location().kind() == Location.Kind.TARGET, finding.toString());
    assertTrue(finding.account().summary().startsWith("The client ends"), finding.toString());
  }

  /** A client asks from a new port each time: none of many such flows may be left out. */
  @Test
  void questionsToOneResolverDoNotStandForEachOther() throws IOException {
    for (int port = 6000; port < 6004; port++) {
      lookup(28, port, new byte[0]);
      recording.after(Duration.ofMillis(5));
    }
    lookup(1, 6010, new byte[] {(byte) 170, 114, 1, 1});
    assertTrue(
        Judged.diagnosis(recording).findings().stream()
            .noneMatch(each -> each.finding().cause() == Cause.DNS_BLOCKED));
  }

  @Test
  void portsThatTheServiceDoesNotUseAreNotMissed() throws IOException {
    for (int port = 20; port < 30; port++) {
      recording.add(
          Packet.between(CLIENT, SERVER)
              .tcp(Segment.between(51000, port).flags("S").numbers(1_000, 0)));
      recording.after(Duration.ofMillis(20));
      recording.add(
          Packet.between(SERVER, CLIENT)
              .ttl(57)
              .tcp(Segment.between(port, 51000).flags("RA").numbers(0, 1_001)));
    }
    assertEquals(Status.DEGRADED, Judged.diagnosis(recording).verdict().status());
  }

  @Test
  void addressesWithColonsStandInBrackets() throws IOException {
    TcpTalk.in(recording, "2001:db8::5", 50001, "2407:30c0:182::aa72:3402", 443).syn();
    recording.after(Duration.ofSeconds(3)).add(Packet.between(CLIENT, SERVER).udp(1, 2, HELLO));
    try (CaptureAnalysis analysis = Judged.analysis(recording)) {
      List<String> ids = analysis.observations().targets().stream().map(Target::id).toList();
      assertTrue(ids.contains("[2407:30c0:182::aa72:3402]:443/tcp"), ids.toString());
    }
  }

  private static byte[] data(long sequence, byte[] payload) {
    return Packet.between(CLIENT, SERVER)
        .tcp(Segment.between(50001, 443).flags("PA").numbers(sequence, 900_001).payload(payload));
  }

  private TcpTalk talk(int port) {
    return TcpTalk.in(recording, CLIENT, port, SERVER, 443);
  }

  /** Asks for zoom.us, and is answered with one address or none. */
  private void lookup(int type, int port, byte[] address) {
    int answers = address.length == 0 ? 0 : 1;
    OctetsWriter question = new OctetsWriter();
    question.vector8(new OctetsWriter().ascii("zoom")).vector8(new OctetsWriter().ascii("us"));
    question.uint8(0).uint16(type).uint16(1);
    Octets name = question.done();
    OctetsWriter asked = new OctetsWriter().uint16(port).uint16(0x0100).uint16(1).zeros(6);
    OctetsWriter told = new OctetsWriter().uint16(port).uint16(0x8180).uint16(1).uint16(answers);
    told.zeros(4).octets(name);
    if (answers > 0) {
      told.uint16(0xc00c).uint16(type).uint16(1).uint32(60).uint16(address.length);
      for (byte each : address) {
        told.uint8(each & 0xff);
      }
    }
    recording.add(
        Packet.between(CLIENT, "192.168.1.1").udp(port, 53, asked.octets(name).done().toArray()));
    recording.after(Duration.ofMillis(5));
    recording.add(Packet.between("192.168.1.1", CLIENT).udp(53, port, told.done().toArray()));
  }

  private static Finding only(Diagnosis diagnosis) {
    assertEquals(1, diagnosis.findings().size(), diagnosis.findings().toString());
    return diagnosis.findings().get(0).finding();
  }
}
