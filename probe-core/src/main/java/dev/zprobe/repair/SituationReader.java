package dev.zprobe.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads a report of the form {@code zprobe.report/1}. What does not fit is left out: a report that
 * was cut down still gives the plan that its findings carry.
 */
public final class SituationReader {
  private static final String SCHEMA = "zprobe.report/1";
  private static final Pattern TRANSPORT = Pattern.compile("/(tcp|udp)$");
  private static final Pattern PORT = Pattern.compile(":\\d+$");
  private static final int MOST = 20_000;
  private static final int LONGEST_TEXT = 600;

  private final JsonNode report;
  private final UnaryOperator<String> serviceOf;

  private SituationReader(JsonNode report, UnaryOperator<String> serviceOf) {
    this.report = report;
    this.serviceOf = serviceOf;
  }

  /**
   * @param serviceOf the service that a target's id belongs to; the id itself where unknown
   * @throws IllegalArgumentException when it is no report; the message says so in one line
   */
  public static Situation read(JsonNode report, UnaryOperator<String> serviceOf) {
    if (!report.path("schema").asText("").equals(SCHEMA)) {
      throw new IllegalArgumentException("not a report: its \"schema\" is not \"" + SCHEMA + "\"");
    }
    if (!report.path("findings").isArray()) {
      throw new IllegalArgumentException("not a whole report: it has no list of findings");
    }
    return new SituationReader(report, serviceOf).read();
  }

  private Situation read() {
    JsonNode offset = report.at("/clock/offsetMs");
    return new Situation(
        source(),
        text(report.at("/verdict/status")),
        host(report.path("host")),
        complaints(),
        tested(),
        seen(),
        offset.isNumber() ? Optional.of(offset.doubleValue()) : Optional.empty());
  }

  private Situation.Source source() {
    String capture = text(report.at("/capture/file"));
    return new Situation.Source(
        Platform.ofSystem(text(report.at("/host/os"))),
        text(report.at("/run/command")).equals("analyze"),
        capture.isEmpty() ? "the capture" : capture);
  }

  private static Situation.Host host(JsonNode host) {
    List<Situation.Route> routes = new ArrayList<>();
    for (JsonNode route : rows(host.path("routes"))) {
      routes.add(
          new Situation.Route(
              text(route.path("destination")),
              address(route.path("gateway")),
              address(route.path("source")),
              device(route.path("device"))));
    }
    List<Situation.Device> devices = new ArrayList<>();
    for (JsonNode each : rows(host.path("interfaces"))) {
      devices.add(
          new Situation.Device(
              device(each.path("name")),
              each.path("up").asBoolean(),
              each.path("loopback").asBoolean(),
              each.path("mtu").asInt(0)));
    }
    List<Situation.Proxy> proxies = new ArrayList<>();
    for (JsonNode each : rows(host.path("proxies"))) {
      proxies.add(new Situation.Proxy(text(each.path("origin")), text(each.path("url"))));
    }
    List<String> resolvers = new ArrayList<>();
    rows(host.path("resolvers")).forEach(each -> resolvers.add(text(each)));
    List<String> tunnels = new ArrayList<>();
    rows(host.path("vpn")).forEach(each -> tunnels.add(device(each)));
    tunnels.removeIf(String::isEmpty);
    return new Situation.Host(routes, devices, resolvers, proxies, tunnels);
  }

  private List<Complaint> complaints() {
    List<Complaint> complaints = new ArrayList<>();
    for (JsonNode finding : rows(report.path("findings"))) {
      Optional<Cause> cause = Cause.parse(text(finding.path("cause")));
      String id = text(finding.path("id"));
      if (cause.isPresent() && id.matches("F\\d{1,6}")) {
        complaints.add(
            new Complaint(
                id,
                cause.get(),
                new Complaint.Weight(
                    constant(Severity.class, finding.path("severity"), Severity.NOTE),
                    constant(Blame.class, finding.path("blame"), Blame.UNKNOWN)),
                scope(finding.path("scope")),
                location(finding.path("location")),
                finding.path("detail"),
                proof(finding)));
      }
    }
    return complaints;
  }

