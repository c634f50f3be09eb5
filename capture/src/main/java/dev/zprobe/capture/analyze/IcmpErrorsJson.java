package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.flow.IcmpError;

/** The ICMP errors of a capture for the flow listing, the first ten thousand. */
final class IcmpErrorsJson {
  private static final int MOST = 10_000;

  private final ArrayNode errors = JsonNodeFactory.instance.arrayNode();

  ArrayNode all() {
    return errors;
  }

  void add(IcmpError error) {
    if (errors.size() >= MOST) {
      return;
    }
    ObjectNode json = errors.addObject();
    json.put("frame", error.frame());
    json.put("from", FlowAddress.text(error.ipVersion(), error.fromHigh(), error.fromLow()));
    json.put("type", error.type()).put("code", error.code());
    IcmpError.Quote quote = error.quote();
    if (quote.ipVersion() != 0) {
      json.set("quoted", quoted(quote));
    }
    if (error.flow() > 0) {
      json.put("flow", error.flow());
    }
  }

  private static ObjectNode quoted(IcmpError.Quote quote) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (quote.protocol()) {
      case 6 -> json.put("transport", "tcp");
      case 17 -> json.put("transport", "udp");
      default -> json.put("protocol", quote.protocol());
    }
    json.put("source", FlowAddress.text(quote.ipVersion(), quote.sourceHigh(), quote.sourceLow()));
    if (quote.ports().source() >= 0) {
      json.put("sourcePort", quote.ports().source());
    }
    json.put(
        "destination",
        FlowAddress.text(quote.ipVersion(), quote.destinationHigh(), quote.destinationLow()));
    if (quote.ports().destination() >= 0) {
      json.put("destinationPort", quote.ports().destination());
    }
    return json;
  }
}
