package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts;
import java.util.Locale;

/** What this machine is. */
final class HostJson {
  private HostJson() {}

  static ObjectNode of(HostFacts facts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("os", facts.system());
    ArrayNode interfaces = node.putArray("interfaces");
    facts.interfaces().forEach(each -> putInterface(interfaces.addObject(), each));
    ArrayNode routes = node.putArray("routes");
    facts.routes().forEach(each -> putRoute(routes.addObject(), each));
    ArrayNode resolvers = node.putArray("resolvers");
    facts.resolvers().forEach(each -> resolvers.add(each.hostPort()));
    ArrayNode proxies = node.putArray("proxies");
    facts
        .proxies()
        .forEach(each -> proxies.addObject().put("origin", each.origin()).put("url", each.url()));
    ArrayNode vpn = node.putArray("vpn");
    facts.interfaces().stream()
        .filter(each -> each.tunnel() && each.up())
        .forEach(each -> vpn.add(each.name()));
    ArrayNode hostsFile = node.putArray("hostsFile");
    for (HostFacts.HostsEntry entry : facts.hostsFile()) {
      hostsFile
          .addObject()
          .put("name", entry.name())
          .put("address", Addresses.text(entry.address()))
          .put("line", entry.line());
    }
    ArrayNode firewall = node.putArray("firewall");
    facts.firewall().forEach(firewall::add);
    return node;
  }

  private static void putInterface(ObjectNode node, HostFacts.Interface each) {
    node.put("name", each.name());
    node.put("up", each.up());
    node.put("loopback", each.loopback());
    node.put("tunnel", each.tunnel());
    if (each.mtu() > 0) {
      node.put("mtu", each.mtu());
    }
    ArrayNode addresses = node.putArray("addresses");
    each.addresses().forEach(address -> addresses.add(Addresses.text(address)));
  }

  private static void putRoute(ObjectNode node, HostFacts.Route route) {
    node.put("destination", route.destination());
    node.put("kind", route.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    route.gateway().ifPresent(gateway -> node.put("gateway", Addresses.text(gateway)));
    route.source().ifPresent(source -> node.put("source", Addresses.text(source)));
    FindingJson.putText(node, "device", route.device());
    if (route.neighbour() != HostFacts.NeighbourState.UNKNOWN) {
      node.put("neighbour", route.neighbour().name().toLowerCase(Locale.ROOT));
    }
  }
}
