package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Octets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets in the NSS key log format, from a file or from decryption secrets blocks. Lines that are
 * not understood are skipped. For one thread.
 */
public final class KeyLog {
  /** RFC 8446 section 7.1, under the names of the key log format. */
  public static final String CLIENT_HANDSHAKE = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";

  public static final String SERVER_HANDSHAKE = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
  public static final String CLIENT_TRAFFIC = "CLIENT_TRAFFIC_SECRET_0";
  public static final String SERVER_TRAFFIC = "SERVER_TRAFFIC_SECRET_0";

  private static final int MOST_SECRETS = 1 << 20;

  private record Key(String label, Octets clientRandom) {}

  private final Map<Key, Octets> secrets = new HashMap<>();

  /** The same secrets, for another thread. */
  public KeyLog copy() {
    KeyLog copy = new KeyLog();
    copy.secrets.putAll(secrets);
    return copy;
  }

  /**
   * Adds the lines of a key log: label, client random, secret; the last two in hexadecimal.
   *
   * @return false when there are lines, and not one of them is of a key log
   */
  public boolean add(String text) {
    boolean understood = false;
    boolean lines = false;
    for (String line : text.lines().toList()) {
      lines |= !line.isBlank() && !line.startsWith("#");
      understood |= addLine(line);
    }
    return understood || !lines;
  }

  private boolean addLine(String line) {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first <= 0 || second < 0 || line.startsWith("#")) {
      return false;
    }
    String random = line.substring(first + 1, second);
    String secret = line.substring(second + 1).strip();
    boolean whole = isHexadecimal(random) && isHexadecimal(secret) && secret.length() <= 128;
    if (whole && secrets.size() < MOST_SECRETS) {
      Key key = new Key(line.substring(0, first), Octets.fromHex(random));
      secrets.put(key, Octets.fromHex(secret));
    }
    return whole;
  }

  private static boolean isHexadecimal(String text) {
    boolean digits =
        text.chars()
            .allMatch(
                each ->
                    each >= '0' && each <= '9'
                        || each >= 'a' && each <= 'f'
                        || each >= 'A' && each <= 'F');
    return digits && !text.isEmpty() && text.length() % 2 == 0;
  }

  public boolean isEmpty() {
    return secrets.isEmpty();
  }

  public Optional<Octets> secret(String label, Octets clientRandom) {
    return Optional.ofNullable(secrets.get(new Key(label, clientRandom)));
  }
}
