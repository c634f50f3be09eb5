package dev.zprobe.capture.handshake;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What the record layer remembers of one direction of a TLS flow. */
final class TlsSide {
  /** The longest message that is put together over records; larger ones are not followed. */
  static final int LONGEST_MESSAGE = 1 << 18;

  private final Carry fragments;
  private Optional<TlsDecryption> keys = Optional.empty();
  private boolean ciphered;
  private boolean sentData;
  private boolean sentEncrypted;

  TlsSide(Budget budget) {
    fragments = new Carry(budget);
  }

  /** Handshake bytes whose message goes on in the next record. */
  Carry fragments() {
    return fragments;
  }

  boolean keep(ByteBuffer buffer, int offset, int length) {
    return fragments.size() + length <= LONGEST_MESSAGE + 4
        && fragments.append(buffer, offset, length);
  }

  /** Whether what follows in handshake records is encrypted: after ChangeCipherSpec. */
  boolean isCiphered() {
    return ciphered;
  }

  void cipher() {
    ciphered = true;
  }

  boolean hasSentData() {
    return sentData;
  }

  void noteData() {
    sentData = true;
  }

  /** True at the first encrypted handshake record only. */
  boolean noteEncrypted() {
    boolean first = !sentEncrypted;
    sentEncrypted = true;
    return first;
  }

  Optional<TlsDecryption> keys() {
    return keys;
  }

  void use(Optional<TlsDecryption> other) {
    keys = other;
  }
}
