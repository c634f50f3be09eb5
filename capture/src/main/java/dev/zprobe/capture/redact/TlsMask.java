package dev.zprobe.capture.redact;

import java.util.Arrays;

/**
 * One direction of a TLS connection: record and message headers and what a handshake needs stay;
 * names are replaced, certificates lose whom they name, everything encrypted becomes zeros.
 */
final class TlsMask {
  private static final int RECORD_HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SESSION_TICKET = 4;
  private static final int CERTIFICATE = 11;
  private static final int CERTIFICATE_STATUS = 22;
  private static final int SERVER_NAME = 0;
  private static final int TICKET_EXTENSION = 35;
  private static final int PRE_SHARED_KEY = 41;

  private final Substitutes put;

  TlsMask(Substitutes put) {
    this.put = put;
  }

  static boolean recognises(byte[] bytes, int at) {
    return Bytes.has(bytes, at, 3)
        && bytes[at] >= CHANGE_CIPHER_SPEC
        && bytes[at] <= 23
        && bytes[at + 1] == 3;
  }

  /** Masks from one place to the end. */
  void mask(byte[] bytes, int from) {
    int[] places = new int[bytes.length];
    int gathered = 0;
    boolean encrypted = false;
    int at = from;
    while (recognises(bytes, at) && Bytes.has(bytes, at, RECORD_HEADER)) {
      int type = bytes[at];
      int end = Math.min(bytes.length, at + RECORD_HEADER + Bytes.uint16(bytes, at + 3));
      int body = at + RECORD_HEADER;
      if (type == HANDSHAKE && !encrypted) {
        for (int i = body; i < end; i++) {
          places[gathered++] = i;
        }
      } else if (type != CHANGE_CIPHER_SPEC && (type != ALERT || encrypted || end - body != 2)) {
        Bytes.clear(bytes, body, end);
      }
      encrypted |= type == CHANGE_CIPHER_SPEC;
      at = end;
    }
    Bytes.clear(bytes, at, bytes.length);
    messages(bytes, Arrays.copyOf(places, gathered));
  }

  /** Messages run over record boundaries: they are masked in one piece and put back. */
  private void messages(byte[] bytes, int[] places) {
    byte[] joined = new byte[places.length];
    for (int i = 0; i < places.length; i++) {
      joined[i] = bytes[places[i]];
    }
    int at = 0;
    while (Bytes.has(joined, at, 4)) {
      int end = Math.min(joined.length, at + 4 + Bytes.uint24(joined, at + 1));
      message(joined, joined[at], at + 4, end);
      at = end;
    }
    put.text().sweep(joined);
    for (int i = 0; i < places.length; i++) {
      bytes[places[i]] = joined[i];
    }
  }

  private void message(byte[] bytes, int type, int at, int end) {
    switch (type) {
      case CLIENT_HELLO -> clientHello(bytes, at, end);
      case SESSION_TICKET -> Bytes.clear(bytes, at, end);
      case CERTIFICATE_STATUS -> new DerMask(put).mask(bytes, at + 4, end);
      case CERTIFICATE -> certificates(bytes, at, end);
      default -> {} // keys, randoms and signatures name nobody
    }
  }

  private void clientHello(byte[] bytes, int from, int end) {
    int at = from + 2 + 32;
    at = Bytes.has(bytes, at, 1) ? at + 1 + Bytes.uint8(bytes, at) : end;
    at = Bytes.has(bytes, at, 2) ? at + 2 + Bytes.uint16(bytes, at) : end;
    at = Bytes.has(bytes, at, 1) ? at + 1 + Bytes.uint8(bytes, at) + 2 : end;
    while (at + 4 <= end) {
      int type = Bytes.uint16(bytes, at);
      int body = at + 4;
      int next = Math.min(end, body + Bytes.uint16(bytes, at + 2));
      if (type == SERVER_NAME && next - body > 5) {
        put.name(bytes, body + 5, Math.min(next - body - 5, Bytes.uint16(bytes, body + 3)));
      } else if (type == TICKET_EXTENSION || type == PRE_SHARED_KEY) {
        Bytes.clear(bytes, body, next);
      }
      at = next;
    }
  }

  private void certificates(byte[] bytes, int from, int end) {
    int at = from + 3;
    while (at + 3 <= end) {
      int next = Math.min(end, at + 3 + Bytes.uint24(bytes, at));
      new DerMask(put).mask(bytes, at + 3, next);
      at = next;
    }
  }
}
