package dev.zprobe.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.net.Addresses;
import dev.zprobe.repair.dialect.Permit;
import dev.zprobe.repair.dialect.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of a local firewall that a finding names, turned into values for commands. The rules'
 * texts come from a report: only words that are names, and nothing else of them, get into a
 * command.
 */
final class LocalRules {
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,63}";
  private static final Pattern NFTABLES =
      Pattern.compile("(ip|ip6|inet) (" + NAME + ") (" + NAME + "): .*");
  private static final Pattern IPTABLES =
      Pattern.compile("(ip6?tables): -[AP] (" + NAME + ")(?: .*)?");
  private static final Pattern DEFENDER =
      Pattern.compile("Windows Defender: ([^\"%]{1,200}?), direction (In|Out), .*");

  private final boolean out;
  private final List<Permit> permits;

  private LocalRules(boolean out, List<Permit> permits) {
    this.out = out;
    this.permits = permits;
  }

  static List<Map<String, String>> of(Situation situation, Complaint complaint) {
    LocalRules rules =
        new LocalRules(!complaint.said("direction").equals("in"), Permits.of(situation, complaint));
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode rule : complaint.detail().path("rules")) {
      rules.add(rows, rule.asText(""));
    }
    return rows;
  }

  private void add(List<Map<String, String>> rows, String rule) {
    Matcher nftables = NFTABLES.matcher(rule);
    Matcher iptables = IPTABLES.matcher(rule);
    Matcher defender = DEFENDER.matcher(rule);
    if (nftables.matches()) {
      addNftables(rows, nftables.group(1), nftables.group(2), nftables.group(3));
    } else if (iptables.matches()) {
      addIptables(rows, iptables.group(1), iptables.group(2));
    } else if (defender.matches()) {
      rows.add(
          Map.of(
              "windowsRule",
              defender.group(1),
              "windowsDirection",
              defender.group(2).toLowerCase(Locale.ROOT)));
    }
  }

  private void addNftables(
      List<Map<String, String>> rows, String family, String table, String chain) {
    if (!isThisWay(chain)) {
      return;
    }
    if (chain.startsWith("ufw")) {
      addUfw(rows);
    } else if (table.equals("firewalld")) {
      addFirewalld(rows);
    } else if (table.equals("filter") && chain.matches("INPUT|OUTPUT") && !family.equals("inet")) {
      addIptables(rows, family.equals("ip") ? "iptables" : "ip6tables", chain);
    } else {
      for (Permit permit : permits) {
        if (family.equals("inet") || family.equals("ip") == permit.isIpv4()) {
          rows.add(
              Map.of(
                  "nftFamily", family,
                  "nftTable", table,
                  "nftChain", chain,
                  "nftMatch", nftMatch(permit)));
        }
      }
    }
  }

  /** Going by its usual name; a chain with another name may be for either way. */
  private boolean isThisWay(String chain) {
    String lower = chain.toLowerCase(Locale.ROOT);
    return out ? !lower.contains("input") : !lower.contains("output");
  }

  private String nftMatch(Permit permit) {
    String family = permit.isIpv4() ? "ip" : "ip6";
    return family
        + (out ? " daddr { " : " saddr { ")
        + String.join(", ", texts(permit))
        + " } "
        + permit.transport().text()
        + (out ? " dport { " : " sport { ")
        + ports(permit, "-", ", ")
        + " }";
  }

  private void addIptables(List<Map<String, String>> rows, String program, String chain) {
    if (chain.startsWith("ufw")) {
      addUfw(rows);
      return;
    }
    if (!isThisWay(chain)) {
      return;
    }
    for (Permit permit : permits) {
      if (program.equals("iptables") == permit.isIpv4()) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("iptables", program);
        row.put("iptablesChain", chain);
        row.put("iptablesPlace", out ? "-d" : "-s");
        row.put("iptablesAddresses", String.join(",", texts(permit)));
        row.put("protocol", permit.transport().text());
        row.put("iptablesPorts", out ? "--dports" : "--sports");
        row.put("ports", ports(permit, ":", ","));
        rows.add(row);
      }
    }
  }

  private void addUfw(List<Map<String, String>> rows) {
    for (Permit permit : permits) {
      for (String address : texts(permit)) {
        rows.add(
            Map.of(
                "ufwDirection",
                out ? "out" : "in",
                "ufwEnd",
                out ? "to" : "from",
                "ufwAddress",
                address,
                "protocol",
                permit.transport().text(),
                "ports",
                ports(permit, ":", ",")));
      }
    }
  }

  private void addFirewalld(List<Map<String, String>> rows) {
    for (Permit permit : permits) {
      for (String address : texts(permit)) {
        rows.add(
            Map.of(
                "firewalldFamily", permit.isIpv4() ? "ipv4" : "ipv6",
                "firewalldChain", out ? "OUTPUT" : "INPUT",
                "firewalldPlace", out ? "-d" : "-s",
                "firewalldAddress", address,
                "protocol", permit.transport().text(),
                "firewalldPorts", out ? "--dports" : "--sports",
                "ports", ports(permit, ":", ",")));
      }
    }
  }

  private static List<String> texts(Permit permit) {
    List<String> texts = new ArrayList<>();
    for (InetAddress each : permit.destinations()) {
      texts.add(Addresses.text(each).replaceFirst("%.*", ""));
    }
    return texts;
  }

  private static String ports(Permit permit, String between, String separator) {
    List<String> texts = new ArrayList<>();
    for (PortRange range : permit.ports()) {
      texts.add(range.text(between));
    }
    return String.join(separator, texts);
  }
}
