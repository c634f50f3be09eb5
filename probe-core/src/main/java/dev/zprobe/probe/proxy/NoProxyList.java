package dev.zprobe.probe.proxy;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Destinations that no proxy is used for. There is no standard: names match themselves and what is
 * below them, with or without a leading dot or {@code *.}; addresses match exactly or by prefix.
 */
public final class NoProxyList {
  private final List<String> entries;

  public NoProxyList(String text) {
    entries =
        Pattern.compile("[,;\\s]+")
            .splitAsStream(text.toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .limit(1000)
            .toList();
  }

  public boolean covers(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    Optional<InetAddress> address = Addresses.parse(name);
    return entries.stream()
        .anyMatch(
            entry ->
                entry.equals("*")
                    || (entry.equals("<local>") && name.indexOf('.') < 0 && address.isEmpty())
                    || (address.isPresent()
                        ? coversAddress(entry, address.get())
                        : coversName(entry, name)));
  }

  private static boolean coversAddress(String entry, InetAddress address) {
    if (entry.endsWith("*") && entry.indexOf('.') > 0) {
      return Addresses.text(address).startsWith(entry.substring(0, entry.length() - 1));
    }
    return AddressRange.parse(entry.replaceAll("[\\[\\]]", ""))
        .filter(range -> range.contains(address))
        .isPresent();
  }

  private static boolean coversName(String entry, String name) {
    String bare = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
    return !bare.isEmpty() && (name.equals(bare) || name.endsWith("." + bare));
  }
}
