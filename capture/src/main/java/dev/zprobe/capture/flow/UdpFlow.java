package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;

/** Datagrams between two endpoints, both ways. */
public final class UdpFlow extends Flow {
  private final Side a = new Side();
  private final Side b = new Side();

  UdpFlow() {}

  @Override
  void begin(long numberInCapture, Decoded packet, Moment now) {
    super.begin(numberInCapture, packet, now);
    a.clear();
    b.clear();
  }

  @Override
  public Side a() {
    return a;
  }

  @Override
  public Side b() {
    return b;
  }

  @Override
  public boolean openedByB() {
    return false;
  }

  /** As Zeek's conn.log has it: SF answered, S0 unanswered. */
  public String connectionState() {
    return b.packets() > 0 ? "SF" : "S0";
  }

  /** As Zeek's conn.log has it: who sent data. */
  public String history() {
    String forth = a.packets() > 0 ? "D" : "";
    return b.packets() > 0 ? forth + "d" : forth;
  }
}
