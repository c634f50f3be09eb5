package dev.zprobe.capture.analyze;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the flow listing by which flows can be chosen, and what their values are. A test
 * holds that {@link FlowJson} writes no other.
 */
final class FlowKeys {
  private static final String OFFER = "sni alpnOffered versionsOffered ja3 ja4 alpn cipher ";

  /** By the key that they stand under. Behind a name: # a number, ? true or false, = these only. */
  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry(
              "",
              "flow# transport=tcp|udp a aPort# b bPort# originator=a|b vlan# tunnel firstFrame#"
                  + " lastFrame# start durationMs# aPackets# bPackets# aBytes# bBytes# tcp tls dtls"
                  + " quic stun dns http sip ntp socks zoomMedia icmp handshake zoom"),
          Map.entry("tcp", "a b completeness# connState history handshakeRttMs# endedBy=a|b"),
          Map.entry("tcp.a", side()),
          Map.entry("tcp.b", side()),
          Map.entry("tls", tls()),
          Map.entry("tls.messages", "from=a|b type frame# afterMs#"),
          Map.entry("tls.alerts", "from=a|b level description frame#"),
          Map.entry("tls.certificates", certificate()),
          Map.entry("dtls", tls()),
          Map.entry("dtls.messages", "from=a|b type frame# afterMs#"),
          Map.entry("dtls.alerts", "from=a|b level description frame#"),
          Map.entry("dtls.certificates", certificate()),
          Map.entry("quic", OFFER + "version tlsVersion closeCode#"),
          Map.entry("stun", "messages dialect"),
          Map.entry("stun.messages", "from=a|b type name frame# error#"),
          Map.entry("dns", "id# name type frame# " + reply() + " secondAnswer"),
          Map.entry("dns.secondAnswer", reply()),
          Map.entry("http", "method path host status# frame# statusFrame#"),
          Map.entry("sip", "from=a|b method status# frame#"),
          Map.entry("ntp", "offsetMs# stratum# kissCode"),
          Map.entry("socks", "version# host port# code#"),
          Map.entry("zoomMedia", "hello# helloAnswered# pings# pongs# rttMs# streams"),
          Map.entry("zoomMedia.streams", "from=a|b kind ssrc packets# lost# jitterMs#"),
          Map.entry("icmp", "frame# from type# code#"),
          Map.entry(
              "handshake",
              "protocol complete? lastSeen missing lost=a-to-b|b-to-a|unknown frames# waitedMs#"
                  + " endedBy"));

  /** By the path in lower case. */
  private static final Map<String, Key> KEYS = keys();

  /** What a key's values are. */
  enum Kind {
    GROUP,
    TEXT,
    NUMBER,
    ONE_OF
  }

  /**
   * @param values all there are, where there are only a few
   */
  record Key(Kind kind, List<String> values) {}

  private FlowKeys() {}

  private static String side() {
    return "syn# synAck# fin# rst# retransmissions# fastRetransmissions# spuriousRetransmissions#"
        + " outOfOrder# lostSegments# zeroWindows# duplicateAcks# keepAlives# mss# ttl#";
  }

  private static String tls() {
    return OFFER + "version resumed? history messages alerts certificates";
  }

  private static String certificate() {
    return "subject issuer notBefore notAfter sha256 names";
  }

  private static String reply() {
    return "answerFrame# rcode truncated? addresses answers#";
  }

  private static Map<String, Key> keys() {
    Map<String, Key> keys = new LinkedHashMap<>();
    GROUPS.forEach(
        (group, words) -> {
          for (String word : words.split(" ")) {
            String path = group.isEmpty() ? name(word) : group + "." + name(word);
            keys.put(path.toLowerCase(Locale.ROOT), key(path, word));
          }
        });
    return keys;
  }

  private static String name(String word) {
    return word.split("[#?=]", 2)[0];
  }

  private static Key key(String path, String word) {
    if (GROUPS.containsKey(path)) {
      return new Key(Kind.GROUP, List.of());
    } else if (word.endsWith("#")) {
      return new Key(Kind.NUMBER, List.of());
    } else if (word.endsWith("?")) {
      return new Key(Kind.ONE_OF, List.of("true", "false"));
    }
    int values = word.indexOf('=');
    return values < 0
        ? new Key(Kind.TEXT, List.of())
        : new Key(Kind.ONE_OF, List.of(word.substring(values + 1).split("\\|")));
  }

  /** Whether a text is a key, or wants to be one: a path that begins with one. */
  static boolean isMeant(String text) {
    String first = text.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    return KEYS.containsKey(first);
  }

  /**
   * @throws IllegalArgumentException that lists the keys there are
   */
  static Key of(String path) {
    Key known = KEYS.get(path.toLowerCase(Locale.ROOT));
    if (known == null) {
      throw new IllegalArgumentException(
          "\"" + path + "\" is no key of the flow listing; " + nearest(path));
    }
    return known;
  }

  /** What stands in the innermost group that the path does name. */
  private static String nearest(String path) {
    String group = path;
    while (!group.isEmpty()) {
      int dot = group.lastIndexOf('.');
      group = dot < 0 ? "" : group.substring(0, dot);
      Optional<String> names = names(group);
      if (names.isPresent()) {
        return (group.isEmpty() ? "there are " : group + " has ") + names.get();
      }
    }
    return "there are " + names("").orElseThrow();
  }

  /** The names in a group, empty where there is no such group. */
  static Optional<String> names(String group) {
    for (Map.Entry<String, String> each : GROUPS.entrySet()) {
      if (each.getKey().equalsIgnoreCase(group)) {
        List<String> names = new ArrayList<>();
        for (String word : each.getValue().split(" ")) {
          names.add(name(word));
        }
        return Optional.of(String.join(", ", names));
      }
    }
    return Optional.empty();
  }
}
