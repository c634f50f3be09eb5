package dev.zprobe.compare;

import dev.zprobe.catalog.CatalogException;
import dev.zprobe.catalog.InputFile;
import dev.zprobe.catalog.StrictObject;
import dev.zprobe.compare.Policy.Row;
import dev.zprobe.diagnosis.Diagnosis.State;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads policy files. Everything that is wrong with one is a {@link CatalogException} whose message
 * is one line with the key and its path.
 */
public final class PolicyReader {
  public static final String SCHEMA = "zprobe.policy/1";
  private static final int MOST_ROWS = 4096;
  private static final int LONGEST_WAIT_MS = 600_000;

  /** Something came back that can be timed. */
  static final Set<State> ANSWERED =
      EnumSet.of(State.OPEN, State.CLOSED, State.REJECTED, State.ALTERED);

  private PolicyReader() {}

  public static Policy read(Path file) {
    return parse(InputFile.text(file), file.toString());
  }

  /**
   * Reads a policy's text.
   *
   * @param origin the file's name, for messages
   */
  public static Policy parse(String json, String origin) {
    StrictObject root = StrictObject.parse(json, origin);
    if (!root.text("schema").equals(SCHEMA)) {
      throw root.error("schema", "must be \"" + SCHEMA + "\"");
    }
    List<Row> rows = new ArrayList<>();
    for (StrictObject entry : root.objects("expect")) {
      rows.add(row(entry, "expect[" + rows.size() + "]"));
    }
    root.finish();
    if (rows.isEmpty() || rows.size() > MOST_ROWS) {
      throw root.error("expect", "must hold 1 to " + MOST_ROWS + " rows");
    }
    refuseOverlaps(root, rows);
    return new Policy(rows);
  }

  private static Row row(StrictObject entry, String name) {
    Set<String> targets = new HashSet<>(entry.texts("target"));
    Set<String> addresses = addresses(entry);
    Set<Integer> ports = ports(entry);
    String transport = entry.optionalText("transport").orElse("");
    Set<State> states = states(entry);
    OptionalInt maxMs =
        entry.has("maxMs") ? OptionalInt.of(entry.number("maxMs")) : OptionalInt.empty();
    entry.optionalText("comment");
    entry.finish();
    if (!Set.of("", "tcp", "udp").contains(transport)) {
      throw entry.error("transport", "must be \"tcp\" or \"udp\"");
    }
    if (!ports.isEmpty() && transport.isEmpty()) {
      throw entry.error("transport", "is missing: ports need one");
    }
    if (targets.isEmpty() && addresses.isEmpty() && ports.isEmpty()) {
      throw entry.error("target", "or address or ports must be given: this row names nothing");
    }
    checkTime(entry, states, maxMs);
    return new Row(name, targets, addresses, ports, transport, states, maxMs);
  }

  private static Set<String> addresses(StrictObject entry) {
    Set<String> addresses = new HashSet<>();
    for (String text : entry.texts("address")) {
      addresses.add(
          Addresses.parse(text)
              .filter(Addresses::canBeProbed)
              .map(Addresses::text)
              .orElseThrow(
                  () ->
                      entry.error(
                          "address",
                          "\""
                              + ReportReader.clean(text, 60)
                              + "\" is not the address of one host")));
    }
    return addresses;
  }

  private static Set<Integer> ports(StrictObject entry) {
    List<String> parts = entry.texts("ports");
    try {
      return parts.isEmpty() ? Set.of() : new HashSet<>(Ports.parse(String.join(",", parts)));
    } catch (IllegalArgumentException malformed) {
      throw entry.error("ports", "is wrong: " + malformed.getMessage());
    }
  }

  private static Set<State> states(StrictObject entry) {
    Set<State> states = EnumSet.noneOf(State.class);
    for (String word : entry.texts("state")) {
      states.add(state(entry, word));
    }
    if (states.isEmpty()) {
      throw entry.error("state", "is missing");
    }
    return states;
  }

  private static State state(StrictObject entry, String word) {
    for (State each : State.values()) {
      if (each != State.NOT_TESTED && each.text().equals(word)) {
        return each;
      }
    }
    throw entry.error(
        "state", "must be of open, closed, rejected, filtered, open-or-filtered, altered");
  }

  private static void checkTime(StrictObject entry, Set<State> states, OptionalInt maxMs) {
    if (maxMs.isEmpty()) {
      return;
    }
    if (maxMs.getAsInt() < 1 || maxMs.getAsInt() > LONGEST_WAIT_MS) {
      throw entry.error("maxMs", "must be within 1.." + LONGEST_WAIT_MS);
    }
    if (states.stream().noneMatch(ANSWERED::contains)) {
      throw entry.error("maxMs", "is impossible here: nothing answers that could be timed");
    }
  }

  private static void refuseOverlaps(StrictObject root, List<Row> rows) {
    for (int one = 0; one < rows.size(); one++) {
      for (int other = one + 1; other < rows.size(); other++) {
        if (rows.get(one).overlaps(rows.get(other))) {
          throw root.error(
              rows.get(other).name(),
              "overlaps "
                  + rows.get(one).name()
                  + ": an endpoint could be in both; narrow one of them");
        }
      }
    }
  }
}
