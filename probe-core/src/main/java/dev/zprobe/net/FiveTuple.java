package dev.zprobe.net;

/** One conversation as this host sees it: its own end and the other. Both share the transport. */
public record FiveTuple(Endpoint local, Endpoint remote) {
  public FiveTuple {
    if (local.transport() != remote.transport()) {
      throw new IllegalArgumentException("two transports in one flow: " + local + ", " + remote);
    }
  }

  public Transport transport() {
    return remote.transport();
  }
}
