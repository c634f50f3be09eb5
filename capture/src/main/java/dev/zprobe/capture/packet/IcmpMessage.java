package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) message. Of an error, also the packet that it quotes, as
 * far as the five-tuple that ties it to a flow.
 */
public final class IcmpMessage {
  private static final int HEADER = 8;
  private static final int LAST_WORD = 4;
  private static final int MOST_EXTENSIONS = 8;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private int end;
  private boolean version6;
  private int quotedProtocol;
  private int quotedVersion;
  private long quotedSourceHigh;
  private long quotedSourceLow;
  private long quotedDestinationHigh;
  private long quotedDestinationLow;
  private int quotedSourcePort;
  private int quotedDestinationPort;
  private int quotedSequence;

  Check wrap(ByteBuffer bytes, int from, int capturedEnd, int wireEnd, boolean ipv6) {
    Check room = Check.room(from, LAST_WORD, capturedEnd, wireEnd);
    if (room != Check.OK) {
      return room;
    }
    buffer = bytes;
    at = from;
    end = capturedEnd;
    version6 = ipv6;
    quotedVersion = 0;
    quotedProtocol = 0;
    quotedSourcePort = -1;
    quotedDestinationPort = -1;
    quotedSequence = 0;
    if (error() && end - at > HEADER) {
      quote(at + HEADER);
    }
    return Check.OK;
  }

  public boolean version6() {
    return version6;
  }

  public int type() {
    return buffer.get(at) & 0xff;
  }

  public int code() {
    return buffer.get(at + 1) & 0xff;
  }

  /** True for a message about another packet; redirects count, as in Wireshark. */
  public boolean error() {
    int type = type();
    return version6
        ? type >= 1 && type <= 4
        : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
  }

  /** Next-hop MTU of "fragmentation needed" and "packet too big", -1 in other messages. */
  public int mtu() {
    if (end - at < HEADER) {
      return -1;
    }
    if (version6) {
      return type() == 2 ? buffer.getInt(at + LAST_WORD) & 0x7fffffff : -1;
    }
    return type() == 3 && code() == 4 ? buffer.getShort(at + 6) & 0xffff : -1;
  }

  private void quote(int from) {
    int version = (buffer.get(from) & 0xff) >>> 4;
    if (version == 4 && end - from >= 20) {
      int header = (buffer.get(from) & 0x0f) << 2;
      boolean first = (buffer.getShort(from + 6) & 0x1fff) == 0;
      quotedVersion = 4;
      quotedSourceHigh = 0;
      quotedSourceLow = Ipv4Header.MAPPED | (buffer.getInt(from + 12) & 0xffffffffL);
      quotedDestinationHigh = 0;
      quotedDestinationLow = Ipv4Header.MAPPED | (buffer.getInt(from + 16) & 0xffffffffL);
      quotedProtocol = buffer.get(from + 9) & 0xff;
      if (first && header >= 20) {
        ports(from + header);
      }
    } else if (version == 6 && end - from >= Ipv6Header.LENGTH) {
      quotedVersion = 6;
      quotedSourceHigh = buffer.getLong(from + 8);
      quotedSourceLow = buffer.getLong(from + 16);
      quotedDestinationHigh = buffer.getLong(from + 24);
      quotedDestinationLow = buffer.getLong(from + 32);
      extensions(from + Ipv6Header.LENGTH, buffer.get(from + 6) & 0xff);
    }
  }

  private void extensions(int from, int firstHeader) {
    int header = firstHeader;
    int next = from;
    for (int i = 0; i < MOST_EXTENSIONS; i++) {
      boolean options = header == 0 || header == 43 || header == 60 || header == 135;
      boolean fragment = header == 44;
      if (!options && !fragment) {
        break;
      }
      if (end - next < 8 || (fragment && (buffer.getShort(next + 2) & 0xfff8) != 0)) {
        quotedProtocol = header;
        return;
      }
      header = buffer.get(next) & 0xff;
      next += fragment ? 8 : ((buffer.get(next + 1) & 0xff) + 1) << 3;
    }
    quotedProtocol = header;
    ports(next);
  }

  private void ports(int from) {
    boolean ported = quotedProtocol == IpProtocol.TCP || quotedProtocol == IpProtocol.UDP;
    if (ported && end - from >= 4 && from >= 0) {
      quotedSourcePort = buffer.getShort(from) & 0xffff;
      quotedDestinationPort = buffer.getShort(from + 2) & 0xffff;
      if (end - from >= 8) {
        quotedSequence = buffer.getInt(from + 4);
      }
    }
  }

  /** 4 or 6; 0 when nothing usable is quoted. */
  public int quotedVersion() {
    return quotedVersion;
  }

  /** Protocol number of the quoted packet's transport. */
  public int quotedProtocol() {
    return quotedProtocol;
  }

  public long quotedSourceHigh() {
    return quotedSourceHigh;
  }

  public long quotedSourceLow() {
    return quotedSourceLow;
  }

  public long quotedDestinationHigh() {
    return quotedDestinationHigh;
  }

  public long quotedDestinationLow() {
    return quotedDestinationLow;
  }

  /** -1 where the quote does not reach it. */
  public int quotedSourcePort() {
    return quotedSourcePort;
  }

  /** -1 where the quote does not reach it. */
  public int quotedDestinationPort() {
    return quotedDestinationPort;
  }

  /** TCP sequence number of the quoted segment. */
  public int quotedSequence() {
    return quotedSequence;
  }
}
