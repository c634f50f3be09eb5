package dev.zprobe.capture.analyze;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sorts what was seen of servers into targets: one for each name, and one for each set of ports at
 * addresses that have no name. Bounded.
 */
final class LearnedTargets {
  private static final int MOST = 5000;
  private static final String SERVICE = "learned";

  private final Catalog catalog;
  private final Map<Key, Seen> seen = new LinkedHashMap<>();

  LearnedTargets(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * @param name empty for a server that is known by its address only
   */
  private record Key(String name, String address, Transport transport, Application application) {}

  private static final class Seen {
    private final TreeSet<Integer> ports = new TreeSet<>();
    private final Map<String, InetAddress> addresses = new TreeMap<>();
    private long flows;
    private boolean answers;
  }

  void add(Endpoint server, Optional<String> name, Application application, boolean complete) {
    String address = Addresses.text(server.address());
    Key key =
        new Key(name.orElse(""), name.isPresent() ? "" : address, server.transport(), application);
    if (seen.size() >= MOST && !seen.containsKey(key)) {
      return;
    }
    Seen here = seen.computeIfAbsent(key, fresh -> new Seen());
    here.ports.add(server.port());
    if (here.addresses.size() < 64) {
      here.addresses.put(address, server.address());
    }
    here.flows++;
    here.answers |= complete;
  }

  List<Target> list(String origin) {
    List<Target> targets = new ArrayList<>();
    Map<String, Integer> ids = new LinkedHashMap<>();
    seen.forEach(
        (key, here) -> {
          if (!key.name().isEmpty()) {
            targets.add(target(id(ids, key.name(), key), key, here, origin));
          }
        });
    seen.forEach(
        (key, here) -> {
          if (key.name().isEmpty()) {
            targets.add(target(id(ids, key.address(), key), key, here, origin));
          }
        });
    targets.sort(Comparator.comparing(Target::id));
    return targets;
  }

  /** The same server may speak several protocols. */
  private static String id(Map<String, Integer> ids, String place, Key key) {
    String plain = place.replaceAll("[^A-Za-z0-9.-]", "-") + "-" + key.application().text();
    String bounded = plain.substring(0, Math.min(plain.length(), 80));
    int count = ids.merge(bounded, 1, Integer::sum);
    return count == 1 ? bounded : bounded + "-" + count;
  }

  private Target target(String id, Key key, Seen here, String origin) {
    List<InetAddress> addresses = List.copyOf(here.addresses.values());
    Place place = key.name().isEmpty() ? new Place.Listed(addresses) : new Place.Named(key.name());
    String service = catalog.serviceOf(addresses.get(0)).orElse(SERVICE);
    String source =
        origin
            + ": "
            + here.flows
            + (here.flows == 1 ? " flow to " : " flows to ")
            + String.join(", ", here.addresses.keySet())
            + (here.answers ? "" : ", none of which got through");
    boolean answers = here.answers || key.application() != Application.ZOOM_MEDIA;
    return new Target(
        id,
        service.isEmpty() ? SERVICE : service,
        place,
        key.transport(),
        List.copyOf(here.ports),
        key.application(),
        new Target.Promise(answers, true, source));
  }
}
