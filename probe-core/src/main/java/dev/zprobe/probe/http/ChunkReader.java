package dev.zprobe.probe.http;

import java.io.ByteArrayOutputStream;

/** Takes the chunked coding of RFC 9112 section 7.1 off. For one thread. */
final class ChunkReader {
  private static final int LONGEST_SIZE_LINE = 1024;

  private final StringBuilder sizeLine = new StringBuilder();
  private long chunkLeft;
  private boolean afterChunk;
  private boolean ended;

  boolean ended() {
    return ended;
  }

  /** False when the coding is broken. What does not fit into the limit is left out. */
  boolean offer(byte[] given, ByteArrayOutputStream body, int mostBodyBytes) {
    int at = 0;
    while (at < given.length && !ended) {
      if (chunkLeft > 0) {
        int taken = (int) Math.min(chunkLeft, given.length - at);
        body.write(given, at, Math.max(0, Math.min(taken, mostBodyBytes - body.size())));
        chunkLeft -= taken;
        at += taken;
        afterChunk = chunkLeft == 0;
        continue;
      }
      int each = given[at++];
      if (each != '\n') {
        sizeLine.append((char) (each & 0xff));
        if (sizeLine.length() > LONGEST_SIZE_LINE) {
          return false;
        }
      } else if (!endOfLine()) {
        return false;
      }
    }
    return true;
  }

  private boolean endOfLine() {
    String line = sizeLine.toString().strip();
    sizeLine.setLength(0);
    if (afterChunk && line.isEmpty()) {
      afterChunk = false;
      return true;
    }
    int semicolon = line.indexOf(';');
    String size = semicolon < 0 ? line : line.substring(0, semicolon).strip();
    if (!size.matches("[0-9a-fA-F]{1,12}")) {
      return false;
    }
    chunkLeft = Long.parseLong(size, 16);
    ended = chunkLeft == 0;
    return true;
  }
}
