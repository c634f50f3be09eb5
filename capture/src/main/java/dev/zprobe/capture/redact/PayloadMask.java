package dev.zprobe.capture.redact;

import dev.zprobe.wire.ZoomMedia;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a transport carries, masked in place: handshakes keep their course, names and addresses
 * become stand-ins, and everything else zeros. The length never changes. For one thread.
 */
final class PayloadMask {
  private static final int DNS = 53;
  private static final int MULTICAST_DNS = 5353;
  private static final int NTP = 123;
  private static final int NTP_LENGTH = 48;
  private static final int NTP_REFERENCE = 12;
  private static final int MEDIA_HEADERS = 48;
  private static final int DEEPEST = 4;

  private final Substitutes put;
  private final TlsMask tls;
  private final DnsMask dns;
  private final StunMask stun;
  private final TextMask text;

  PayloadMask(Substitutes put) {
    this.put = put;
    this.tls = new TlsMask(put);
    this.dns = new DnsMask(put);
    this.stun = new StunMask(put);
    this.text = new TextMask(put);
  }

  /** A whole datagram. */
  void datagram(byte[] bytes, int sourcePort, int destinationPort) {
    if (isAt(DNS, sourcePort, destinationPort)
        || isAt(MULTICAST_DNS, sourcePort, destinationPort)) {
      dns.mask(bytes);
    } else if (isAt(NTP, sourcePort, destinationPort)) {
      time(bytes);
    } else if (StunMask.recognises(bytes, 0)) {
      Bytes.clear(bytes, stun.mask(bytes, 0), bytes.length);
    } else if (TextMask.recognises(bytes, 0)) {
      Bytes.clear(bytes, text.mask(bytes, 0), bytes.length);
    } else if (bytes.length > 6 && (bytes[0] & 0x80) != 0 && isQuic(bytes)) {
      quic(bytes);
    } else {
      Bytes.clear(bytes, media(bytes), bytes.length);
    }
    put.text().sweep(bytes);
  }

  /** How much of a media packet stays: of a probe's greeting all, it holds nobody's secret. */
  private static int media(byte[] bytes) {
    Optional<ZoomMedia> message = ZoomMedia.parse(ByteBuffer.wrap(bytes), 0, bytes.length).whole();
    boolean madeUp =
        message
            .filter(each -> each instanceof ZoomMedia.Hello hello && ZoomMedia.isMadeUp(hello))
            .isPresent();
    return madeUp ? bytes.length : MEDIA_HEADERS;
  }

  private static boolean isAt(int port, int source, int destination) {
    return source == port || destination == port;
  }

  private void time(byte[] bytes) {
    if (bytes.length >= NTP_LENGTH && bytes[1] > 1) {
      put.address(bytes, NTP_REFERENCE, 4);
    }
    Bytes.clear(bytes, NTP_LENGTH, bytes.length);
  }

  /** Long header, RFC 9000 section 17.2, of a version that exists or negotiates. */
  private static boolean isQuic(byte[] bytes) {
    int version = Bytes.uint32(bytes, 1);
    boolean greased = (version & 0x0f0f0f0f) == 0x0a0a0a0a;
    boolean draft = version >>> 8 == 0xff0000;
    return version == 0 || version == 1 || version == 0x6b3343cf || greased || draft;
  }

  /** The first packets can be opened by anybody, so that nothing but the header may stay. */
  private static void quic(byte[] bytes) {
    if (Bytes.uint32(bytes, 1) == 0) {
      return; // version negotiation
    }
    int at = 6 + Bytes.uint8(bytes, 5);
    at = Bytes.has(bytes, at, 1) ? at + 1 + Bytes.uint8(bytes, at) : bytes.length;
    Bytes.clear(bytes, at, bytes.length);
  }

  /** One direction of a connection, from its first byte on, as far as it is known. */
  void stream(byte[] bytes, int sourcePort, int destinationPort) {
    if (isAt(DNS, sourcePort, destinationPort)) {
      messages(bytes);
    } else {
      carried(bytes, 0, 0);
    }
    put.text().sweep(bytes);
  }

  private void messages(byte[] bytes) {
    int at = 0;
    while (Bytes.has(bytes, at, 2)) {
      int end = Math.min(bytes.length, at + 2 + Bytes.uint16(bytes, at));
      byte[] message = Arrays.copyOfRange(bytes, at + 2, end);
      dns.mask(message);
      System.arraycopy(message, 0, bytes, at + 2, message.length);
      at = end;
    }
  }

  /** A proxy's greeting may come first, then what it carries. */
  private void carried(byte[] bytes, int from, int depth) {
    int at = from;
    if (at >= bytes.length) {
      return;
    }
    if (depth == DEEPEST) {
      Bytes.clear(bytes, at, bytes.length);
    } else if (TlsMask.recognises(bytes, at)) {
      tls.mask(bytes, at);
    } else if (TextMask.recognises(bytes, at)) {
      heads(bytes, at, depth);
    } else if (StunMask.recognises(bytes, at)) {
      while (StunMask.recognises(bytes, at)) {
        at = stun.mask(bytes, at);
      }
      Bytes.clear(bytes, at, bytes.length);
    } else if (bytes[at] == 5) {
      carried(bytes, new SocksMask(put).mask(bytes, at), depth + 1);
    } else {
      Bytes.clear(bytes, at, bytes.length);
    }
  }

  /** Heads one after the other; bodies become zeros, up to what looks like the next beginning. */
  private void heads(byte[] bytes, int from, int depth) {
    int at = text.mask(bytes, from);
    int body = at;
    while (at < bytes.length) {
      boolean begins = at == body || bytes[at - 1] == '\n' || bytes[at - 1] == 0;
      if (begins && (TlsMask.recognises(bytes, at) || TextMask.recognises(bytes, at))) {
        carried(bytes, at, depth + 1);
        return;
      }
      bytes[at] = 0;
      at++;
    }
  }
}
