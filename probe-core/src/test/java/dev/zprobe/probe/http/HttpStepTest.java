package dev.zprobe.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.Patience;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.wire.Octets;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class HttpStepTest {
  /** Gives what a server sent, and then nothing, on a connection that stays open. */
  private static final class OpenStream implements ByteStream {
    private final Queue<Octets> sent;

    private OpenStream(String... parts) {
      sent = new ArrayDeque<>(List.of(parts).stream().map(Octets::ascii).toList());
    }

    @Override
    public FiveTuple flow() {
      return new FiveTuple(place("192.0.2.9", 40000), place("203.0.113.10", 443));
    }

    @Override
    public long send(Octets octets) {
      return 0;
    }

    @Override
    public Arrival receive(Deadline deadline) {
      return sent.isEmpty() ? new Arrival.Nothing(0) : new Arrival.Bytes(sent.remove(), 0);
    }

    @Override
    public long unfinished() {
      return 7_000;
    }

    @Override
    public void close() {
      // Nothing is held.
    }

    private static Endpoint place(String address, int port) {
      return Endpoint.tcp(Addresses.parse(address).orElseThrow(), port);
    }
  }

  private static HttpExchange exchange(String... parts) {
    return new HttpStep(Attempts.of(TrafficObserver.blind("test")))
        .get(
            "web",
            new OpenStream(parts),
            URI.create("https://www.example/"),
            new Patience(Deadline.after(Duration.ofSeconds(9)), Duration.ofSeconds(1)))
        .observation();
  }

  @Test
  void aBodyOfUnknownLengthOnAnOpenConnectionIsAnAnswer() {
    HttpExchange seen = exchange("HTTP/1.1 200 OK\r\n\r\n", "hello");
    assertTrue(seen.worked());
    assertFalse(seen.reply().orElseThrow().complete());
    assertEquals(5, seen.reply().orElseThrow().bodyBytes());
  }

  @Test
  void partOfARecordHasCome() {
    HttpExchange seen = exchange();
    assertFalse(seen.worked());
    assertEquals(7_000, seen.received());
    assertEquals("after 7000 bytes", seen.failure().orElseThrow().detail());
  }

  @Test
  void aBodyThatIsShorterThanItsLengthIsCut() {
    assertFalse(exchange("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").worked());
    assertFalse(exchange("HTTP/1.1 200 OK\r\nTransfer-Enc", "oding").worked());
  }
}
