package dev.zprobe.capture.handshake;

/** One of the two endpoints of a flow: A sent its first packet. */
public enum End {
  A,
  B;

  static End of(boolean fromA) {
    return fromA ? A : B;
  }

  public End other() {
    return this == A ? B : A;
  }

  /** As in the flow listing: {@code a} or {@code b}. */
  public String text() {
    return this == A ? "a" : "b";
  }
}
