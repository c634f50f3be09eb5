package dev.zprobe.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Place;
import dev.zprobe.net.Ports;
import dev.zprobe.net.Target;

/** A catalog as its file: {@link CatalogReader} reads it back the same. */
public final class CatalogJson {
  private CatalogJson() {}

  public static ObjectNode of(Catalog catalog) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schema", "zprobe.catalog/1");
    node.put("date", catalog.date().toString());
    ArrayNode ranges = node.putArray("ranges");
    for (Catalog.Range range : catalog.ranges()) {
      ranges
          .addObject()
          .put("cidr", range.addresses().toString())
          .put("service", range.service())
          .put("source", range.source());
    }
    ArrayNode resolvers = node.putArray("dnsControls");
    catalog.dnsControls().forEach(each -> resolvers.add(each.hostPort()));
    ArrayNode times = node.putArray("timeServers");
    catalog.timeServers().forEach(times::add);
    ArrayNode controls = node.putArray("controls");
    catalog.controls().forEach(each -> put(controls.addObject(), each));
    ArrayNode portals = node.putArray("portalChecks");
    for (Catalog.PortalCheck check : catalog.portalChecks()) {
      portals
          .addObject()
          .put("url", check.url())
          .put("status", check.status())
          .put("body", check.body());
    }
    ArrayNode targets = node.putArray("targets");
    catalog.targets().forEach(each -> put(targets.addObject(), each));
    return node;
  }

  private static void put(ObjectNode entry, Target target) {
    entry.put("id", target.id());
    if (!target.isControl()) {
      entry.put("service", target.service());
    }
    if (target.place() instanceof Place.Listed listed) {
      ArrayNode addresses = entry.putArray("addresses");
      listed.addresses().forEach(address -> addresses.add(Addresses.text(address)));
    }
    target.host().ifPresent(host -> entry.put("host", host));
    entry.put("transport", target.transport().text());
    entry.put("ports", Ports.text(target.ports()));
    entry.put("application", target.application().text());
    entry.put("expects", target.promise().answers() ? "answer" : "nothing");
    entry.put("required", target.promise().required());
    entry.put("source", target.promise().source());
  }
}
