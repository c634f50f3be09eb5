package dev.zprobe.wire;

/** The first line of an HTTP or SIP message (RFC 9112 sections 3 and 4, RFC 3261 section 7). */
public sealed interface StartLine {
  /** A request; the target is as sent. */
  record Request(String method, String target, String version) implements StartLine {}

  /** A status line; the code is 100 to 699. */
  record Status(String version, int code, String reason) implements StartLine {}
}
