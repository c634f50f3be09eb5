package dev.zprobe.capture.flow;

import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Segment;
import java.nio.charset.StandardCharsets;

/** Segments between one client and one server, by relative numbers. */
final class TcpFrames {
  static final long CLIENT = 4_294_967_000L; // wraps soon
  static final long SERVER = 9_000;

  private TcpFrames() {}

  static byte[] client(String flags, long sequence, long acknowledgment, String payload) {
    return client(50_000, flags, sequence, acknowledgment, payload);
  }

  static byte[] client(int port, String flags, long sequence, long acknowledgment, String payload) {
    long ack = flags.contains("A") ? SERVER + acknowledgment : 0;
    Segment segment =
        Segment.between(port, 443).flags(flags).numbers(CLIENT + sequence, ack).window(1_000);
    segment.payload(payload.getBytes(StandardCharsets.ISO_8859_1));
    return Packet.between("10.0.0.1", "203.0.113.9").tcp(segment);
  }

  static byte[] server(String flags, long sequence, long acknowledgment, String payload) {
    return server(flags, sequence, acknowledgment, payload, 57);
  }

  static byte[] server(
      String flags, long sequence, long acknowledgment, String payload, int timeToLive) {
    long ack = flags.contains("A") ? CLIENT + acknowledgment : 0;
    Segment segment =
        Segment.between(443, 50_000).flags(flags).numbers(SERVER + sequence, ack).window(1_000);
    segment.payload(payload.getBytes(StandardCharsets.ISO_8859_1));
    return Packet.between("203.0.113.9", "10.0.0.1").ttl(timeToLive).tcp(segment);
  }

  /** The three packets that open the connection, the answer 20 ms after the SYN. */
  static Tracked opened(Tracked tracked) {
    tracked.add(client("S", 0, 0, "")).after(20);
    return tracked.add(server("SA", 0, 1, "")).add(client("A", 1, 1, "")).after(1);
  }
}
