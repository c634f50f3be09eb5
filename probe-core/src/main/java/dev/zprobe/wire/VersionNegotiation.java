package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A QUIC Version Negotiation packet, RFC 9000 section 17.2.1: what a server answers to a version
 * that it does not speak, without keeping state.
 *
 * @param destinationId the source connection id of the probe
 * @param sourceId the destination connection id of the probe
 * @param versions what the server speaks
 */
public record VersionNegotiation(Octets destinationId, Octets sourceId, List<Integer> versions) {
  /** RFC 9000 section 14.1: a client's first datagram is at least so long. */
  public static final int LEAST_PROBE_LENGTH = 1200;

  /** RFC 9000 section 15: versions of the form 0x?a?a?a?a are reserved to force negotiation. */
  public static final int RESERVED_VERSION = 0x1a2a3a4a;

  private static final int LONGEST_ID = 20;
  private static final int MOST_VERSIONS = 64;

  public VersionNegotiation {
    versions = List.copyOf(versions);
  }

  /** A probe: a long header with the reserved version, random ids of 8 bytes, 1200 bytes in all. */
  public static Probe probe(RandomGenerator random) {
    Octets destination = Octets.random(random, 8);
    Octets source = Octets.random(random, 8);
    OctetsWriter head =
        new OctetsWriter()
            .uint8(0xc0)
            .uint32(RESERVED_VERSION)
            .vector8(new OctetsWriter().octets(destination))
            .vector8(new OctetsWriter().octets(source));
    Octets datagram = head.octets(Octets.random(random, LEAST_PROBE_LENGTH - head.length())).done();
    return new Probe(datagram, destination, source);
  }

  /** A probe and the ids that its answer must echo, swapped. */
  public record Probe(Octets datagram, Octets destinationId, Octets sourceId) {
    public boolean isAnsweredBy(VersionNegotiation answer) {
      return answer.destinationId().equals(sourceId) && answer.sourceId().equals(destinationId);
    }
  }

  /** Reads one datagram. */
  public static Parsed<VersionNegotiation> parse(ByteBuffer buffer, int offset, int length) {
    if (length < 7) {
      return Parsed.truncated(7);
    }
    if ((buffer.get(offset) & 0x80) == 0 || buffer.getInt(offset + 1) != 0) {
      return Parsed.malformed("not a Version Negotiation packet");
    }
    int destinationLength = buffer.get(offset + 5) & 0xff;
    int sourceAt = 6 + destinationLength;
    if (length <= sourceAt) {
      return Parsed.truncated(sourceAt + 1);
    }
    int sourceLength = buffer.get(offset + sourceAt) & 0xff;
    int versionsAt = sourceAt + 1 + sourceLength;
    if (destinationLength > LONGEST_ID || sourceLength > LONGEST_ID) {
      return Parsed.malformed("a connection id of more than 20 bytes");
    }
    if (length < versionsAt + 4) {
      return Parsed.truncated(versionsAt + 4);
    }
    List<Integer> versions = new ArrayList<>();
    for (int at = versionsAt; at + 4 <= length && versions.size() < MOST_VERSIONS; at += 4) {
      versions.add(buffer.getInt(offset + at));
    }
    return Parsed.of(
        new VersionNegotiation(
            Octets.copy(buffer, offset + 6, destinationLength),
            Octets.copy(buffer, offset + sourceAt + 1, sourceLength),
            versions),
        length);
  }
}
