package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.UdpExchange;
import java.util.Locale;

/** The facts of each kind of step but TLS, which has a class of its own. */
final class StepJson {
  private StepJson() {}

  static ObjectNode dns(DnsLookup dns) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", dns.question().name());
    node.put("type", dns.question().type());
    node.put("purpose", word(dns.question().purpose()));
    node.put("server", word(dns.server().role()));
    putAnswer(node, dns.answer());
    return node;
  }

  static void putAnswer(ObjectNode node, DnsLookup.Answer answer) {
    if (answer.rcode().isEmpty()) {
      return;
    }
    node.put("rcode", answer.rcode());
    ArrayNode addresses = node.putArray("addresses");
    answer.addresses().forEach(address -> addresses.add(Addresses.text(address)));
    if (!answer.chain().isEmpty()) {
      ObservationJson.addAll(node.putArray("chain"), answer.chain());
    }
    node.put("ttlSeconds", answer.ttlSeconds());
    node.put("truncated", answer.truncated());
    node.put("afterMs", JsonText.milliseconds(answer.after()));
    if (!answer.others().isEmpty()) {
      ArrayNode others = node.putArray("others");
      answer.others().forEach(other -> putAnswer(others.addObject(), other));
    }
  }

  static ObjectNode clock(ClockQuery clock) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("server", clock.server());
    clock
        .reading()
        .ifPresent(
            reading ->
                node.put("offsetMs", JsonText.milliseconds(reading.offset()))
                    .put("errorMs", JsonText.milliseconds(reading.error()))
                    .put("stratum", reading.stratum())
                    .put("samples", reading.samples()));
    return node;
  }

  static ObjectNode http(HttpExchange http) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    FindingJson.putText(node, "url", http.url());
    http.reply().ifPresent(reply -> putReply(node, reply));
    return node;
  }

  private static void putReply(ObjectNode node, HttpExchange.Reply reply) {
    node.put("status", reply.status());
    FindingJson.putText(node, "location", reply.location());
    FindingJson.putText(node, "title", reply.title());
    FindingJson.putText(node, "server", reply.server());
    reply.date().ifPresent(date -> node.put("date", JsonText.time(date)));
    node.put("bodyBytes", reply.bodyBytes());
    node.put("complete", reply.complete());
  }

  static ObjectNode udp(UdpExchange udp) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    UdpExchange.Result result = udp.result();
    node.put("application", udp.application().text());
    node.put("sent", result.sent());
    node.put("answered", result.answered());
    if (result.answered() > 0 && !result.roundTrip().isZero()) {
      node.put("roundTripMs", JsonText.milliseconds(result.roundTrip()));
    }
    result.mapped().ifPresent(mapped -> node.put("mapped", mapped.hostPort()));
    result.icmp().ifPresent(icmp -> ObservationJson.putIcmp(node.putObject("icmp"), icmp));
    if (!result.alterations().isEmpty()) {
      ObservationJson.addAll(node.putArray("alterations"), result.alterations());
    }
    return node;
  }

  static ObjectNode ladder(PathLadder ladder) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("stage", word(ladder.payload().stage()));
    node.put("control", ladder.payload().control());
    FindingJson.putText(node, "payload", ladder.payload().description());
    ArrayNode hops = node.putArray("hops");
    for (PathLadder.Hop hop : ladder.hops()) {
      ObjectNode entry = hops.addObject();
      entry.put("ttl", hop.ttl());
      entry.put("reply", word(hop.reply()));
      hop.from().ifPresent(from -> entry.put("address", Addresses.text(from)));
      if (hop.reply() != PathLadder.Reply.SILENT) {
        entry.put("roundTripMs", JsonText.milliseconds(hop.roundTrip()));
      }
      entry.put("sent", hop.tries().sent());
      entry.put("answered", hop.tries().answered());
      FindingJson.putText(entry, "note", hop.note());
    }
    ladder.distance().ifPresent(distance -> node.put("distance", distance));
    node.put("stop", word(ladder.stop()));
    return node;
  }

  static ObjectNode proxy(ProxyConnect proxy) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("proxy", proxy.proxy());
    node.put("destination", proxy.destination());
    if (proxy.reply().status() > 0) {
      node.put("status", proxy.reply().status());
    }
    if (!proxy.reply().schemes().isEmpty()) {
      ObservationJson.addAll(node.putArray("schemes"), proxy.reply().schemes());
    }
    FindingJson.putText(node, "reason", proxy.reply().reason());
    return node;
  }

  static ObjectNode rate(RateTest rate) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    putCounts(node.putObject("slow"), rate.slow());
    putCounts(node.putObject("fast"), rate.fast());
    return node;
  }

  private static void putCounts(ObjectNode node, RateTest.Counts counts) {
    node.put("packetsPerSecond", counts.packetsPerSecond());
    node.put("sent", counts.sent());
    node.put("answered", counts.answered());
    node.put("lossPercent", counts.lossPercent());
  }

  static ObjectNode bandwidth(BandwidthTest.Train train) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("bytes", train.bytes());
    node.put("sent", train.sent());
    node.put("answered", train.answered());
    node.put("spanMs", JsonText.milliseconds(train.span()));
    node.put("kbps", train.kbps());
    return node;
  }

  static ArrayNode sizes(SizeTest test) {
    ArrayNode sizes = JsonNodeFactory.instance.arrayNode();
    for (SizeTest.Size size : test.sizes()) {
      sizes.addObject().put("bytes", size.bytes()).put("passed", size.passed());
    }
    return sizes;
  }

  static ArrayNode sourcePorts(SourcePortTest test) {
    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
    for (SourcePortTest.Port port : test.ports()) {
      ports
          .addObject()
          .put("port", port.number())
          .put("asked", port.asked())
          .put("answered", port.answered())
          .put("prompt", port.prompt());
    }
    return ports;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
