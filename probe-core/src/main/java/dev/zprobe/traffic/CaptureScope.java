package dev.zprobe.traffic;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What to capture, as far as it is known before the first name is resolved. The observer narrows it
 * to the flows that probes announce.
 *
 * @param ports remote ports that the plan may use, TCP and UDP
 * @param interfaces to open; empty for every interface that is up
 * @param file where to write
 */
public record CaptureScope(Set<Integer> ports, List<String> interfaces, Path file) {
  public CaptureScope {
    ports = Set.copyOf(ports);
    interfaces = List.copyOf(interfaces);
  }
}
