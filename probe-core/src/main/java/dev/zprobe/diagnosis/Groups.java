package dev.zprobe.diagnosis;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Puts endpoints with the same conclusion together, so that ten dropped ports are one finding, yet
 * no scope claims an address and port that nobody tried.
 */
public final class Groups {
  private Groups() {}

  /**
   * One group per conclusion, transport and set of ports: the addresses of a group share their
   * ports exactly.
   *
   * @param <K> a value with equality
   */
  public static <K> List<Group<K>> of(List<Visit> visits, Function<Visit, K> conclusion) {
    Map<K, List<Visit>> byKey = new LinkedHashMap<>();
    visits.forEach(
        visit ->
            byKey.computeIfAbsent(conclusion.apply(visit), key -> new ArrayList<>()).add(visit));
    List<Group<K>> groups = new ArrayList<>();
    byKey.forEach(
        (key, members) -> rectangles(members).forEach(part -> groups.add(new Group<>(key, part))));
    return groups;
  }

  /** Endpoints that share a conclusion; never empty. */
  public record Group<K>(K conclusion, List<Visit> visits) {
    public Group {
      visits = List.copyOf(visits);
    }

    public Visit first() {
      return visits.get(0);
    }
  }

  /** Splits endpoints into sets whose addresses share their transport and ports. */
  public static List<List<Visit>> rectangles(List<Visit> visits) {
    record Row(InetAddress address, dev.zprobe.net.Transport transport) {}
    record Shape(dev.zprobe.net.Transport transport, SortedSet<Integer> ports) {}
    Map<Row, List<Visit>> rows = new LinkedHashMap<>();
    for (Visit visit : visits) {
      Row row = new Row(visit.endpoint().address(), visit.endpoint().transport());
      rows.computeIfAbsent(row, key -> new ArrayList<>()).add(visit);
    }
    Map<Shape, List<Visit>> shapes = new LinkedHashMap<>();
    rows.forEach(
        (row, members) -> {
          SortedSet<Integer> ports = new TreeSet<>();
          members.forEach(visit -> ports.add(visit.endpoint().port()));
          shapes
              .computeIfAbsent(new Shape(row.transport(), ports), key -> new ArrayList<>())
              .addAll(members);
        });
    return List.copyOf(shapes.values());
  }

  /** Splits endpoints into sets whose addresses share their ports over both transports. */
  public static List<List<Visit>> byAddress(List<Visit> visits) {
    Map<InetAddress, List<Visit>> rows = new LinkedHashMap<>();
    visits.forEach(
        visit ->
            rows.computeIfAbsent(visit.endpoint().address(), key -> new ArrayList<>()).add(visit));
    Map<List<String>, List<Visit>> shapes = new LinkedHashMap<>();
    for (List<Visit> row : rows.values()) {
      List<String> shape =
          row.stream()
              .map(visit -> visit.endpoint().transport().text() + visit.endpoint().port())
              .sorted()
              .toList();
      shapes.computeIfAbsent(shape, key -> new ArrayList<>()).addAll(row);
    }
    return List.copyOf(shapes.values());
  }
}
