package dev.zprobe.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogException;
import dev.zprobe.catalog.CatalogJson;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostPort;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanException;
import dev.zprobe.plan.SecureDnsText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a run tried, kept in its bundle, so that the same can be tried again: the catalog with the
 * chosen targets, the resolvers, the roots. A proxy's credentials are not kept.
 */
public final class PlanFile {
  public static final String NAME = "plan.json";
  private static final String SCHEMA = "zprobe.plan/1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlanFile() {}

  public static ObjectNode of(Plan plan) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schema", SCHEMA);
    node.set("catalog", CatalogJson.of(plan.catalog()));
    ArrayNode resolvers = node.putArray("resolvers");
    plan.resolvers().forEach(each -> resolvers.add(each.hostPort()));
    node.put("families", plan.families().name().toLowerCase(Locale.ROOT));
    node.put("proxy", plan.proxy().kind().name().toLowerCase(Locale.ROOT));
    if (plan.proxy().kind() == Plan.ProxyChoice.Kind.URL) {
      node.put("proxyUrl", plan.proxy().url().replaceFirst("//[^/@]*@", "//"));
    }
    ArrayNode trust = node.putArray("trust");
    for (Path each : plan.trust()) {
      trust.add(Files.readString(each, StandardCharsets.ISO_8859_1));
    }
    node.put("totalMs", plan.limits().total().toMillis());
    node.put("stepMs", plan.limits().step().toMillis());
    node.put("capture", plan.stages().capture());
    node.put("path", plan.stages().path());
    node.put("load", plan.stages().load());
    ArrayNode secureDns = node.putArray("secureDns");
    plan.stages().secureDns().forEach(each -> secureDns.add(each.toString()));
    plan.stages().captureInterface().ifPresent(each -> node.put("interface", each));
    // The token stays out of the bundle, so that a plan read back has no far end.
    plan.stages().farEnd().ifPresent(each -> node.put("farEnd", each.host()));
    return node;
  }

  /**
   * @param origin of the text, for messages
   * @param scratch a directory into which the roots are written as files
   * @throws IOException with one line when it is no such file or cannot be read
   */
  public static Plan parse(String text, String origin, Path scratch) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.path("schema").asText().equals(SCHEMA)) {
        throw new IOException(origin + ": its schema is not \"" + SCHEMA + "\"");
      }
      Catalog catalog = CatalogReader.parse(node.path("catalog").toString(), origin);
      return plan(node, catalog, trust(node.path("trust"), scratch));
    } catch (JsonProcessingException | CatalogException malformed) {
      throw new IOException(origin + ": is no plan: " + malformed.getMessage(), malformed);
    } catch (IllegalArgumentException | NoSuchElementException malformed) {
      throw new IOException(origin + ": is no plan: " + malformed.getMessage(), malformed);
    }
  }

  /**
   * Only the catalog of a plan.
   *
   * @throws IOException with one line
   */
  public static Catalog catalog(String text, String origin) throws IOException {
    try {
      JsonNode catalog = MAPPER.readTree(text).path("catalog");
      return CatalogReader.parse(catalog.toString(), origin);
    } catch (JsonProcessingException | CatalogException malformed) {
      throw new IOException(origin + ": is no plan: " + malformed.getMessage(), malformed);
    }
  }

  private static Plan plan(JsonNode node, Catalog catalog, List<Path> trust) {
    List<Endpoint> resolvers = new ArrayList<>();
    for (JsonNode each : node.path("resolvers")) {
      HostPort place = HostPort.parse(each.asText());
      resolvers.add(
          Endpoint.udp(Addresses.parse(place.host()).orElseThrow(), place.port().orElse(53)));
    }
    Plan.ProxyChoice.Kind proxy =
        Plan.ProxyChoice.Kind.valueOf(node.path("proxy").asText("system").toUpperCase(Locale.ROOT));
    return new Plan(
        catalog,
        resolvers,
        Plan.Families.valueOf(node.path("families").asText("both").toUpperCase(Locale.ROOT)),
        new Plan.ProxyChoice(proxy, node.path("proxyUrl").asText("")),
        trust,
        new Plan.Limits(
            duration(node, "totalMs", Plan.Limits.STANDARD.total()),
            duration(node, "stepMs", Plan.Limits.STANDARD.step())),
        new Plan.Stages(
            node.path("capture").asBoolean(true),
            node.path("path").asBoolean(true),
            node.path("load").asBoolean(true),
            Optional.ofNullable(node.path("interface").asText(null)),
            Optional.empty(),
            secureDns(node.path("secureDns"))));
  }

  private static List<URI> secureDns(JsonNode texts) {
    List<URI> urls = new ArrayList<>();
    for (JsonNode text : texts) {
      try {
        urls.add(SecureDnsText.parse(text.asText()));
      } catch (PlanException malformed) {
        throw new IllegalArgumentException(malformed.getMessage(), malformed);
      }
    }
    return urls;
  }

  private static Duration duration(JsonNode node, String key, Duration otherwise) {
    long milliseconds = node.path(key).asLong(otherwise.toMillis());
    return milliseconds > 0 && milliseconds < Duration.ofHours(1).toMillis()
        ? Duration.ofMillis(milliseconds)
        : otherwise;
  }

  private static List<Path> trust(JsonNode texts, Path scratch) throws IOException {
    List<Path> files = new ArrayList<>();
    for (JsonNode text : texts) {
      Path file = scratch.resolve("trust-" + (files.size() + 1) + ".pem");
      Files.writeString(file, text.asText(), StandardCharsets.ISO_8859_1);
      files.add(file);
    }
    return files;
  }
}
