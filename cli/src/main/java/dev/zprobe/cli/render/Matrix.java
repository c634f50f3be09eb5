package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Target by stage: how far each endpoint came. */
final class Matrix {
  private final Observations seen;
  private final Diagnosis diagnosis;

  Matrix(Observations seen, Diagnosis diagnosis) {
    this.seen = seen;
    this.diagnosis = diagnosis;
  }

  /** One row per endpoint, in the order of the diagnosis, then the names without an address. */
  List<MatrixRow> rows() {
    List<MatrixRow> rows = new ArrayList<>();
    for (Diagnosis.TargetState state : diagnosis.targets()) {
      rows.add(row(state));
    }
    for (Target target : seen.targets()) {
      boolean listed =
          diagnosis.targets().stream().anyMatch(state -> state.target().equals(target.id()));
      if (!listed && target.host().isPresent()) {
        unresolved(target).ifPresent(rows::add);
      }
    }
    return rows;
  }

  /** Neighbouring ports, and then addresses that are well, share a row where nothing differs. */
  List<MatrixRow> brief() {
    List<MatrixRow> byPort = new ArrayList<>();
    for (MatrixRow row : rows()) {
      int last = byPort.size() - 1;
      boolean joins =
          last >= 0
              && byPort.get(last).saysTheSameAs(row)
              && byPort.get(last).addresses().equals(row.addresses());
      if (joins) {
        byPort.set(last, byPort.get(last).withPorts(row.ports()));
      } else {
        byPort.add(row);
      }
    }
    List<MatrixRow> brief = new ArrayList<>();
    for (MatrixRow row : byPort) {
      Optional<MatrixRow> twin =
          row.healthy()
              ? brief.stream()
                  .filter(each -> each.saysTheSameAs(row) && each.ports().equals(row.ports()))
                  .findFirst()
              : Optional.empty();
      twin.ifPresentOrElse(
          each -> brief.set(brief.indexOf(each), each.withAddresses(row.addresses())),
          () -> brief.add(row));
    }
    return brief;
  }

  private MatrixRow row(Diagnosis.TargetState state) {
    Endpoint endpoint = state.endpoint();
    Map<Stage, Cell> cells = new EnumMap<>(Stage.class);
    names(state.target())
        .filter(lookup -> lookup.answer().addresses().contains(endpoint.address()))
        .findFirst()
        .ifPresent(lookup -> cells.put(Stage.DNS, Cell.of(lookup)));
    first(state.target(), seen.connects(endpoint))
        .ifPresent(each -> cells.put(Stage.TCP, Cell.of(each)));
    first(
            state.target(),
            seen.handshakes(endpoint)
                .filter(each -> each.hello().variant() == TlsHandshake.Variant.NORMAL))
        .ifPresent(each -> cells.put(Stage.TLS, Cell.of(each)));
    first(
            state.target(),
            seen.each(HttpExchange.class).filter(each -> each.endpoint().equals(endpoint)))
        .ifPresent(each -> cells.put(Stage.HTTP, Cell.of(each)));
    first(state.target(), seen.exchanges(endpoint))
        .ifPresent(each -> cells.put(Stage.UDP, udpCell(each, state.state())));
    proxied(state.target()).ifPresent(each -> cells.put(Stage.PROXY, Cell.of(each)));
    return new MatrixRow(
        state.target(),
        List.of(endpoint.address()),
        List.of(endpoint.port()),
        endpoint.transport().text(),
        cells,
        state.state());
  }

  /** Silence of a port that may be silent is not yet bad. */
  private static Cell udpCell(UdpExchange exchange, Diagnosis.State state) {
    Cell cell = Cell.of(exchange);
    boolean unproven = state == Diagnosis.State.OPEN_OR_FILTERED;
    return unproven ? new Cell(Palette.Tone.WARNING, cell.words()) : cell;
  }

  private Optional<MatrixRow> unresolved(Target target) {
    return names(target.id())
        .filter(lookup -> lookup.failure().isPresent())
        .findFirst()
        .map(
            lookup ->
                new MatrixRow(
                    target.id(),
                    List.of(),
                    target.ports().stream().sorted().toList(),
                    target.transport().text(),
                    new EnumMap<>(Map.of(Stage.DNS, Cell.of(lookup))),
                    Diagnosis.State.NOT_TESTED));
  }

  /** A name that several targets share was looked up once, for one of them. */
  private Stream<DnsLookup> names(String target) {
    String host = seen.target(target).flatMap(Target::host).orElse("");
    return seen.each(DnsLookup.class)
        .filter(each -> each.question().name().equals(host))
        .filter(each -> each.server().role() == DnsLookup.Role.SYSTEM)
        .filter(each -> each.question().purpose() == DnsLookup.Purpose.SERVICE);
  }

  private Optional<ProxyConnect> proxied(String target) {
    return seen.each(ProxyConnect.class).filter(each -> each.target().equals(target)).findFirst();
  }

  private static <T extends Observation> Optional<T> first(String target, Stream<T> candidates) {
    return candidates.filter(each -> each.target().equals(target)).findFirst();
  }
}
