package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Ports;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the matrix: endpoints of one target with the same outcome.
 *
 * @param ports of one transport, in rising order
 */
record MatrixRow(
    String target,
    List<InetAddress> addresses,
    List<Integer> ports,
    String transport,
    Map<Stage, Cell> cells,
    Diagnosis.State state) {
  private static final int LONGEST_PORTS = 24;

  boolean healthy() {
    return state == Diagnosis.State.OPEN
        && cells.values().stream().noneMatch(cell -> cell.tone() == Palette.Tone.BAD);
  }

  /** The row that speaks for both, when they differ in ports only. */
  MatrixRow withPorts(List<Integer> more) {
    List<Integer> joined = new ArrayList<>(ports);
    joined.addAll(more);
    return new MatrixRow(target, addresses, joined, transport, cells, state);
  }

  MatrixRow withAddresses(List<InetAddress> more) {
    List<InetAddress> joined = new ArrayList<>(addresses);
    joined.addAll(more);
    return new MatrixRow(target, joined, ports, transport, cells, state);
  }

  /** True when a reader learns nothing from two rows that one row would not say. */
  boolean saysTheSameAs(MatrixRow other) {
    return target.equals(other.target)
        && transport.equals(other.transport)
        && state == other.state
        && grouped().equals(other.grouped());
  }

  Map<Stage, String> grouped() {
    Map<Stage, String> words = new EnumMap<>(Stage.class);
    cells.forEach((stage, cell) -> words.put(stage, cell.group()));
    return words;
  }

  boolean single() {
    return addresses.size() == 1 && ports.size() == 1;
  }

  /** All ports where that is short, else how many and which they lie between. */
  String portText() {
    String text = Ports.text(ports);
    if (text.length() > LONGEST_PORTS) {
      text = ports.size() + " of " + ports.get(0) + "-" + ports.get(ports.size() - 1);
    }
    return text + "/" + transport;
  }

  String place() {
    if (addresses.isEmpty()) {
      return "(no address)";
    }
    return addresses.size() == 1
        ? Addresses.text(addresses.get(0))
        : addresses.size() + " addresses";
  }
}
