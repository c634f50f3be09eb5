package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands for what in a redacted copy: the same original always gets the same stand-in. Two
 * addresses share as many leading bits as their originals do, and private, loopback and link-local
 * ranges stay what they are, so that the stand-ins tell the same story. Names keep their length and
 * their last label. For one thread.
 */
public final class Pseudonyms {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final int MOST_TRIES = 60;

  /** Shorter ones are words that mean something else as well. */
  private static final int SHORTEST_PHRASE = 4;

  private final Mac random;
  private final Map<InetAddress, InetAddress> addresses = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Set<String> taken = new TreeSet<>();
  private final Map<String, String> names = new TreeMap<>();
  private final Map<String, String> hardware = new TreeMap<>();
  private final Map<String, String> interfaces = new LinkedHashMap<>();
  private final Map<String, String> phrases = new LinkedHashMap<>();

  /**
   * @param key random, kept as secret as the originals
   */
  public Pseudonyms(byte[] key) {
    try {
      random = Mac.getInstance("HmacSHA256");
      random.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }

  private byte[] draw(String purpose, byte[] of) {
    random.update(purpose.getBytes(StandardCharsets.UTF_8));
    return random.doFinal(of);
  }

  /** Multicast, broadcast and unspecified addresses stand for themselves. */
  public InetAddress address(InetAddress original) {
    // Where nobody lives there is nobody to hide, and a reader must know the question again.
    if (original.isMulticastAddress()
        || original.isAnyLocalAddress()
        || Addresses.isNobody(original)) {
      return original;
    }
    InetAddress known = addresses.get(original);
    if (known == null) {
      known = made(AddressMap.map(original.getAddress(), this::bit));
      addresses.put(original, known);
    }
    return known;
  }

  /** One random bit for each prefix. */
  private boolean bit(byte[] prefix, int bits) {
    return (draw("address/" + prefix.length + "/" + bits, prefix)[0] & 1) == 1;
  }

  private static InetAddress made(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // 4 and 16 bytes are always an address
    }
  }

  /** Of a network card, six bytes; the multicast bit stays, all zero and broadcast as well. */
  public byte[] hardware(byte[] original) {
    String text = HexFormat.of().formatHex(original);
    if (text.equals("000000000000") || text.equals("ffffffffffff")) {
      return original;
    }
    String made =
        hardware.computeIfAbsent(
            text,
            unseen -> {
              byte[] drawn = draw("hardware", original);
              byte[] mapped = new byte[original.length];
              System.arraycopy(drawn, 0, mapped, 0, mapped.length);
              mapped[0] = (byte) (drawn[0] & 0xfc | 2 | original[0] & 1);
              return HexFormat.of().formatHex(mapped);
            });
    return HexFormat.of().parseHex(made);
  }

  /** A domain name, of the same length, label by label; the last label stays. */
  public String name(String original) {
    String lower = original.toLowerCase(Locale.ROOT);
    String known = names.get(lower);
    if (known != null) {
      return known;
    }
    String[] parts = lower.split("\\.", -1);
    int last = parts.length - 1;
    while (last > 0 && parts[last].isEmpty()) {
      last--;
    }
    for (int i = 0; i < parts.length; i++) {
      boolean kept = i == last && parts.length > 1 || parts[i].isEmpty() || parts[i].equals("*");
      parts[i] = kept ? parts[i] : label(parts[i]);
    }
    String made = String.join(".", parts);
    names.put(lower, made);
    return made;
  }

  /** One label, word or identity, of the same length in characters. */
  public String label(String original) {
    String lower = original.toLowerCase(Locale.ROOT);
    String known = labels.get(lower);
    for (int round = 0; known == null; round++) {
      String made = shaped(lower, draw("label" + round, lower.getBytes(StandardCharsets.UTF_8)));
      boolean fresh = !made.equals(lower) && !taken.contains(made) && !labels.containsKey(made);
      if (fresh || round == MOST_TRIES) {
        known = made;
        taken.add(made);
        labels.put(lower, made);
      }
    }
    return known;
  }

  /** What somebody is called in several words, to be found again in sentences. */
  String phrase(String original) {
    String made = label(original);
    if (original.strip().length() >= SHORTEST_PHRASE) {
      phrases.put(original.strip(), made.strip());
    }
    return made;
  }

  Map<String, String> phrases() {
    return Collections.unmodifiableMap(phrases);
  }

  private static String shaped(String original, byte[] drawn) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < original.length(); i++) {
      int value = drawn[i % drawn.length] + 7 * i & 0xff;
      char each = original.charAt(i);
      if (Character.isDigit(each)) {
        made.append((char) ('0' + value % 10));
      } else {
        boolean sign = each == '-' || each == '_' || each == ' ';
        made.append(sign ? each : LETTERS.charAt(value % LETTERS.length()));
      }
    }
    return made.toString();
  }

  /** Of a network interface; loopback keeps its name, which says nothing. */
  public String interfaceName(String original) {
    if (original.isEmpty() || original.equals("lo") || original.equals("lo0")) {
      return original;
    }
    return interfaces.computeIfAbsent(original, unseen -> "net" + interfaces.size());
  }

  /** A fingerprint that can be compared within the copy, but not with the original. */
  public String digest(String original) {
    return HexFormat.of().formatHex(draw("digest", original.getBytes(StandardCharsets.UTF_8)));
  }

  /** Every name so far, with its stand-in, both in lower case. */
  public Map<String, String> names() {
    return Map.copyOf(names);
  }

  /** Every interface so far. */
  public Map<String, String> interfaces() {
    return Map.copyOf(interfaces);
  }

  /** The way back: for the owner's eyes only. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schema", "zprobe.pseudonyms/1");
    ObjectNode hosts = node.putObject("addresses");
    addresses.forEach((from, to) -> hosts.put(Addresses.text(to), Addresses.text(from)));
    ObjectNode words = node.putObject("names");
    names.forEach((from, to) -> words.put(to, from));
    ObjectNode cards = node.putObject("hardware");
    hardware.forEach((from, to) -> cards.put(to, from));
    ObjectNode nets = node.putObject("interfaces");
    interfaces.forEach((from, to) -> nets.put(to, from));
    return node;
  }
}
