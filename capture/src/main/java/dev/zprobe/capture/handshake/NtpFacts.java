package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The time packets of a flow.
 *
 * @param offsetNanos of the server's clock from the capturing host's, from the exchange with the
 *     shortest round trip; frame times stand for the client's stamps
 * @param errorNanos half of that round trip and what the server says of its own error
 * @param foreignClock the client's stamp is a time by another clock than the frames': it is not the
 *     capturing host that asked
 * @param stratum of the last answer
 * @param kissCode of an answer that tells the client to go away
 * @param packets in order, at most 256
 */
public record NtpFacts(
    OptionalLong offsetNanos,
    OptionalLong errorNanos,
    boolean foreignClock,
    OptionalInt stratum,
    Optional<String> kissCode,
    List<Packet> packets,
    Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /** One packet. */
  public record Packet(End from, int mode, int stratum, long frame, long nanos) {}

  public NtpFacts {
    packets = List.copyOf(packets);
  }
}
