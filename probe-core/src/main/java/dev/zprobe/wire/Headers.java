package dev.zprobe.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Header fields in the order on the wire; names compare without regard to case.
 *
 * @param fields values without the space around them, folded lines joined
 */
public record Headers(List<Field> fields) {
  /** One field. */
  public record Field(String name, String value) {}

  public static final Headers NONE = new Headers(List.of());

  public Headers {
    fields = List.copyOf(fields);
  }

  public Optional<String> first(String name) {
    for (Field each : fields) {
      if (each.name().equalsIgnoreCase(name)) {
        return Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Field each : fields) {
      if (each.name().equalsIgnoreCase(name)) {
        values.add(each.value());
      }
    }
    return List.copyOf(values);
  }
}
