package dev.zprobe.cli.shell;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Drops what is written once the reader of a pipe has gone: {@code head} has what it wanted, and
 * that is no failure. Every other failure, such as a full disk, is passed on.
 */
final class UntilClosed extends FilterOutputStream {
  private boolean closed;

  UntilClosed(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    if (closed) {
      return;
    }
    try {
      out.write(octets, offset, length);
    } catch (IOException failure) {
      if (!isOfPipe(failure)) {
        throw failure;
      }
      closed = true;
    }
  }

  /** "Broken pipe"; on Windows "The pipe is being closed". */
  private static boolean isOfPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }
}
