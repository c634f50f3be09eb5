package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.SocksFacts;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.PeerText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests over one flow, those to a proxy among them. */
final class HttpObservations {
  private static final int MOST_EXCHANGES = 8;

  private final FlowObservations collector;
  private final FlowView view;
  private final String target;
  private final Trace trace;

  HttpObservations(FlowObservations collector, FlowView view, String target, Trace trace) {
    this.collector = collector;
    this.view = view;
    this.target = target;
    this.trace = trace;
  }

  List<Observation> all(HttpFacts http) {
    List<Observation> all = new ArrayList<>();
    for (HttpFacts.Exchange each : http.exchanges()) {
      if (all.size() == MOST_EXCHANGES) {
        break;
      }
      if (ProxyObservation.host(each).filter(collector::isOurs).isPresent()) {
        connect(each).ifPresent(all::add);
      } else {
        all.add(exchange(each));
      }
    }
    return all;
  }

  private Optional<Observation> connect(HttpFacts.Exchange exchange) {
    if (exchange.status().isPresent()) {
      return Optional.of(ProxyObservation.of(view, exchange, collector.stamp(view, target), trace));
    }
    String destination = exchange.asked().orElseThrow().path();
    return unanswered(exchange).map(why -> unheard(destination, why));
  }

  private Observation unheard(String destination, Failure why) {
    return ProxyObservation.unanswered(
        view, destination, why.code(), collector.stamp(view, target), trace);
  }

  /** Empty unless a place of the service was asked for, and the capture shows what became of it. */
  Optional<Observation> socks(SocksFacts socks) {
    Optional<String> destination =
        ProxyObservation.destination(socks)
            .filter(place -> socks.host().filter(collector::isOurs).isPresent());
    if (destination.isEmpty()) {
      return Optional.empty();
    }
    if (socks.code().isPresent()) {
      return Optional.of(ProxyObservation.of(view, socks, collector.stamp(view, target), trace));
    }
    return socks
        .progress()
        .filter(each -> !each.complete() && view.failed())
        .map(each -> unheard(destination.get(), Failure.of(ended())));
  }

  private HttpExchange exchange(HttpFacts.Exchange exchange) {
    Optional<HttpExchange.Reply> reply =
        exchange.status().isPresent()
            ? Optional.of(reply(exchange.status().getAsInt(), exchange.told()))
            : Optional.empty();
    String url =
        exchange
            .asked()
            .map(asked -> "http://" + asked.host().orElse(target) + asked.path())
            .orElse("");
    Optional<PortalSign> sign = reply.flatMap(each -> collector.portalSign(url, each.status()));
    Optional<Failure> failure = sign.flatMap(PortalSign::failure);
    if (reply.isEmpty() && exchange.asked().isPresent()) {
      failure = unanswered(exchange);
    }
    return new HttpExchange(
        collector.stamp(view, sign.isPresent() ? PortalSign.TARGET : target),
        view.serverEnd(),
        url,
        reply,
        failure,
        trace);
  }

  private static HttpExchange.Reply reply(int status, HttpFacts.Told told) {
    String location = told.location().map(PeerText::clean).orElse("");
    return new HttpExchange.Reply(status, location, "", "", Optional.empty(), 0, true);
  }

  /** Empty when the capture ends before an answer could be expected, or shows a part of it only. */
  private Optional<Failure> unanswered(HttpFacts.Exchange exchange) {
    Optional<HandshakeProgress> progress =
        view.progress().filter(each -> !each.complete()).filter(each -> view.failed());
    if (progress.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = view.tcp().isPresent() && ((TcpSide) view.server()).synAck().seen();
    if (exchange.otherwise() && whole) {
      return Optional.of(Failure.of(FailureCode.HTTP_MALFORMED));
    }
    if (view.server().lastData().frame() > exchange.frame().orElse(Long.MAX_VALUE)) {
      return Optional.empty();
    }
    String end = progress.get().trail().endedBy().orElse("");
    return Optional.of(new Failure(ended(), end));
  }

  /** How an answer that is missed was kept back. */
  private FailureCode ended() {
    String end = view.progress().flatMap(each -> each.trail().endedBy()).orElse("");
    return !view.endedByServer(end)
        ? FailureCode.HTTP_TIMEOUT
        : end.endsWith("rst") ? FailureCode.HTTP_RESET : FailureCode.HTTP_CLOSED;
  }
}
