package dev.zprobe.capture.packet;

import static dev.zprobe.capture.packet.Bytes.half;
import static dev.zprobe.capture.packet.Bytes.hex;
import static dev.zprobe.capture.packet.Bytes.ip;
import static dev.zprobe.capture.packet.Bytes.join;

import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Segment;
import java.util.ArrayList;
import java.util.List;

/** The same TCP segment under every link layer and inside every tunnel. */
final class Encapsulations {
  private static final String MACS = "020000000002 020000000001";

  private Encapsulations() {}

  /**
   * One packet.
   *
   * @param tunnels as the decoder should name them, with commas
   */
  record Sample(String name, int linkType, String tunnels, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** SYN from 10.0.0.1:50000 to 203.0.113.9:443. */
  static byte[] segment4() {
    return Packet.between("10.0.0.1", "203.0.113.9").ttl(61).identification(77).tcp(syn());
  }

  /** SYN from 2001:db8::1 port 50000 to 2001:db8::9 port 443. */
  static byte[] segment6() {
    return Packet.between("2001:db8::1", "2001:db8::9").ttl(61).tcp(syn());
  }

  private static Segment syn() {
    return Segment.between(50_000, 443)
        .flags("S")
        .numbers(1_000, 0)
        .window(64_240)
        .options(hex("020405b4 0402080a00000001 00000000 01030307"));
  }

  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    byte[] ip = ip(segment4());
    links(samples, ip);
    serial(samples, ip);
    wireless(samples, ip);
    overIp(samples, ip);
    overUdp(samples, ip);
    return samples;
  }

  private static void links(List<Sample> to, byte[] ip) {
    byte[] frame = segment4();
    to.add(new Sample("ethernet", 1, "", frame));
    to.add(new Sample("ethernet ipv6", 1, "", segment6()));
    to.add(new Sample("802.1Q", 1, "", join(hex(MACS + "8100 0064 0800"), ip)));
    to.add(new Sample("QinQ", 1, "", join(hex(MACS + "88a8 0065 8100 0064 0800"), ip)));
    byte[] snap = join(hex("aaaa03 000000 0800"), ip);
    to.add(new Sample("LLC SNAP", 1, "", join(hex(MACS), half(snap.length), snap)));
    byte[] llc = join(hex("060603"), ip);
    to.add(new Sample("LLC IP", 1, "", join(hex(MACS), half(llc.length), llc)));
    to.add(new Sample("null little", 0, "", join(hex("02000000"), ip)));
    to.add(new Sample("null big", 0, "", join(hex("00000002"), ip)));
    to.add(new Sample("loop", 108, "", join(hex("00000002"), ip)));
    to.add(new Sample("null ipv6", 0, "", join(hex("1e000000"), ip(segment6()))));
    to.add(new Sample("raw", 101, "", ip));
    to.add(new Sample("raw ipv6", 101, "", ip(segment6())));
    to.add(new Sample("ipv4", 228, "", ip));
    to.add(new Sample("sll", 113, "", join(hex("0000 0001 0006 0200000000010000 0800"), ip)));
    to.add(
        new Sample(
            "sll2", 276, "", join(hex("0800 0000 00000003 0001 00 06 0200000000010000"), ip)));
    to.add(new Sample("pflog", 117, "", join(hex("3d020000"), new byte[60], ip)));
    to.add(new Sample("enc", 109, "", join(new byte[12], ip)));
    byte[] attribute = join(hex("0800 0a00 00000003"), nflogPayload(ip));
    to.add(new Sample("nflog", 239, "", join(hex("02000000"), attribute)));
    to.add(new Sample("vn-tag", 1, "", join(hex(MACS + "8926 00000000 0800"), ip)));
    to.add(new Sample("e-tag", 1, "", join(hex(MACS + "893f 000000000000 0800"), ip)));
    to.add(new Sample("802.1ah", 1, "mac-in-mac", join(hex(MACS + "88e7 00000001"), frame)));
    to.add(new Sample("nsh", 1, "nsh", join(hex(MACS + "894f 0fc2 0201 00000100"), ip)));
    to.add(new Sample("hsr", 1, "", join(hex(MACS + "892f 0034 0001 0800"), ip)));
    to.add(new Sample("802.1CB", 1, "", join(hex(MACS + "f1c1 0000 0001 0800"), ip)));
    to.add(
        new Sample("trill", 1, "trill", join(hex(MACS + "22f3 0041 0001 0002 01020304"), frame)));
    to.add(new Sample("sun atm", 123, "", join(hex("02000005"), snap)));
    to.add(new Sample("fibre channel", 122, "", join(hex("00".repeat(16)), snap)));
    to.add(new Sample("atm bridged", 11, "", join(hex("aaaa03 0080c2 0007 0000"), frame)));
    to.add(new Sample("arcnet", 7, "", join(hex("be50d4 00 0169"), ip)));
    to.add(new Sample("arcnet linux", 129, "", join(hex("be50c308d4 00 0169"), ip)));
    to.add(new Sample("fddi", 10, "", join(hex("50" + MACS), snap)));
    to.add(new Sample("token ring", 6, "", join(hex("1040" + MACS), snap)));
  }

