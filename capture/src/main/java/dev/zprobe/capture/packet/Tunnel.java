package dev.zprobe.capture.packet;

/** What can carry a whole packet inside another. */
public enum Tunnel {
  MPLS("mpls"),
  PPPOE("pppoe"),
  GRE("gre"),
  ERSPAN("erspan"),
  VXLAN("vxlan"),
  GENEVE("geneve"),
  GTP_U("gtp-u"),
  L2TP("l2tp"),
  IP_IN_IP("ip-in-ip"),
  SIX_IN_FOUR("6in4"),
  TEREDO("teredo"),
  ETHERIP("etherip"),
  NSH("nsh"),
  MAC_IN_MAC("mac-in-mac"),
  LISP("lisp"),
  CAPWAP("capwap"),
  TRILL("trill");

  private final String text;

  Tunnel(String text) {
    this.text = text;
  }

  /** As in the flow listing. */
  public String text() {
    return text;
  }
}
