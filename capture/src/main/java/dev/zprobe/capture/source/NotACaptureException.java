package dev.zprobe.capture.source;

import java.io.IOException;

/** The input is no capture file; the message is one line that names it and says what it is. */
public final class NotACaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotACaptureException(String message) {
    super(message);
  }
}
