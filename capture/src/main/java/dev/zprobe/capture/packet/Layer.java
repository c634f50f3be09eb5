package dev.zprobe.capture.packet;

/** What the decode loop does next: a layer to read, or how it ends. */
final class Layer {
  static final int ETHERNET = 1;
  static final int ETHER_TYPE = 2;
  static final int LLC = 3;
  static final int IP = 4;
  static final int IPV4 = 5;
  static final int IPV6 = 6;
  static final int PROTOCOL = 7;
  static final int MPLS = 8;
  static final int PPP = 9;
  static final int WIRELESS = 10;
  static final int LINK = 11;

  // Endings, negative.
  static final int OTHER = -1;
  static final int FRAGMENT = -2;
  static final int UNDECODED = -3;
  static final int TRUNCATED = -4;
  static final int MALFORMED = -5;
  static final int TRANSPORT = -6;

  private Layer() {}

  static int of(Check check) {
    return check == Check.TRUNCATED ? TRUNCATED : MALFORMED;
  }
}
