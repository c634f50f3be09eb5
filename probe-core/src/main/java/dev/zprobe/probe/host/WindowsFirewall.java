package dev.zprobe.probe.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads {@code netsh advfirewall firewall show rule}: blocks of lines, one block a rule. */
final class WindowsFirewall {
  private static final int MOST_RULES = 100;

  private WindowsFirewall() {}

  /** Enabled rules whose action is to block. Only the English layout is understood. */
  static List<String> blocking(String text) {
    List<String> rules = new ArrayList<>();
    for (String block : text.split("\r?\n\\s*\r?\n")) {
      boolean blocks = value(block, "Action").toLowerCase(Locale.ROOT).equals("block");
      boolean enabled = value(block, "Enabled").toLowerCase(Locale.ROOT).equals("yes");
      if (blocks && enabled && rules.size() < MOST_RULES) {
        rules.add(
            "Windows Defender: "
                + value(block, "Rule Name")
                + ", direction "
                + value(block, "Direction")
                + ", protocol "
                + value(block, "Protocol")
                + ", remote ports "
                + value(block, "RemotePort")
                + ", remote addresses "
                + value(block, "RemoteIP"));
      }
    }
    return rules;
  }

  private static String value(String block, String key) {
    for (String line : block.split("\r?\n")) {
      if (line.startsWith(key + ":")) {
        return line.substring(key.length() + 1).strip();
      }
    }
    return "any";
  }
}
