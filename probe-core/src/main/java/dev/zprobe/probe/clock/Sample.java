package dev.zprobe.probe.clock;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.PeerText;
import dev.zprobe.wire.NtpPacket;
import dev.zprobe.wire.NtpStamp;
import dev.zprobe.wire.Parsed;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One answer of a time server, judged by RFC 5905 section 8 and RFC 4330 section 5. */
sealed interface Sample {
  Duration LONGEST_DELAY = Duration.ofMillis(1500);
  int HIGHEST_STRATUM = 15;

  /**
   * @param offsetNanos true time minus this clock
   * @param delayNanos round trip without the server's own time
   * @param rootDistanceNanos how far off the server itself may be
   */
  record Usable(long offsetNanos, long delayNanos, long rootDistanceNanos, int stratum)
      implements Sample {}

  /** An answer to our query that gives no time. */
  record Rejected(Failure failure) implements Sample {}

  /** Not an answer to our query: goes on waiting, as anybody may have sent it. */
  record Stray(String what) implements Sample {}

  /**
   * What was asked and when.
   *
   * @param cookie the random transmit stamp that the answer must echo
   * @param sentNanos since 1970 by this clock
   * @param arrivedNanos since 1970 by this clock
   */
  record Exchange(long cookie, long sentNanos, long arrivedNanos) {}

  static Sample judge(byte[] bytes, Exchange exchange) {
    Parsed<NtpPacket> parsed = NtpPacket.parse(ByteBuffer.wrap(bytes), 0, bytes.length);
    if (parsed.whole().isEmpty()) {
      return new Stray("not a time packet");
    }
    NtpPacket packet = parsed.whole().get();
    if (packet.mode() != NtpPacket.MODE_SERVER) {
      return new Stray("mode " + packet.mode());
    }
    if (packet.stamps().originate() != exchange.cookie()) {
      return new Stray("the originate stamp is not ours");
    }
    return judge(packet, exchange);
  }

  private static Sample judge(NtpPacket packet, Exchange exchange) {
    if (packet.stratum() == 0) {
      String code = PeerText.clean(packet.kissCode().orElse(""));
      return rejected(FailureCode.CLOCK_KISS, code.isEmpty() ? "no code" : code);
    }
    if (packet.leap() == NtpPacket.LEAP_NOT_SYNCHRONISED || packet.stratum() > HIGHEST_STRATUM) {
      return rejected(
          FailureCode.CLOCK_UNSYNCHRONISED,
          "leap " + packet.leap() + ", stratum " + packet.stratum());
    }
    if (packet.stamps().transmit() == 0 || packet.stamps().receive() == 0) {
      return rejected(FailureCode.CLOCK_BOGUS, "no time in it");
    }
    long received = NtpStamp.unixNanos(packet.stamps().receive(), exchange.arrivedNanos());
    long answered = NtpStamp.unixNanos(packet.stamps().transmit(), exchange.arrivedNanos());
    if (answered < received) {
      return rejected(FailureCode.CLOCK_BOGUS, "answered before it was asked");
    }
    long delay = (exchange.arrivedNanos() - exchange.sentNanos()) - (answered - received);
    if (delay > LONGEST_DELAY.toNanos()) {
      return rejected(FailureCode.CLOCK_BOGUS, "delay over 1.5 s");
    }
    long offset =
        NtpStamp.offsetNanos(exchange.sentNanos(), received, answered, exchange.arrivedNanos());
    long distance = (packet.rootDelayMicros() / 2 + packet.rootDispersionMicros()) * 1000;
    return new Usable(offset, Math.max(0, delay), distance, packet.stratum());
  }

  private static Sample rejected(FailureCode code, String detail) {
    return new Rejected(new Failure(code, detail));
  }
}
