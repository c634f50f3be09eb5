package dev.zprobe.catalog;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.HostPort;
import dev.zprobe.net.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads catalog files. Everything that is wrong with one is a {@link CatalogException} whose
 * message is one line with the key and its path, or the line and column of broken JSON.
 */
public final class CatalogReader {
  private static final String SCHEMA = "zprobe.catalog/1";
  private static final String BUILT_IN = "catalog.json";
  private static final int DNS_PORT = 53;

  private CatalogReader() {}

  /** The catalog that ships with the product. */
  public static Catalog builtIn() {
    try (InputStream stream = CatalogReader.class.getResourceAsStream(BUILT_IN)) {
      if (stream == null) {
        throw new IllegalStateException("the built-in catalog is not in the class path");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), "built-in catalog");
    } catch (IOException unreadable) {
      throw new IllegalStateException("the built-in catalog cannot be read", unreadable);
    }
  }

  public static Catalog read(Path file) {
    return parse(InputFile.text(file), file.toString());
  }

  /**
   * Reads a catalog's text.
   *
   * @param origin the file's name, for messages
   */
  public static Catalog parse(String json, String origin) {
    StrictObject root = StrictObject.parse(json, origin);
    if (!root.text("schema").equals(SCHEMA)) {
      throw root.error("schema", "must be \"" + SCHEMA + "\"");
    }
    LocalDate date = date(root);
    List<Catalog.Range> ranges = root.objects("ranges").stream().map(CatalogReader::range).toList();
    List<Endpoint> resolvers =
        root.texts("dnsControls").stream().map(text -> resolver(root, text)).toList();
    List<String> times =
        root.texts("timeServers").stream().map(text -> timeServer(root, text)).toList();
    List<Target> controls = root.objects("controls").stream().map(TargetReader::control).toList();
    List<Catalog.PortalCheck> portals =
        root.objects("portalChecks").stream().map(CatalogReader::portalCheck).toList();
    List<Target> targets = root.objects("targets").stream().map(TargetReader::target).toList();
    root.finish();
    demandUniqueIds(root, targets, controls);
    return new Catalog(date, ranges, resolvers, times, controls, portals, targets);
  }

  private static LocalDate date(StrictObject root) {
    try {
      return root.optionalText("date").map(LocalDate::parse).orElse(LocalDate.EPOCH);
    } catch (DateTimeParseException malformed) {
      throw root.error("date", "must be a date such as 2026-10-08");
    }
  }

  private static Catalog.Range range(StrictObject entry) {
    AddressRange range =
        AddressRange.parse(entry.text("cidr"))
            .orElseThrow(
                () -> entry.error("cidr", "must be a range such as 170.114.0.0/16 or an address"));
    String service = entry.optionalText("service").orElse("");
    String source = entry.optionalText("source").orElse("");
    entry.finish();
    return new Catalog.Range(range, service, source);
  }

  private static Endpoint resolver(StrictObject root, String text) {
    try {
      HostPort place = HostPort.parse(text);
      InetAddress address =
          Addresses.parse(place.host())
              .orElseThrow(() -> root.error("dnsControls", "\"" + text + "\" is not an address"));
      return Endpoint.udp(address, place.port().orElse(DNS_PORT));
    } catch (IllegalArgumentException malformed) {
      throw root.error("dnsControls", malformed.getMessage());
    }
  }

  private static String timeServer(StrictObject root, String text) {
    try {
      String host = HostPort.parse(text).host();
      if (HostNames.parse(host).isEmpty() && Addresses.parse(host).isEmpty()) {
        throw root.error("timeServers", "\"" + text + "\" is neither a name nor an address");
      }
      return text;
    } catch (IllegalArgumentException malformed) {
      throw root.error("timeServers", malformed.getMessage());
    }
  }

  private static Catalog.PortalCheck portalCheck(StrictObject entry) {
    String url = entry.text("url");
    int status = entry.number("status");
    String body = entry.optionalText("body").orElse("");
    // Allowed in the file, for those who maintain it; no judgement rests on it.
    entry.optionalText("source");
    entry.finish();
    if (!url.matches("http://[^\\s/]+(/\\S*)?")) {
      throw entry.error("url", "must be a plain http:// address");
    }
    if (status < 100 || status > 599) {
      throw entry.error("status", "must be within 100..599");
    }
    return new Catalog.PortalCheck(url, status, body);
  }

  private static void demandUniqueIds(
      StrictObject root, List<Target> targets, List<Target> controls) {
    List<Target> all = new ArrayList<>(targets);
    all.addAll(controls);
    Set<String> seen = new HashSet<>();
    for (Target each : all) {
      if (!seen.add(each.id())) {
        throw root.error("targets", "has the id \"" + each.id() + "\" twice");
      }
    }
  }
}
