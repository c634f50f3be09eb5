package dev.zprobe.probe.tls;

/** Counts what has come of a TLS record that is not whole yet (RFC 8446 section 5.1). */
final class RecordCount {
  private static final int HEADER_LENGTH = 5;
  private static final int LENGTH_AT = 3;

  private int present;
  private int size;

  /** The next bytes of the stream, which begins with a record. */
  void add(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (present < HEADER_LENGTH) {
        if (present >= LENGTH_AT) {
          size = (present == LENGTH_AT ? 0 : size) << 8 | bytes[at] & 0xff;
        }
        present++;
        at++;
      } else {
        int more = Math.min(bytes.length - at, HEADER_LENGTH + size - present);
        present += more;
        at += more;
      }
      if (present >= HEADER_LENGTH && present == HEADER_LENGTH + size) {
        present = 0;
      }
    }
  }

  /** Bytes of the record that is not whole, its header included; 0 between two records. */
  int unfinished() {
    return present;
  }
}
