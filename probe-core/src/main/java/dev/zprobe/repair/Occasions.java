package dev.zprobe.repair;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The values with which the templates of a repair are filled: one row for each occasion. */
final class Occasions {
  private static final int SMALLEST_MTU = 576;
  private static final String SAFE_URL =
      "https?://[A-Za-z0-9.:\\[\\]-]+(?:/[A-Za-z0-9._~/?&=%+-]*)?";

  private final Situation situation;
  private final Surroundings surroundings;

  Occasions(Situation situation, Surroundings surroundings) {
    this.situation = situation;
    this.surroundings = surroundings;
  }

  /** What sentences may speak of, whatever was found. */
  Map<String, String> facts() {
    Map<String, String> facts = new HashMap<>(surroundings.values());
    facts.put("clock", clock());
    facts.put("tunnels", tunnels());
    facts.put("proxies", proxies());
    facts.put("web", web());
    return facts;
  }

  /** With the words that depend on one finding. */
  Map<String, String> facts(Complaint complaint) {
    Map<String, String> facts = facts();
    String where = Wording.where(complaint.location());
    facts.put("where", where.isEmpty() ? "somewhere on the path" : where);
    facts.put("what", Wording.where(complaint.scope()));
    facts.put("resolver", resolver(complaint).orElse("that was asked"));
    facts.put("finding", complaint.id());
    return facts;
  }

  List<Map<String, String>> rows(List<Complaint> complaints) {
    List<Map<String, String>> rows = new ArrayList<>();
    rows.add(facts());
    for (Complaint complaint : complaints) {
      for (Map<String, String> special : special(complaint)) {
        Map<String, String> row = facts(complaint);
        row.putAll(special);
        rows.add(row);
      }
    }
    List<Map<String, String>> expanded = new ArrayList<>();
    for (Map<String, String> row : rows) {
      expanded.add(row);
      surroundings
          .networkServices()
          .forEach(each -> expanded.add(with(row, "networkService", each)));
      surroundings.proxyFiles().forEach(each -> expanded.add(with(row, "proxyFile", each)));
    }
    return expanded;
  }

  private static Map<String, String> with(Map<String, String> row, String key, String value) {
    Map<String, String> more = new HashMap<>(row);
    more.put(key, value);
    return more;
  }

  private List<Map<String, String>> special(Complaint complaint) {
    Cause cause = complaint.cause();
    if (cause == Cause.HOST_FIREWALL) {
      return LocalRules.of(situation, complaint);
    }
    if (cause == Cause.HOSTS_FILE_OVERRIDE) {
      return complaint.scope().names().stream()
          .map(name -> Map.of("name", name, "nameRegex", anyCase(name)))
          .toList();
    }
    if (cause == Cause.HOST_ROUTE_BLOCKED) {
      return routes(complaint);
    }
    if (cause == Cause.VPN_INTERFERES) {
      return tunnel(complaint);
    }
    Map<String, String> row = new HashMap<>();
    defaultDevice().ifPresent(device -> row.put("device", device));
    Condition.controlResolver(situation, complaint)
        .ifPresent(address -> row.put("controlResolver", address));
    resolver(complaint)
        .ifPresent(
            address -> {
              row.put("badResolver", address);
              row.put("badResolverRegex", address.replace(".", "\\."));
            });
    row.putAll(sizes(complaint));
    String portal = complaint.said("location");
    if (portal.matches(SAFE_URL)) {
      row.put("portal", portal);
    }
    return List.of(row);
  }

