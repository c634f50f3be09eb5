package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Alert;
import dev.zprobe.wire.ContentType;
import dev.zprobe.wire.HandshakeType;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Follows DTLS records and fragments, RFC 6347 section 4 and RFC 9147. */
final class DtlsLog implements DatagramFollower {
  private static final int RECORD_HEADER_LENGTH = 13;
  private static final int MESSAGE_HEADER_LENGTH = 12;
  private static final int LONGEST_MESSAGE = 1 << 17;

  private final TlsHandshake handshake;
  private final DtlsFragments fragmentsA;
  private final DtlsFragments fragmentsB;
  private boolean fromA;
  private boolean fromB;
  private boolean dataFromA;
  private boolean dataFromB;
  private boolean encryptedFromA;
  private boolean encryptedFromB;

  DtlsLog(Resources resources) {
    handshake = new TlsHandshake(resources);
    fragmentsA = new DtlsFragments(resources.budget());
    fragmentsB = new DtlsFragments(resources.budget());
  }

  /** Whether a datagram begins with the header of a record in clear or with its length in sight. */
  static boolean isRecord(ByteBuffer buffer, int offset, int length) {
    if (length < RECORD_HEADER_LENGTH) {
      return false;
    }
    int type = buffer.get(offset) & 0xff;
    int version = buffer.getShort(offset + 1) & 0xffff;
    boolean known = version == 0xfeff || version == 0xfefd || version == 0xfefc || version == 0x100;
    int size = buffer.getShort(offset + 11) & 0xffff;
    return type >= ContentType.CHANGE_CIPHER_SPEC && type <= 26 && known && size > 0;
  }

  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    fromA |= moment.fromA();
    fromB |= !moment.fromA();
    int at = offset;
    int end = offset + length;
    while (isRecord(buffer, at, end - at)) {
      int size = buffer.getShort(at + 11) & 0xffff;
      int body = at + RECORD_HEADER_LENGTH;
      if (size > end - body) {
        return;
      }
      record(buffer, at, size, moment);
      at = body + size;
    }
  }

  /** A record of DTLS 1.3 with the short header of RFC 9147 section 4: all in it is encrypted. */
  void addUnified(Moment moment) {
    fromA |= moment.fromA();
    fromB |= !moment.fromA();
    data(moment);
  }

  private void record(ByteBuffer buffer, int at, int size, Moment moment) {
    int body = at + RECORD_HEADER_LENGTH;
    // Records of epoch 0 are in clear.
    boolean clear = buffer.getShort(at + 3) == 0;
    switch (buffer.get(at)) {
      case ContentType.HANDSHAKE -> {
        if (clear) {
          fragments(buffer, body, size, moment);
        } else {
          encrypted(moment);
        }
      }
      case ContentType.ALERT -> {
        Optional<Alert> alert = clear ? Alert.parse(buffer, body, size).whole() : Optional.empty();
        if (alert.isPresent()) {
          handshake.alert(alert.get().level(), alert.get().description(), moment);
        } else {
          handshake.encrypted(TlsHandshake.ENCRYPTED_ALERT, moment);
        }
      }
      case ContentType.CHANGE_CIPHER_SPEC -> handshake.changeCipherSpec(moment);
      case ContentType.APPLICATION_DATA -> data(moment);
      default -> {
        // Heartbeats, connection ids and acknowledgements are no steps of the handshake.
      }
    }
  }

  private void encrypted(Moment moment) {
    boolean seen = moment.fromA() ? encryptedFromA : encryptedFromB;
    if (!seen) {
      handshake.encrypted(TlsHandshake.ENCRYPTED_HANDSHAKE, moment);
    }
    encryptedFromA |= moment.fromA();
    encryptedFromB |= !moment.fromA();
  }

  private void data(Moment moment) {
    boolean seen = moment.fromA() ? dataFromA : dataFromB;
    if (!seen) {
      handshake.encrypted(TlsHandshake.APPLICATION_DATA, moment);
    }
    dataFromA |= moment.fromA();
    dataFromB |= !moment.fromA();
  }

  private void fragments(ByteBuffer buffer, int body, int size, Moment moment) {
    int at = body;
    int end = body + size;
    while (end - at >= MESSAGE_HEADER_LENGTH) {
      int type = buffer.get(at) & 0xff;
      int whole = buffer.getInt(at) & 0xffffff;
      int from = offsetOf(buffer, at);
      int part = buffer.getInt(at + 8) & 0xffffff;
      boolean known = HandshakeType.isKnown(type) && whole <= LONGEST_MESSAGE;
      if (!known || part > end - at - MESSAGE_HEADER_LENGTH || from + part > whole) {
        return;
      }
      if (part == whole) {
        handshake.message(type, buffer, at + MESSAGE_HEADER_LENGTH, whole, moment);
      } else {
        fragment(buffer, at, moment);
      }
      at += MESSAGE_HEADER_LENGTH + part;
    }
  }

  /** Each piece shows that the message was on its way; the last one brings the content. */
  private void fragment(ByteBuffer buffer, int at, Moment moment) {
    DtlsFragments fragments = moment.fromA() ? fragmentsA : fragmentsB;
    int type = buffer.get(at) & 0xff;
    handshake.note(type, moment);
    if (fragments.add(buffer, at)) {
      handshake.content(type, fragments.whole(), 0, fragments.length(), moment);
      fragments.clear();
    }
  }

  private static int offsetOf(ByteBuffer buffer, int at) {
    return (buffer.getShort(at + 6) & 0xffff) << 8 | buffer.get(at + 8) & 0xff;
  }

  @Override
  public void release() {
    fragmentsA.clear();
    fragmentsB.clear();
  }

  /** Who goes on with keys has got the other's messages, also where the capture has not. */
  @Override
  public TlsFacts facts() {
    TlsFacts facts = handshake.facts(TlsFacts.Kind.DTLS);
    boolean goneOn = dataFromA || encryptedFromA || dataFromB || encryptedFromB;
    return goneOn && !(fromA && fromB) ? facts.withoutProgress() : facts;
  }
}
