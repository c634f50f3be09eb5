package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.Observation;
import java.util.Optional;

/** Packets that the probe sent and that never left: the capture shows others of the same device. */
public final class Unsent {
  private Unsent() {}

  /** True when a capture that works saw no frame of this step leave. */
  public static boolean is(Landscape land, Visit visit, Observation step) {
    return step.trace().captured()
        && step.trace().framesOut().isEmpty()
        && captureWorks(land, visit);
  }

  /** Frames of another flow through the same interface: it is watched, and not this one alone. */
  private static boolean captureWorks(Landscape land, Visit visit) {
    Optional<String> device = device(land, visit.endpoint());
    return land.visits().stream()
        .filter(other -> !other.endpoint().address().isLoopbackAddress())
        .filter(other -> other.endpoint().isIpv4() == visit.endpoint().isIpv4())
        .filter(other -> device.isEmpty() || device.equals(device(land, other.endpoint())))
        .flatMap(other -> other.all().stream())
        .anyMatch(step -> !step.trace().framesOut().isEmpty());
  }

  private static Optional<String> device(Landscape land, Endpoint endpoint) {
    return land.host().stream()
        .flatMap(facts -> facts.routes().stream())
        .filter(route -> route.destination().equals(endpoint.addressText()))
        .map(HostFacts.Route::device)
        .findFirst();
  }
}
