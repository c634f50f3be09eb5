package dev.zprobe.probe.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the rules of this host's packet filter that drop or reject what is its own. */
final class Nftables {
  private static final int MOST_RULES = 100;
  private static final int LONGEST_RULE = 300;
  private static final Pattern BLOCK = Pattern.compile("\\s*(table|chain)\\s+(.*?)\\s*\\{");
  private static final Pattern VERDICT = Pattern.compile("\\b(drop|reject)\\b");
  private static final Pattern HOOK =
      Pattern.compile("hook\\s+(\\w+)\\s+priority\\s+[^;]+;(?:\\s*policy\\s+(\\w+);)?");

  private Nftables() {}

  /** From {@code nft list ruleset}; chains that only forwarded packets pass are left out. */
  static List<String> blocking(String ruleset) {
    List<String> rules = new ArrayList<>();
    String table = "";
    String chain = "";
    boolean ours = true;
    for (String line : ruleset.split("\n")) {
      Matcher block = BLOCK.matcher(line);
      if (block.matches()) {
        boolean isTable = block.group(1).equals("table");
        table = isTable ? block.group(2) : table;
        chain = isTable ? "" : block.group(2);
        ours = true;
        continue;
      }
      Matcher hook = HOOK.matcher(line);
      if (hook.find()) {
        ours = hook.group(1).equals("output") || hook.group(1).equals("input");
        if (ours && "drop".equals(hook.group(2))) {
          add(rules, table + " " + chain + ": policy drop");
        }
      } else if (ours && !chain.isEmpty() && VERDICT.matcher(withoutQuotes(line)).find()) {
        add(rules, table + " " + chain + ": " + line.strip());
      }
    }
    return rules;
  }

  /** From {@code iptables -S}. */
  static List<String> blockingIptables(String program, String rules) {
    List<String> blocking = new ArrayList<>();
    for (String line : rules.split("\n")) {
      String upper = line.toUpperCase(Locale.ROOT);
      boolean policy = upper.matches("-P (INPUT|OUTPUT) DROP");
      boolean verdict = upper.contains("-J DROP") || upper.contains("-J REJECT");
      if (policy || (verdict && !upper.startsWith("-A FORWARD"))) {
        add(blocking, program + ": " + line.strip());
      }
    }
    return blocking;
  }

  private static void add(List<String> rules, String rule) {
    if (rules.size() < MOST_RULES) {
      rules.add(rule.length() <= LONGEST_RULE ? rule : rule.substring(0, LONGEST_RULE) + "…");
    }
  }

  private static String withoutQuotes(String line) {
    return line.replaceAll("\"[^\"]*\"", "");
  }
}