  private static Scope scope(JsonNode scope) {
    List<Integer> ports = new ArrayList<>();
    for (JsonNode port : rows(scope.path("ports"))) {
      if (port.isInt() && port.intValue() >= 1 && port.intValue() <= 65535) {
        ports.add(port.intValue());
      }
    }
    List<String> names = new ArrayList<>();
    rows(scope.path("names")).forEach(name -> HostNames.parse(text(name)).ifPresent(names::add));
    Optional<Transport> transport =
        Arrays.stream(Transport.values())
            .filter(each -> each.text().equals(text(scope.path("transport"))))
            .findFirst();
    return new Scope(transport, ports, addresses(scope.path("addresses")), names);
  }

  private static Location location(JsonNode location) {
    Location.Kind kind =
        constant(Location.Kind.class, location.path("kind"), Location.Kind.UNKNOWN);
    return new Location(
        kind,
        location.path("first").asInt(0),
        location.path("last").asInt(0),
        addresses(location.path("addresses")));
  }

  private static Complaint.Proof proof(JsonNode finding) {
    List<Long> frames = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    List<String> controls = new ArrayList<>();
    for (JsonNode each : rows(finding.path("evidence"))) {
      String role = text(each.path("role"));
      if (role.equals("subject")) {
        subjects.add(text(each.path("observation")));
        rows(each.path("frames")).forEach(frame -> frames.add(frame.asLong()));
      } else if (role.equals("control")) {
        controls.add(text(each.path("observation")));
      }
    }
    return new Complaint.Proof(
        text(finding.path("summary")),
        frames,
        subjects,
        controls,
        Optional.of(text(finding.path("explainedBy"))).filter(other -> !other.isEmpty()));
  }

  private List<Situation.Tested> tested() {
    List<Situation.Tested> tested = new ArrayList<>();
    for (JsonNode each : rows(report.path("targets"))) {
      String id = text(each.path("id"));
      tested.add(
          new Situation.Tested(
              id,
              serviceOf.apply(id),
              address(each.path("address")),
              each.path("port").asInt(0),
              text(each.path("transport")),
              text(each.path("state"))));
    }
    return tested;
  }

  private Map<String, Situation.Seen> seen() {
    Map<String, Situation.Seen> seen = new HashMap<>();
    for (JsonNode each : rows(report.path("observations"))) {
      String endpoint = text(each.path("endpoint"));
      String place = PORT.matcher(TRANSPORT.matcher(endpoint).replaceFirst("")).replaceFirst("");
      String bare = place.replace("[", "").replace("]", "");
      seen.put(
          text(each.path("id")),
          new Situation.Seen(
              text(each.path("step")),
              text(each.path("target")),
              Addresses.parse(bare).map(Addresses::text).orElse("")));
    }
    return seen;
  }

  private static List<InetAddress> addresses(JsonNode list) {
    List<InetAddress> addresses = new ArrayList<>();
    rows(list).forEach(each -> Addresses.parse(text(each)).ifPresent(addresses::add));
    return addresses;
  }

  private static String address(JsonNode node) {
    return Addresses.parse(text(node)).map(Addresses::text).orElse("");
  }

  /** A name that can stand in a command: what systems call their interfaces, and nothing else. */
  private static String device(JsonNode node) {
    String name = text(node);
    return name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.:@ -]{0,63}") ? name : "";
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, E otherwise) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equalsIgnoreCase(text(node)))
        .findFirst()
        .orElse(otherwise);
  }

  private static List<JsonNode> rows(JsonNode list) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode each : list) {
      if (rows.size() < MOST) {
        rows.add(each);
      }
    }
    return rows;
  }

  private static String text(JsonNode node) {
    String text = node.asText("");
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
