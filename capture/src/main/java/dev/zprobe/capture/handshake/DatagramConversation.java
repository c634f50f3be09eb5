package dev.zprobe.capture.handshake;

import dev.zprobe.wire.DnsMessage;
import dev.zprobe.wire.NtpPacket;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.QuicVersion;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.ZoomMedia;
import dev.zprobe.wire.ZoomStun;
import java.nio.ByteBuffer;
import java.util.List;

/** Follows a UDP flow: each datagram tells by itself what it is, and several protocols may mix. */
final class DatagramConversation implements Conversation {
  /** Datagrams that nobody knows, after which a flow is left alone. */
  private static final int MOST_UNKNOWN = 16;

  private static final int DNS_PORT = 53;
  private static final int MULTICAST_DNS_PORT = 5353;
  private static final int LINK_LOCAL_NAMES_PORT = 5355;

  /** RFC 1002: its packets look like those of DNS. */
  private static final int NETBIOS_NAMES_PORT = 137;

  private static final int NTP_PORT = 123;

  /** RFC 5415 section 4.2: version 0, and a DTLS record behind four bytes. */
  private static final int CAPWAP_DTLS = 1;

  private static final int QUIC_PORT = 443;

  private final Resources resources;
  private final Ports ports;
  private final Moment moment;
  private final DatagramFollowers followers = new DatagramFollowers();
  private int unknown;
  private Octets cut = Octets.EMPTY;

  DatagramConversation(Resources resources, Ports ports) {
    this.resources = resources;
    this.ports = ports;
    moment = resources.moment();
  }

  @Override
  public boolean bytes(
      ByteBuffer buffer, int offset, int length, boolean fromA, long frame, long nanos) {
    moment.set(fromA, frame, nanos);
    cut = Octets.EMPTY;
    if (length > 0 && !take(buffer, offset, length)) {
      unknown++;
    }
    return followers.isOfInterest() || followers.isEmpty() && unknown < MOST_UNKNOWN;
  }

  /** Whether somebody knows the datagram. What a relay wraps is not unwrapped. */
  private boolean take(ByteBuffer buffer, int offset, int length) {
    int first = buffer.get(offset) & 0xff;
    if (Recognition.isStun(buffer, offset, length)) {
      stun(buffer, offset, length);
      return true;
    }
    if (DtlsLog.isRecord(buffer, offset, length)) {
      followers.dtls(resources).add(buffer, offset, length, moment);
      return true;
    }
    if (first == CAPWAP_DTLS && DtlsLog.isRecord(buffer, offset + 4, length - 4)) {
      followers.dtls(resources).add(buffer, offset + 4, length - 4, moment);
      return true;
    }
    if (followers.hasDtls() && (first & 0xe0) == 0x20) {
      followers.dtls(resources).addUnified(moment);
      return true;
    }
    boolean relayed = (first & 0xc0) == 0x40 && followers.hasStun();
    return relayed || takeOther(buffer, offset, length, first);
  }

  private boolean takeOther(ByteBuffer buffer, int offset, int length, int first) {
    if (isZoomMedia(buffer, offset, length, first)) {
      followers.zoomMedia().add(buffer, offset, length, moment);
      return true;
    }
    if (takeNames(buffer, offset, length)) {
      return true;
    }
    if (isQuic(buffer, offset, length, first)) {
      followers.quic(resources).add(buffer, offset, length, moment);
      return true;
    }
    if (followers.hasQuic() && (first & 0xc0) == 0x40) {
      followers.quic(resources).addShort(moment);
      return true;
    }
    if (isOldStun(buffer, offset, length)) {
      return takeOldStun(buffer, offset, length);
    }
    if (Recognition.isSip(buffer, offset, length)) {
      followers.sip().addDatagram(buffer, offset, length, moment);
      return true;
    }
    if (ports.has(NTP_PORT) && (length >= NtpPacket.LENGTH || (first & 7) > 5)) {
      followers.ntp().add(buffer, offset, length, moment);
      return true;
    }
    return followers.hasQuic() || followers.hasDtls();
  }

  private boolean takeNames(ByteBuffer buffer, int offset, int length) {
    boolean multicast = ports.has(MULTICAST_DNS_PORT) || ports.has(LINK_LOCAL_NAMES_PORT);
    boolean expected = multicast || ports.has(DNS_PORT);
    if (expected ? length < DnsMessage.HEADER_LENGTH : !isNames(buffer, offset, length)) {
      return false;
    }
    followers.dns(multicast).add(buffer, offset, length, moment);
    return true;
  }