  private List<Map<String, String>> routes(Complaint complaint) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (InetAddress address : complaint.scope().addresses()) {
      boolean ipv4 = address instanceof Inet4Address;
      for (Situation.Route route : situation.host().routes()) {
        boolean ownDefault =
            route.destination().equals(ipv4 ? "default IPv4" : "default IPv6")
                && !route.gateway().isEmpty()
                && !route.device().isEmpty();
        if (ownDefault) {
          rows.add(
              Map.of(
                  "family", ipv4 ? "-4" : "-6",
                  "address", Addresses.text(address),
                  "gateway", route.gateway(),
                  "device", route.device()));
        }
      }
    }
    return rows;
  }

  /** Past the tunnel where another way is known; else the tunnel itself is to go. */
  private List<Map<String, String>> tunnel(Complaint complaint) {
    List<String> tunnels = situation.host().tunnels();
    List<Map<String, String>> past =
        routes(complaint).stream().filter(row -> !tunnels.contains(row.get("device"))).toList();
    String tunnel = complaint.said("interface");
    if (!past.isEmpty()) {
      return past;
    }
    return tunnels.contains(tunnel) ? List.of(Map.of("tunnel", tunnel)) : List.of();
  }

  private Map<String, String> sizes(Complaint complaint) {
    int largest = complaint.detail().path("largestWorking").asInt(0);
    Optional<String> device = defaultDevice();
    Map<String, String> sizes = new HashMap<>();
    if (complaint.cause() == Cause.MTU_BLACK_HOLE && largest > 0 && device.isPresent()) {
      situation.host().devices().stream()
          .filter(each -> each.name().equals(device.get()) && each.mtu() > largest)
          .findFirst()
          .ifPresent(
              each -> {
                sizes.put("oldMtu", String.valueOf(each.mtu()));
                sizes.put("newMtu", String.valueOf(Math.max(SMALLEST_MTU, largest)));
              });
    }
    return sizes;
  }

  private Optional<String> defaultDevice() {
    return situation.host().routes().stream()
        .filter(route -> route.destination().startsWith("default") && !route.device().isEmpty())
        .map(Situation.Route::device)
        .findFirst();
  }

  private static Optional<String> resolver(Complaint complaint) {
    Optional<String> named = Addresses.parse(complaint.said("resolver")).map(Addresses::text);
    boolean known = complaint.location().kind() == Location.Kind.RESOLVER;
    return named.or(
        () ->
            known
                ? complaint.location().addresses().stream().map(Addresses::text).findFirst()
                : Optional.empty());
  }

  /** A pattern that matches a name however it is written; understood by every sed. */
  private static String anyCase(String name) {
    StringBuilder pattern = new StringBuilder();
    for (int index = 0; index < name.length(); index++) {
      char each = name.charAt(index);
      if (Character.isLetter(each)) {
        pattern.append('[').append(each).append(Character.toUpperCase(each)).append(']');
      } else {
        pattern.append(each == '.' ? "[.]" : String.valueOf(each));
      }
    }
    return pattern.toString();
  }

  private String clock() {
    return situation
        .offsetMs()
        .map(offset -> Wording.span(Duration.ofMillis(Math.round(offset))))
        .map(off -> "not needed: the clock was measured to be " + off + " off")
        .orElse(
            situation.source().fromCapture()
                ? unseen("whether the clock is right")
                : "not needed: no trustworthy time source answered");
  }

  private String tunnels() {
    if (situation.source().fromCapture()) {
      return unseen("which tunnels are up");
    }
    List<String> tunnels = situation.host().tunnels();
    return "not needed: "
        + (tunnels.isEmpty() ? "no tunnel is up" : "up is " + String.join(", ", tunnels))
        + ", and what failed does not leave through one";
  }

  private String proxies() {
    if (situation.source().fromCapture()) {
      return unseen("which proxies are set");
    }
    String urls =
        situation.host().proxies().stream()
            .map(Situation.Proxy::url)
            .distinct()
            .limit(3)
            .collect(Collectors.joining(", "));
    return "not needed: "
        + (urls.isEmpty() ? "no proxy is set" : "set is " + urls)
        + ", and none that was needed is dead";
  }

  /** Whether the service's web ports answered: what a browser would see. */
  private String web() {
    List<Situation.Tested> web =
        situation.tested().stream().filter(each -> each.service().equals("web")).toList();
    if (web.isEmpty() && situation.source().fromCapture()) {
      return unseen("how a browser would fare");
    }
    long open = web.stream().filter(each -> each.state().equals("open")).count();
    return "what a browser would use is known: "
        + (web.isEmpty()
            ? "the web ports were not tried"
            : open + " of " + web.size() + " web endpoints work");
  }

  private static String unseen(String what) {
    return "no finding calls for it; a capture does not show " + what;
  }
}
