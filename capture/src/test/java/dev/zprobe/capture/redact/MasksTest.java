package dev.zprobe.capture.redact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.evidence.Pseudonyms;
import dev.zprobe.wire.ZoomMedia;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasksTest {
  private static final int ROUNDS = 20_000;

  private final Pseudonyms stands = new Pseudonyms(new byte[32]);
  private final Substitutes put = new Substitutes(stands);
  private final PayloadMask mask = new PayloadMask(put);

  @Test
  void hostilePayloadsNeverThrowAndKeepTheirLength() {
    Random random = new Random(104103);
    List<String> beginnings =
        List.of(
            "",
            "\u0016\u0003\u0001\u0000@\u0001",
            "\u0016\u0003\u0003\u0001\u0000\u000b",
            "\u0005\u0001\u0000\u0005\u0001\u0000\u0003",
            "GET / HTTP/1.1\r\n",
            "SIP/2.0 200 OK\r\nVia: ",
            "\u0001\u0001\u0000\u0010!\u0012\u00a4B",
            "\u00c0\u0000\u0000\u0000\u0001\u00ff");
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      byte[] begin =
          beginnings.get(random.nextInt(beginnings.size())).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(begin, 0, bytes, 0, Math.min(begin.length, bytes.length));
      int port = new int[] {53, 123, 443, 5060, 3478, 8801}[random.nextInt(6)];
      mask.datagram(bytes.clone(), 40_000, port);
      mask.stream(bytes.clone(), 40_000, port);
    }
  }

  @Test
  void hostileFramesNeverThrow() {
    Random random = new Random(7);
    Streams streams = new Streams(mask);
    FrameMask frames = new FrameMask(put, mask, streams);
    byte[][] made = new byte[4_000][];
    for (int i = 0; i < made.length; i++) {
      made[i] = new byte[random.nextInt(120)];
      random.nextBytes(made[i]);
      if (made[i].length > 30) {
        boolean six = random.nextBoolean();
        Bytes.put16(made[i], 12, six ? 0x86dd : 0x0800);
        made[i][14] = (byte) (six ? 0x60 : 0x45);
        made[i][six ? 20 : 23] = new byte[] {6, 17, 1, 58}[random.nextInt(4)];
      }
      frames.segment(made[i], 1).ifPresent(streams::learn);
    }
    streams.rewind();
    for (byte[] frame : made) {
      frames.mask(frame, 1);
    }
  }

  @Test
  void aNameInDnsKeepsItsLengthAndItsLastLabel() {
    byte[] query =
        ("\0\1\1\0\0\1\0\0\0\0\0\0" + "\3www\7example\3com\0\0\1\0\1")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] made = query.clone();
    mask.datagram(made, 40_000, 53);
    String text = new String(made, StandardCharsets.ISO_8859_1);
    assertEquals(query.length, made.length);
    assertFalse(text.contains("example") || text.contains("www"), text);
    assertTrue(text.contains("\3com\0"), text);
    assertArrayEquals(Arrays.copyOf(query, 12), Arrays.copyOf(made, 12));
  }

  @Test
  void aProxysQuestionKeepsItsSchemeAndLosesItsRealm() {
    String reply =
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM realm=\"corp\"\r\n"
            + "Content-Length: 4\r\n\r\nbody";
    byte[] made = reply.getBytes(StandardCharsets.ISO_8859_1);
    mask.stream(made, 3128, 40_000);
    String text = new String(made, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("HTTP/1.1 407 "), text);
    assertTrue(text.contains("Proxy-Authenticate: NTLM "), text);
    assertFalse(text.contains("corp") || text.contains("body"), text);
  }

  @Test
  void aProbesGreetingStaysRecognisableAndAClientsTokenGoes() {
    byte[] probes = ZoomMedia.hello(new Random(5), 1_000).toArray();
    byte[] clients = probes.clone();
    clients[probes.length - 30] ^= 1;
    byte[] made = probes.clone();
    mask.datagram(made, 40_000, 8801);
    assertArrayEquals(probes, made);
    mask.datagram(clients, 40_000, 8801);
    assertArrayEquals(
        new byte[probes.length - 48], Arrays.copyOfRange(clients, 48, clients.length));
  }

  @Test
  void theCheckForAPortalStaysOne() {
    String asked = "GET http://check.example/generate_204 HTTP/1.1\r\nHost: check.example\r\n\r\n";
    byte[] made = asked.getBytes(StandardCharsets.ISO_8859_1);
    mask.stream(made, 40_000, 80);
    String text = new String(made, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("GET http://"), text);
    assertTrue(text.contains("/generate_204 HTTP/1.1"), text);
    assertFalse(text.contains("check.example"), text);
  }

  @Test
  void whatIsSentAgainIsMaskedTheSame() {
    Streams streams = new Streams(mask);
    Streams.Key key = new Streams.Key("0a000001", "0a000002", 40_000, 80);
    byte[] text =
        "GET /secret HTTP/1.1\r\nHost: www.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    Streams.Segment whole = new Streams.Segment(key, 100, 0x10, text);
    Streams.Segment again =
        new Streams.Segment(key, 110, 0x10, Arrays.copyOfRange(text, 10, text.length));
    streams.learn(whole);
    streams.learn(again);
    streams.rewind();
    byte[] first = streams.masked(whole);
    assertArrayEquals(Arrays.copyOfRange(first, 10, first.length), streams.masked(again));
    assertFalse(new String(first, StandardCharsets.US_ASCII).contains("example"));
  }

  @Test
  void aChecksumThatWasLeftToTheCardTellsNothingOfTheAddresses() {
    byte[] frame = new byte[14 + 20 + 8];
    Bytes.put16(frame, 12, 0x0800);
    frame[14] = 0x45;
    Bytes.put16(frame, 16, 28);
    frame[23] = 17;
    Bytes.put32(frame, 26, 0xcb007105);
    Bytes.put32(frame, 30, 0xcb007106);
    Bytes.put16(frame, 38, 8);
    int pseudo = 17 + 8 + 0xcb00 + 0x7105 + 0xcb00 + 0x7106;
    Bytes.put16(frame, 40, (pseudo & 0xffff) + (pseudo >> 16));
    new FrameMask(put, mask, new Streams(mask)).mask(frame, 1);
    int made = 17 + 8;
    for (int at = 26; at < 34; at += 2) {
      made += Bytes.uint16(frame, at);
    }
    assertEquals((made & 0xffff) + (made >> 16), Bytes.uint16(frame, 40));
  }
}