  /**
   * Resolvers on other ports: a standard query of one question, and nothing but a whole message.
   */
  private boolean isNames(ByteBuffer buffer, int offset, int length) {
    return !ports.has(NETBIOS_NAMES_PORT)
        && (followers.isEmpty() || followers.hasDns())
        && DnsMessage.looksLikeHeader(buffer, offset, length)
        && (buffer.get(offset + 2) & 0x78) == 0
        && buffer.getShort(offset + 4) == 1
        && DnsMessage.parse(buffer, offset, length) instanceof Parsed.Whole<DnsMessage> whole
        && whole.bytes() == length;
  }

  private void stun(ByteBuffer buffer, int offset, int length) {
    int size = StunMessage.HEADER_LENGTH + (buffer.getShort(offset + 2) & 0xffff);
    if (size <= length) {
      followers.stun(StunFacts.Dialect.RFC_8489).add(buffer, offset, length, moment);
    } else {
      cut = Octets.copy(buffer, offset, length);
    }
  }

  private boolean isZoomMedia(ByteBuffer buffer, int offset, int length, int first) {
    boolean hello =
        first == ZoomMedia.HELLO
            && length >= ZoomMedia.HELLO_HEADER_LENGTH + ZoomMedia.TOKEN_LENGTH
            && buffer.getInt(offset + 19) == 0
            && buffer.getInt(offset + 35) == ZoomMedia.TOKEN_LENGTH
            && buffer.getInt(offset + 27) == buffer.getInt(offset + 31);
    if (hello || followers.hasZoomMedia()) {
      return hello || first >= ZoomMedia.HELLO && first <= ZoomMedia.CLOSE;
    }
    boolean known = first >= ZoomMedia.ACK && first <= ZoomMedia.MEDIA || first == ZoomMedia.CLOSE;
    return known && ports.hasBetween(8801, 8810) && length >= ZoomMedia.PING_LEAST_LENGTH;
  }

  private boolean isQuic(ByteBuffer buffer, int offset, int length, int first) {
    if ((first & 0x80) == 0 || length < 7) {
      return false;
    }
    int version = buffer.getInt(offset + 1);
    if (version == 0) {
      return followers.hasQuic() || ports.has(QUIC_PORT);
    }
    boolean known = QuicVersion.salt(version).isPresent();
    boolean fixed = (first & 0xc0) == 0xc0;
    return followers.hasQuic() || fixed && (known || QuicVersion.forcesNegotiation(version));
  }

  /** A message without the cookie, whose length is exact and whose type is one of RFC 3489. */
  private boolean isOldStun(ByteBuffer buffer, int offset, int length) {
    if (length < StunMessage.HEADER_LENGTH) {
      return false;
    }
    int type = buffer.getShort(offset) & 0xffff;
    boolean known = (type & 0xfeec) == 0 && (type & 3) != 0 || type == 0x0111 || type == 0x0112;
    return known
        && type != 3
        && StunMessage.HEADER_LENGTH + (buffer.getShort(offset + 2) & 0xffff) == length;
  }

  private boolean takeOldStun(ByteBuffer buffer, int offset, int length) {
    boolean zoom =
        StunMessage.parse(buffer, offset, length).whole().filter(ZoomStun::isDialect).isPresent();
    if (!zoom && !ports.hasBetween(3478, 3479)) {
      return false;
    }
    StunFacts.Dialect dialect = zoom ? StunFacts.Dialect.ZOOM : StunFacts.Dialect.RFC_3489;
    followers.stun(dialect).add(buffer, offset, length, moment);
    return true;
  }

  @Override
  public void gap(boolean fromA, long missing, long frame, long nanos) {
    // A datagram that the capture cut was read as far as it goes, but one that was too short.
    if (cut.length() > 0 && StunMessage.HEADER_LENGTH + cut.uint16(2) <= cut.length() + missing) {
      moment.set(fromA, frame, nanos);
      followers.stun(StunFacts.Dialect.RFC_8489).add(cut.buffer(), 0, cut.length(), moment);
    }
    cut = Octets.EMPTY;
  }

  @Override
  public void finished() {
    followers.release();
  }

  @Override
  public List<ProtocolFacts> facts() {
    return followers.facts();
  }
}