  private static byte[] nflogPayload(byte[] ip) {
    int length = ip.length + 4;
    return join(new byte[] {(byte) length, (byte) (length >> 8), 9, 0}, ip);
  }

  private static void serial(List<Sample> to, byte[] ip) {
    to.add(new Sample("ppp", 9, "", join(hex("ff03 0021"), ip)));
    to.add(new Sample("ppp compressed", 9, "", join(hex("21"), ip)));
    to.add(new Sample("ppp direction", 204, "", join(hex("01 ff03 0021"), ip)));
    to.add(new Sample("ppp multilink", 9, "", join(hex("ff03 003d c0000001 0021"), ip)));
    to.add(new Sample("hdlc", 104, "", join(hex("0f00 0800"), ip)));
    to.add(new Sample("frame relay", 107, "", join(hex("1841 03 cc"), ip)));
    to.add(new Sample("frame relay snap", 107, "", join(hex("1841 0300 80 000000 0800"), ip)));
    to.add(new Sample("atm", 11, "", join(hex("aaaa03 000000 0800"), ip)));
    to.add(new Sample("mpls", 219, "mpls", join(hex("00010040 00020140"), ip)));
    to.add(new Sample("ethernet mpls", 1, "mpls", join(hex(MACS + "8847 00010140"), ip)));
    byte[] wire = join(hex(MACS + "8847 00010140 00000000"), segment4());
    to.add(new Sample("pseudowire", 1, "mpls", wire));
    byte[] session = join(hex("1100 0001"), half(ip.length + 2), hex("0021"), ip);
    to.add(new Sample("pppoe", 1, "pppoe", join(hex(MACS + "8864"), session)));
  }

  private static void wireless(List<Sample> to, byte[] ip) {
    byte[] body = join(hex("aaaa03 000000 0800"), ip);
    String data = "0801 0000" + MACS + "020000000003 0000";
    String quality = "8801 0000" + MACS + "020000000003 0000 0000";
    byte[] frame = join(hex(data), body);
    to.add(new Sample("802.11", 105, "", frame));
    to.add(new Sample("802.11 quality", 105, "", join(hex(quality), body)));
    to.add(new Sample("radiotap", 127, "", join(hex("0000 0800 00000000"), frame)));
    byte[] padded = join(hex("0000 0900 02000000 20" + quality + "0000"), body);
    to.add(new Sample("radiotap padded", 127, "", padded));
    to.add(new Sample("prism", 119, "", join(hex("00000044"), new byte[140], frame)));
    to.add(new Sample("avs", 163, "", join(hex("80211001 00000010 0000000000000000"), frame)));
    to.add(new Sample("ppi", 192, "", join(hex("0000 0800 69000000"), frame)));
  }

