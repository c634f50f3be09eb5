package dev.zprobe.capture.handshake;

import dev.zprobe.wire.NtpPacket;
import dev.zprobe.wire.NtpStamp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Follows NTP: pairs an answer with the request whose transmit stamp it echoes. */
final class NtpLog implements DatagramFollower {
  private static final int MOST_PACKETS = 256;
  private static final int MODE_BROADCAST = 5;

  /** Frames of one host are stamped as soon as they leave it. */
  private static final long SAME_CLOCK_NANOS = 2_000_000_000L;

  /** Stamps that are no times but secrets (as clients prefer) seldom are nearer. */
  private static final long PLAUSIBLE_NANOS = 365L * 86_400 * 1_000_000_000L;

  private final MessageLog log = new MessageLog(MOST_PACKETS);
  private Optional<String> kissCode = Optional.empty();
  private OptionalLong offsetNanos = OptionalLong.empty();
  private OptionalLong errorNanos = OptionalLong.empty();
  private boolean foreignClock;
  private long bestRoundTrip = Long.MAX_VALUE;
  private long askedStamp;
  private long askedNanos;
  private boolean asked;

  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    int first = buffer.get(offset) & 7;
    if (first > MODE_BROADCAST) {
      // Control and private messages (RFC 9327) have another layout.
      log.add(first << 8, moment.fromA(), moment.frame(), moment.nanos());
      return;
    }
    Optional<NtpPacket> read = NtpPacket.parse(buffer, offset, length).whole();
    if (read.isEmpty()) {
      return;
    }
    NtpPacket packet = read.get();
    int code = packet.mode() << 8 | packet.stratum();
    log.add(code, moment.fromA(), moment.frame(), moment.nanos());
    if (packet.mode() == NtpPacket.MODE_CLIENT) {
      asked = true;
      askedStamp = packet.stamps().transmit();
      askedNanos = moment.nanos();
    } else if (packet.mode() == NtpPacket.MODE_SERVER) {
      kissCode = packet.kissCode().or(() -> kissCode);
      answer(packet, moment.nanos());
    }
  }

  private void answer(NtpPacket packet, long arrived) {
    boolean matches = asked && packet.stamps().originate() == askedStamp;
    boolean usable =
        packet.stratum() > 0
            && packet.stratum() < 16
            && packet.leap() != NtpPacket.LEAP_NOT_SYNCHRONISED
            && packet.stamps().transmit() != 0;
    if (!matches || !usable || arrived - askedNanos >= bestRoundTrip) {
      return;
    }
    bestRoundTrip = arrived - askedNanos;
    long distance = (packet.rootDelayMicros() / 2 + packet.rootDispersionMicros()) * 1000;
    errorNanos = OptionalLong.of(bestRoundTrip / 2 + distance);
    long apart = Math.abs(NtpStamp.unixNanos(askedStamp, askedNanos) - askedNanos);
    foreignClock = askedStamp != 0 && apart > SAME_CLOCK_NANOS && apart < PLAUSIBLE_NANOS;
    offsetNanos =
        OptionalLong.of(
            NtpStamp.offsetNanos(
                askedNanos,
                NtpStamp.unixNanos(packet.stamps().receive(), arrived),
                NtpStamp.unixNanos(packet.stamps().transmit(), arrived),
                arrived));
  }

  @Override
  public NtpFacts facts() {
    List<NtpFacts.Packet> packets = new ArrayList<>(log.size());
    OptionalInt stratum = OptionalInt.empty();
    int answers = 0;
    for (int i = 0; i < log.size(); i++) {
      int mode = log.code(i) >>> 8;
      packets.add(
          new NtpFacts.Packet(log.from(i), mode, log.code(i) & 0xff, log.frame(i), log.nanos(i)));
      if (mode == NtpPacket.MODE_SERVER) {
        answers++;
        stratum = OptionalInt.of(log.code(i) & 0xff);
      }
    }
    return new NtpFacts(
        offsetNanos, errorNanos, foreignClock, stratum, kissCode, packets, progress(answers));
  }

  private Optional<HandshakeProgress> progress(int answers) {
    if (!asked && answers == 0) {
      return Optional.empty();
    }
    int last = log.size() - 1;
    HandshakeProgress.Trail trail =
        HandshakeProgress.Trail.of(List.of(log.frame(last)), log.nanos(last));
    End awaited = log.from(last).other();
    return Optional.of(
        answers > 0
            ? HandshakeProgress.complete("ntp", "server", trail)
            : HandshakeProgress.waiting("ntp", "client", "server", awaited, trail));
  }
}
