package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Alert;
import dev.zprobe.wire.ContentType;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.TlsRecord;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Follows TLS records, RFC 8446 section 5 and RFC 5246 section 6.2, in both directions. */
final class TlsFollower implements StreamFollower {
  private static final int OLD_SERVER_HELLO = 4;
  private static final int HANDSHAKE_HEADER_LENGTH = 4;

  /** Two bytes of alert, one of content type, sixteen of tag: only an alert is so short. */
  private static final int ENCRYPTED_ALERT_LENGTH = 19;

  private final Resources resources;
  private final TlsHandshake handshake;
  private final TlsSide sideA;
  private final TlsSide sideB;
  private int wanted = 1;

  TlsFollower(Resources resources) {
    this.resources = resources;
    handshake = new TlsHandshake(resources);
    sideA = new TlsSide(resources.budget());
    sideB = new TlsSide(resources.budget());
  }

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    int at = offset;
    int end = offset + length;
    TlsSide side = moment.fromA() ? sideA : sideB;
    while (end - at >= TlsRecord.HEADER_LENGTH) {
      int size = TlsRecord.HEADER_LENGTH + (buffer.getShort(at + 3) & 0xffff);
      if (!TlsRecord.isHeader(buffer, at)) {
        if (isAnsweredInClear(buffer, at, end - at, moment)) {
          wanted = at - offset;
          return HANDED_OVER;
        }
        size = oldHello(buffer, at, end - at, moment);
        if (size == 0) {
          return length;
        }
      } else if (isSteppedOver(buffer, at, side)) {
        stepOver(buffer, at, side, moment);
        if (sideA.hasSentData() && sideB.hasSentData()) {
          return DONE;
        }
      } else if (size > end - at) {
        wanted = size;
        return at - offset;
      } else {
        record(buffer, at, size, side, moment);
      }
      at += size;
    }
    wanted = TlsRecord.HEADER_LENGTH;
    return at - offset;
  }

  /** Whether a record need not be held back until it is whole, because its inside is unreadable. */
  private static boolean isSteppedOver(ByteBuffer buffer, int at, TlsSide side) {
    return buffer.get(at) == ContentType.APPLICATION_DATA && side.keys().isEmpty();
  }

  private void stepOver(ByteBuffer buffer, int at, TlsSide side, Moment moment) {
    if (side.hasSentData()) {
      return;
    }
    int size = buffer.getShort(at + 3) & 0xffff;
    if (handshake.isVersion13() && size == ENCRYPTED_ALERT_LENGTH) {
      handshake.encrypted(TlsHandshake.ENCRYPTED_ALERT, moment);
    }
    handshake.encrypted(TlsHandshake.APPLICATION_DATA, moment);
    side.noteData();
  }

  private void record(ByteBuffer buffer, int at, int size, TlsSide side, Moment moment) {
    int body = at + TlsRecord.HEADER_LENGTH;
    int length = size - TlsRecord.HEADER_LENGTH;
    switch (buffer.get(at)) {
      case ContentType.HANDSHAKE -> handshakeRecord(buffer, body, length, side, moment);
      case ContentType.ALERT -> alert(buffer, body, length, moment);
      case ContentType.CHANGE_CIPHER_SPEC -> {
        handshake.changeCipherSpec(moment);
        if (!handshake.isVersion13()) {
          side.cipher();
        }
      }
      case ContentType.APPLICATION_DATA -> decrypt(buffer, at, size, side, moment);
      default -> {
        // Heartbeats are no part of the handshake.
      }
    }
  }

  private void alert(ByteBuffer buffer, int body, int length, Moment moment) {
    Optional<Alert> alert = Alert.parse(buffer, body, length).whole();
    if (alert.isPresent()) {
      handshake.alert(alert.get().level(), alert.get().description(), moment);
    } else {
      handshake.encrypted(TlsHandshake.ENCRYPTED_ALERT, moment);
    }
  }

  private void handshakeRecord(
      ByteBuffer buffer, int body, int length, TlsSide side, Moment moment) {
    if (side.isCiphered() && !Hellos.isWhole(buffer, body, length)) {
      if (side.noteEncrypted()) {
        handshake.encrypted(TlsHandshake.ENCRYPTED_HANDSHAKE, moment);
      }
      return;
    }
    if (side.fragments().size() == 0) {
      int used = messages(buffer, body, length, moment);
      if (used < length) {
        side.keep(buffer, body + used, length - used);
      }
      return;
    }
    if (!side.keep(buffer, body, length)) {
      side.fragments().clear();
      return;
    }
    int used = messages(side.fragments().view(), 0, side.fragments().size(), moment);
    side.fragments().drop(used);
  }

  /** Reads whole messages; what cannot be a message ends the reading and is used up. */
  private int messages(ByteBuffer buffer, int from, int length, Moment moment) {
    int at = from;
    int end = from + length;
    while (end - at >= HANDSHAKE_HEADER_LENGTH) {
      int type = buffer.get(at) & 0xff;
      int size = buffer.getInt(at) & 0xffffff;
      if (!HandshakeType.isKnown(type) || size > TlsSide.LONGEST_MESSAGE) {
        return length;
      }
      if (size > end - at - HANDSHAKE_HEADER_LENGTH) {
        break;
      }
      handshake.message(type, buffer, at + HANDSHAKE_HEADER_LENGTH, size, moment);
      at += HANDSHAKE_HEADER_LENGTH + size;
      if (type == HandshakeType.SERVER_HELLO.code()) {
        findKeys();
      }
    }
    return at - from;
  }

  private void findKeys() {
    if (handshake.isVersion13() && !resources.keyLog().isEmpty()) {
      keysOf(true, KeyLog.CLIENT_HANDSHAKE);
      keysOf(false, KeyLog.SERVER_HANDSHAKE);
    }
  }

  private void keysOf(boolean client, String label) {
    boolean isA = client == (handshake.client().orElse(End.A) == End.A);
    TlsSide side = isA ? sideA : sideB;
    side.use(
        resources
            .keyLog()
            .secret(label, handshake.clientRandom())
            .flatMap(secret -> TlsDecryption.of(handshake.cipherSuite(), secret)));
  }

  private void decrypt(ByteBuffer buffer, int at, int size, TlsSide side, Moment moment) {
    Optional<Octets> opened = side.keys().flatMap(keys -> keys.open(buffer, at, size));
    if (opened.isEmpty()) {
      side.use(Optional.empty());
      stepOver(buffer, at, side, moment);
      return;
    }
    Octets inner = opened.get();
    int length = inner.length();
    while (length > 0 && inner.at(length - 1) == 0) {
      length--;
    }
    int type = length == 0 ? 0 : inner.at(length - 1);
    ByteBuffer content = inner.buffer();
    if (type == ContentType.HANDSHAKE) {
      int before = handshake.log().size();
      handshakeRecord(content, 0, length - 1, side, moment);
      changeKeys(before, side, moment);
    } else if (type == ContentType.ALERT) {
      alert(content, 0, length - 1, moment);
    } else if (type == ContentType.APPLICATION_DATA && !side.hasSentData()) {
      handshake.encrypted(TlsHandshake.APPLICATION_DATA, moment);
      side.noteData();
    }
  }

  /** After its Finished a side uses the application secret (RFC 8446 section 4.4.4). */
  private void changeKeys(int before, TlsSide side, Moment moment) {
    for (int i = before; i < handshake.log().size(); i++) {
      if (handshake.log().code(i) == HandshakeType.FINISHED.code()) {
        boolean client = handshake.client().orElse(End.A) == End.of(moment.fromA());
        keysOf(client, client ? KeyLog.CLIENT_TRAFFIC : KeyLog.SERVER_TRAFFIC);
        if (side.keys().isEmpty()) {
          side.noteEncrypted();
        }
        return;
      }
    }
  }

  /** Whether a web server without TLS answers a ClientHello with an error in clear. */
  private boolean isAnsweredInClear(ByteBuffer buffer, int at, int length, Moment moment) {
    boolean byServer =
        handshake.client().isPresent() && handshake.client().get() != End.of(moment.fromA());
    return byServer
        && handshake.cipherSuite() < 0
        && Recognition.starts(buffer, at, length, "HTTP/1.");
  }

  /** The size of a hello in the format of SSL 2.0, or 0 where there is none. */
  private int oldHello(ByteBuffer buffer, int at, int length, Moment moment) {
    boolean byServer =
        handshake.client().isPresent() && handshake.client().get() != End.of(moment.fromA());
    boolean old = length > 2 && buffer.get(at) < 0 && buffer.get(at + 2) == OLD_SERVER_HELLO;
    if (byServer && old && handshake.cipherSuite() < 0) {
      handshake.oldServerHello();
      return 0;
    }
    if (!Recognition.isOldHello(buffer, at, length) || !handshake.isEmpty()) {
      return 0;
    }
    handshake.oldClientHello(moment);
    return 2 + (buffer.getShort(at) & 0x7fff);
  }

  @Override
  public int wanted(boolean fromA) {
    return wanted;
  }

  /** A hello tells much by its beginning; of another message that was cut, its name is known. */
  @Override
  public void broken(ByteBuffer buffer, int length, boolean onWire, Moment moment) {
    int body = TlsRecord.HEADER_LENGTH + HANDSHAKE_HEADER_LENGTH;
    TlsSide side = moment.fromA() ? sideA : sideB;
    boolean usable =
        length > body
            && TlsRecord.isHeader(buffer, 0)
            && buffer.get(0) == ContentType.HANDSHAKE
            && side.fragments().size() == 0
            && !side.isCiphered();
    if (usable && onWire) {
      cutMessages(buffer, TlsRecord.HEADER_LENGTH, length, moment);
    } else if (usable && buffer.get(TlsRecord.HEADER_LENGTH) == HandshakeType.CLIENT_HELLO.code()) {
      handshake.partOfHello(moment);
    }
  }

  private void cutMessages(ByteBuffer buffer, int from, int end, Moment moment) {
    int at = from;
    while (end - at >= HANDSHAKE_HEADER_LENGTH) {
      int type = buffer.get(at) & 0xff;
      int size = buffer.getInt(at) & 0xffffff;
      int left = end - at - HANDSHAKE_HEADER_LENGTH;
      if (!HandshakeType.isKnown(type) || size > TlsSide.LONGEST_MESSAGE) {
        return;
      }
      int present = Math.min(size, left);
      if (size <= left || Hellos.isHello(type)) {
        handshake.message(type, buffer, at + HANDSHAKE_HEADER_LENGTH, present, moment);
      } else {
        handshake.note(type, moment);
      }
      at += HANDSHAKE_HEADER_LENGTH + present;
    }
  }

  @Override
  public void desynchronised(Moment moment) {
    (moment.fromA() ? sideA : sideB).fragments().clear();
  }

  @Override
  public void release() {
    sideA.fragments().clear();
    sideB.fragments().clear();
  }

  @Override
  public TlsFacts facts() {
    return handshake.facts(TlsFacts.Kind.TLS);
  }
}