  private static void overIp(List<Sample> to, byte[] ip) {
    Packet outer = Packet.between("192.0.2.1", "192.0.2.2");
    byte[] inner6 = ip(segment6());
    to.add(new Sample("ip in ip", 1, "ip-in-ip", outer.frame(4, ip)));
    to.add(new Sample("6in4", 1, "6in4", outer.frame(41, inner6)));
    to.add(new Sample("gre", 1, "gre", outer.frame(47, join(hex("0000 0800"), ip))));
    byte[] keyed = join(hex("b000 0800 00000000 00000007 00000001"), ip);
    to.add(new Sample("gre keyed", 1, "gre", outer.frame(47, keyed)));
    byte[] bridged = join(hex("0000 6558"), segment4());
    to.add(new Sample("gre bridged", 1, "gre", outer.frame(47, bridged)));
    byte[] pptp = join(hex("3081 880b 0064 0001 00000001 00000001 ff03 0021"), ip);
    to.add(new Sample("pptp", 1, "gre", outer.frame(47, pptp)));
    byte[] erspan1 = join(hex("0000 88be"), segment4());
    to.add(new Sample("erspan 1", 1, "gre,erspan", outer.frame(47, erspan1)));
    byte[] erspan2 = join(hex("1000 88be 00000001 1001 0001 00000000"), segment4());
    to.add(new Sample("erspan 2", 1, "gre,erspan", outer.frame(47, erspan2)));
    byte[] erspan3 = join(hex("1000 22eb 00000001 2001 0001 00000000 0000 0000"), segment4());
    to.add(new Sample("erspan 3", 1, "gre,erspan", outer.frame(47, erspan3)));
    to.add(new Sample("etherip", 1, "etherip", outer.frame(97, join(hex("3000"), segment4()))));
    byte[] authenticated = join(hex("0604 0000 00000001 00000001"), new byte[12], tail(ip));
    to.add(new Sample("authentication header", 1, "", ipsec(authenticated)));
    byte[] options = join(hex("0600 0104 00000000"), tail6(inner6));
    byte[] hop = Packet.between("2001:db8::1", "2001:db8::9").ttl(61).frame(0, options);
    to.add(new Sample("hop-by-hop", 1, "", hop));
  }

  private static byte[] ipsec(byte[] body) {
    return Packet.between("10.0.0.1", "203.0.113.9").ttl(61).identification(77).frame(51, body);
  }

  private static byte[] tail(byte[] ip) {
    return java.util.Arrays.copyOfRange(ip, 20, ip.length);
  }

  private static byte[] tail6(byte[] ip) {
    return java.util.Arrays.copyOfRange(ip, 40, ip.length);
  }

  private static void overUdp(List<Sample> to, byte[] ip) {
    Packet outer = Packet.between("192.0.2.1", "192.0.2.2");
    byte[] vxlan = join(hex("08000000 00000100"), segment4());
    to.add(new Sample("vxlan", 1, "vxlan", outer.udp(40_000, 4789, vxlan)));
    to.add(new Sample("vxlan linux", 1, "vxlan", outer.udp(40_000, 8472, vxlan)));
    byte[] generic = join(hex("0c000001 00000100"), ip);
    to.add(new Sample("vxlan gpe", 1, "vxlan", outer.udp(40_000, 4790, generic)));
    byte[] geneve = join(hex("0100 6558 00000100 01020300"), segment4());
    to.add(new Sample("geneve", 1, "geneve", outer.udp(40_000, 6081, geneve)));
    byte[] gtp = join(hex("30ff"), half(ip.length), hex("00000001"), ip);
    to.add(new Sample("gtp-u", 1, "gtp-u", outer.udp(2152, 2152, gtp)));
    byte[] extended =
        join(hex("34ff"), half(ip.length + 8), hex("00000001 0000 00 85 01 100100"), ip);
    to.add(new Sample("gtp-u extended", 1, "gtp-u", outer.udp(2152, 2152, extended)));
    byte[] l2tp = join(hex("0002 0001 0001 ff03 0021"), ip);
    to.add(new Sample("l2tp", 1, "l2tp", outer.udp(1701, 1701, l2tp)));
    byte[] sequenced =
        join(hex("4802"), half(ip.length + 16), hex("0001 0001 0000 0000 ff03 0021"), ip);
    to.add(new Sample("l2tp sequenced", 1, "l2tp", outer.udp(1701, 1701, sequenced)));
    byte[] teredo = join(hex("0000 0000 0000 0000"), ip(segment6()));
    to.add(new Sample("teredo", 1, "teredo", outer.udp(3544, 3544, teredo)));
    byte[] lisp = join(hex("80000001 00000000"), ip);
    to.add(new Sample("lisp", 1, "lisp", outer.udp(40_000, 4341, lisp)));
    byte[] capwap = join(hex("00100200 00000000"), segment4());
    to.add(new Sample("capwap", 1, "capwap", outer.udp(40_000, 5247, capwap)));
    byte[] labelled = join(hex("00064140"), ip);
    to.add(new Sample("mpls over udp", 1, "mpls", outer.udp(40_000, 6635, labelled)));
    byte[] gre = join(hex("0000 0800"), ip);
    to.add(new Sample("gre over udp", 1, "gre", outer.udp(40_000, 4754, gre)));
  }
}
