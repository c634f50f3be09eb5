package dev.zprobe.capture.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A DNS message (RFC 1035): names label by label, so that compression holds; addresses mapped. */
final class DnsMask {
  private static final int HEADER = 12;
  private static final int MOST_LABELS = 128;
  private static final int A = 1;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int SOA = 6;
  private static final int PTR = 12;
  private static final int AAAA = 28;
  private static final int OPT = 41;

  private final Substitutes put;

  /** Where the labels of a name begin, where it ends, and whether the end is a pointer. */
  private record Name(List<Integer> labels, int end, boolean pointed) {}

  DnsMask(Substitutes put) {
    this.put = put;
  }

  /** Masks one message, whose bytes are all there is. */
  void mask(byte[] bytes) {
    if (bytes.length < HEADER) {
      return;
    }
    List<Name> labels = new ArrayList<>();
    int at = HEADER;
    int questions = Math.min(64, Bytes.uint16(bytes, 4));
    for (int i = 0; i < questions && at > 0; i++) {
      at = name(bytes, at, labels);
      at = at < 0 ? at : at + 4;
    }
    int records =
        Math.min(512, Bytes.uint16(bytes, 6) + Bytes.uint16(bytes, 8) + Bytes.uint16(bytes, 10));
    for (int i = 0; i < records && at > 0; i++) {
      at = record(bytes, at, labels);
    }
    if (at < 0) {
      rest(bytes, labels);
      return;
    }
    replace(bytes, labels);
    Bytes.clear(bytes, at, bytes.length);
  }

  /** What cannot be read to its end keeps its header and the names that were read. */
  private void rest(byte[] bytes, List<Name> labels) {
    int end = HEADER;
    for (Name name : labels) {
      end = Math.max(end, name.end());
    }
    replace(bytes, labels);
    Bytes.clear(bytes, end, bytes.length);
  }

  /** Where it ends; negative when it does not. Remembers where its labels are and their end. */
  private static int name(byte[] bytes, int from, List<Name> labels) {
    List<Integer> places = new ArrayList<>();
    int at = from;
    while (Bytes.has(bytes, at, 1) && places.size() < MOST_LABELS) {
      int length = Bytes.uint8(bytes, at);
      boolean pointer = length >= 0xc0;
      if (length == 0 || pointer) {
        at += pointer ? 2 : 1;
        labels.add(new Name(List.copyOf(places), at, pointer));
        return at <= bytes.length ? at : -1;
      }
      if (!Bytes.has(bytes, at + 1, length)) {
        return -1;
      }
      places.add(at);
      at += 1 + length;
    }
    return -1;
  }

  private int record(byte[] bytes, int from, List<Name> labels) {
    int at = name(bytes, from, labels);
    if (at < 0 || !Bytes.has(bytes, at, 10)) {
      return -1;
    }
    int type = Bytes.uint16(bytes, at);
    int length = Bytes.uint16(bytes, at + 8);
    int body = at + 10;
    if (!Bytes.has(bytes, body, length)) {
      return -1;
    }
    switch (type) {
      case A, AAAA -> {
        if (length == 4 || length == 16) {
          put.address(bytes, body, length);
        }
      }
      case NS, CNAME, PTR -> name(bytes, body, labels);
      case SOA -> {
        int next = name(bytes, body, labels);
        if (next > 0) {
          name(bytes, next, labels);
        }
      }
      case OPT -> Bytes.clear(bytes, body, body + length);
      default -> Bytes.clear(bytes, body, body + length);
    }
    return body + length;
  }

  /** Only now: a pointer leads to a name that must still be as it was read. */
  private void replace(byte[] bytes, List<Name> labels) {
    for (Name name : labels) {
      StringBuilder whole = new StringBuilder();
      for (int label : name.labels()) {
        whole.append(whole.isEmpty() ? "" : ".");
        whole.append(text(bytes, label));
      }
      byte[] made = put.standIn(whole.toString(), name.pointed());
      int read = 0;
      for (int label : name.labels()) {
        int length = Bytes.uint8(bytes, label);
        System.arraycopy(made, read, bytes, label + 1, length);
        read += length + 1;
      }
    }
  }

  private static String text(byte[] bytes, int label) {
    return new String(bytes, label + 1, Bytes.uint8(bytes, label), StandardCharsets.ISO_8859_1);
  }
}
