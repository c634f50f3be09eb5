package dev.zprobe.capture.packet;

/** The link types that can be decoded, numbered as in pcap's registry of link types. */
public final class LinkType {
  public static final int NULL = 0;
  public static final int ETHERNET = 1;
  public static final int TOKEN_RING = 6;
  public static final int ARCNET = 7;
  public static final int PPP = 9;
  public static final int FDDI = 10;
  public static final int ATM_RFC1483 = 11;
  public static final int RAW_BSD = 12;
  public static final int RAW_OPENBSD = 14;
  public static final int PPP_SERIAL = 50;
  public static final int PPP_ETHERNET = 51;
  public static final int RAW = 101;
  public static final int CISCO_HDLC = 104;
  public static final int IEEE802_11 = 105;
  public static final int FRAME_RELAY = 107;
  public static final int LOOP = 108;
  public static final int ENCRYPTED = 109;
  public static final int LINUX_SLL = 113;
  public static final int PFLOG = 117;
  public static final int PRISM = 119;
  public static final int IP_OVER_FIBRE_CHANNEL = 122;
  public static final int SUN_ATM = 123;
  public static final int RADIOTAP = 127;
  public static final int ARCNET_LINUX = 129;
  public static final int AVS = 163;
  public static final int PPP_PPPD = 166;
  public static final int PPI = 192;
  public static final int PPP_WITH_DIRECTION = 204;
  public static final int HDLC_WITH_DIRECTION = 205;
  public static final int MPLS = 219;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int NFLOG = 239;
  public static final int LINUX_SLL2 = 276;

  private LinkType() {}

  /** A short lower-case name; "link-N" for one that is not known here. */
  public static String name(int linkType) {
    return switch (linkType) {
      case NULL -> "null";
      case ETHERNET -> "ethernet";
      case TOKEN_RING -> "token-ring";
      case ARCNET, ARCNET_LINUX -> "arcnet";
      case PPP, PPP_SERIAL, PPP_PPPD, PPP_WITH_DIRECTION -> "ppp";
      case PPP_ETHERNET -> "pppoe";
      case FDDI -> "fddi";
      case ATM_RFC1483, SUN_ATM -> "atm";
      case IP_OVER_FIBRE_CHANNEL -> "fibre-channel";
      case RAW, RAW_BSD, RAW_OPENBSD -> "raw-ip";
      case CISCO_HDLC, HDLC_WITH_DIRECTION -> "hdlc";
      case IEEE802_11 -> "802.11";
      case FRAME_RELAY -> "frame-relay";
      case LOOP -> "loop";
      case ENCRYPTED -> "enc";
      case LINUX_SLL -> "linux-sll";
      case LINUX_SLL2 -> "linux-sll2";
      case PFLOG -> "pflog";
      case PRISM -> "802.11-prism";
      case RADIOTAP -> "802.11-radiotap";
      case AVS -> "802.11-avs";
      case PPI -> "ppi";
      case MPLS -> "mpls";
      case IPV4 -> "ipv4";
      case IPV6 -> "ipv6";
      case NFLOG -> "nflog";
      default -> "link-" + linkType;
    };
  }
}
