package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One observation: what all have in common, and the facts of its step under the step's own key. */
final class ObservationJson {
  private static final int MOST_FRAMES = 32;

  private ObservationJson() {}

  static ObjectNode of(Observation seen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Stamp stamp = seen.stamp();
    node.put("id", stamp.id());
    node.put("step", seen.step());
    node.put("target", stamp.target());
    endpoint(seen).ifPresent(endpoint -> node.put("endpoint", endpoint.toString()));
    node.put("started", JsonText.time(stamp.started()));
    node.put("elapsedMs", JsonText.milliseconds(stamp.elapsed()));
    seen.failure().ifPresent(failure -> putFailure(node.putObject("failure"), failure));
    if (seen.trace().captured()) {
      putFlow(node.putObject("flow"), seen);
    }
    putFacts(node, seen);
    return node;
  }

  static Optional<Endpoint> endpoint(Observation seen) {
    if (seen instanceof TcpConnect tcp) {
      return Optional.of(tcp.endpoint());
    } else if (seen instanceof TlsHandshake tls) {
      return Optional.of(tls.endpoint());
    } else if (seen instanceof HttpExchange http) {
      return Optional.of(http.endpoint());
    } else if (seen instanceof UdpExchange udp) {
      return Optional.of(udp.endpoint());
    } else if (seen instanceof DnsLookup dns) {
      return Optional.of(dns.server().endpoint());
    } else if (seen instanceof ClockQuery clock) {
      return Optional.of(clock.endpoint());
    } else if (seen instanceof PathLadder ladder) {
      return Optional.of(ladder.endpoint());
    } else if (seen instanceof RateTest rate) {
      return Optional.of(rate.endpoint());
    } else if (seen instanceof SizeTest size) {
      return Optional.of(size.endpoint());
    } else if (seen instanceof SourcePortTest ports) {
      return Optional.of(ports.endpoint());
    } else if (seen instanceof BandwidthTest bandwidth) {
      return Optional.of(bandwidth.endpoint());
    } else if (seen instanceof FarEndTest far) {
      return Optional.of(far.endpoint());
    }
    return Optional.empty();
  }

  static void putFailure(ObjectNode node, Failure failure) {
    node.put("code", failure.code().id());
    node.put("manner", failure.code().manner().text());
    FindingJson.putText(node, "detail", failure.detail());
  }

  static void putIcmp(ObjectNode node, IcmpError error) {
    node.put("from", Addresses.text(error.offender()));
    node.put("type", error.type());
    node.put("code", error.code());
  }

  static void addAll(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static void putFlow(ObjectNode node, Observation seen) {
    Trace trace = seen.trace();
    FindingJson.putText(node, "history", trace.history());
    ArrayNode out = node.putArray("framesOut");
    trace.framesOut().forEach(out::add);
    ArrayNode in = node.putArray("framesIn");
    trace.framesIn().forEach(in::add);
    if (!trace.icmpErrors().isEmpty()) {
      ArrayNode errors = node.putArray("icmpErrors");
      trace.icmpErrors().forEach(error -> putIcmp(errors.addObject(), error));
    }
    putFrames(node.putArray("frames"), seen);
  }

  /** What each of the first frames was, for drawing the exchange. */
  private static void putFrames(ArrayNode array, Observation seen) {
    for (Frame frame : seen.trace().frames()) {
      if (array.size() == MOST_FRAMES) {
        return;
      }
      ObjectNode node = array.addObject().put("number", frame.number());
      if (frame.timed()) {
        Duration after = Duration.between(seen.stamp().started(), frame.time());
        node.put("afterMs", JsonText.milliseconds(after));
      }
      node.put("from", frame.outgoing() ? "client" : "server")
          .put("what", StepJson.word(frame.what()));
    }
  }

  private static void putFacts(ObjectNode node, Observation seen) {
    if (seen instanceof TcpConnect tcp) {
      tcp.icmp().ifPresent(error -> putIcmp(node.putObject("icmp"), error));
    } else if (seen instanceof TlsHandshake tls) {
      node.set("tls", TlsJson.of(tls));
    } else if (seen instanceof HttpExchange http) {
      node.set("http", StepJson.http(http));
    } else if (seen instanceof UdpExchange udp) {
      node.set("udp", StepJson.udp(udp));
    } else if (seen instanceof DnsLookup dns) {
      node.set("dns", StepJson.dns(dns));
    } else if (seen instanceof ClockQuery clock) {
      node.set("clock", StepJson.clock(clock));
    } else if (seen instanceof PathLadder ladder) {
      node.set("ladder", StepJson.ladder(ladder));
    } else if (seen instanceof ProxyConnect proxy) {
      node.set("proxy", StepJson.proxy(proxy));
    } else if (seen instanceof RateTest rate) {
      node.set("rate", StepJson.rate(rate));
    } else if (seen instanceof SizeTest size) {
      node.set("sizes", StepJson.sizes(size));
    } else if (seen instanceof SourcePortTest ports) {
      node.set("sourcePorts", StepJson.sourcePorts(ports));
    } else if (seen instanceof BandwidthTest bandwidth) {
      node.set("bandwidth", StepJson.bandwidth(bandwidth.train()));
    } else if (seen instanceof FarEndTest far) {
      node.set("farEnd", FarEndJson.of(far));
    }
  }
}
