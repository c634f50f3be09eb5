package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.ZoomRecognition;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The places that a capture's client wanted to reach. */
final class SeenTargets {
  private static final String ORIGIN = "the capture";

  private final Catalog catalog;
  private final Map<String, Target> targets = new LinkedHashMap<>();

  SeenTargets(Catalog catalog) {
    this.catalog = catalog;
  }

  /** One target per place and protocol: what the flow calls it, else its address. */
  String of(FlowView view) {
    Optional<String> name = SpokenObservations.name(view);
    Endpoint server = view.serverEnd();
    String place = name.map(host -> host + ":" + server.port()).orElse(server.hostPort());
    String id = place + "/" + server.transport().text();
    boolean service = !view.zoom().isEmpty();
    targets.computeIfAbsent(
        id,
        fresh ->
            new Target(
                id,
                service ? "zoom" : "other",
                name.<Place>map(Place.Named::new)
                    .orElse(new Place.Listed(List.of(server.address()))),
                server.transport(),
                List.of(server.port()),
                SpokenObservations.application(view),
                new Target.Promise(
                    !new AllowedSilence(catalog).at(view), service && isPromised(view), ORIGIN)));
    return id;
  }

  /** At an address of the service, of which no more is known, only its own ports are missed. */
  private boolean isPromised(FlowView view) {
    boolean byAddress = view.zoom().equals(List.of(ZoomRecognition.Reason.RANGE.text()));
    Endpoint server = view.serverEnd();
    if (SpokenObservations.application(view) == Application.QUIC) {
      return false; // clients fall back to TCP
    }
    return !byAddress
        || !view.facts().isEmpty()
        || catalog.targets().stream()
            .filter(each -> each.transport() == server.transport())
            .anyMatch(each -> each.ports().contains(server.port()));
  }

  /** A name that was asked for in vain: a target without an endpoint. */
  void named(String name, Transport transport) {
    targets.computeIfAbsent(
        name,
        fresh ->
            new Target(
                name,
                "zoom",
                new Place.Named(name),
                transport,
                List.of(),
                Application.DNS,
                new Target.Promise(true, catalog.promises(name), ORIGIN)));
  }

  /**
   * What is known by its address only is called by the name that this address was given for.
   *
   * @return the id of the target from now on
   */
  String called(String id, String host) {
    Target old = targets.get(id);
    if (old == null || old.isControl() || !(old.place() instanceof Place.Listed)) {
      return id;
    }
    targets.remove(id);
    String named = host + ":" + old.ports().get(0) + "/" + old.transport().text();
    targets.computeIfAbsent(
        named,
        fresh ->
            new Target(
                named,
                old.service(),
                new Place.Named(host),
                old.transport(),
                old.ports(),
                old.application(),
                old.promise()));
    return named;
  }

  /** What a proxy does not let its clients reach is missed all the same. */
  void unreached(ProxyConnect refused) {
    String place = refused.destination();
    String host = place.substring(0, place.lastIndexOf(':'));
    targets.computeIfAbsent(
        place,
        fresh ->
            new Target(
                place,
                "zoom",
                new Place.Named(host),
                Transport.TCP,
                List.of(),
                Application.TLS,
                new Target.Promise(true, true, ORIGIN)));
  }

  /**
   * All of them. A name that some lookup gave an address for was not asked for in vain, though it
   * may have none of another family.
   */
  List<Target> list(List<Observation> seen) {
    Set<String> resolved = new HashSet<>();
    for (Observation each : seen) {
      if (each instanceof DnsLookup lookup && !lookup.answer().addresses().isEmpty()) {
        resolved.add(lookup.question().name());
      }
    }
    return targets.values().stream().filter(each -> !resolved.contains(each.id())).toList();
  }
}
