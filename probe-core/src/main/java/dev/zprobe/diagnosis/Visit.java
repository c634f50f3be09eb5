package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was tried at one endpoint, controls of a handshake included.
 *
 * @param targets of the catalog that asked for it; empty when the steps name none that is known
 * @param ofService it belongs to the service: a target says so, or there is no catalog at all, as
 *     for the flows of a capture file
 */
public record Visit(
    Endpoint endpoint,
    List<Target> targets,
    boolean ofService,
    List<TcpConnect> connects,
    List<TlsHandshake> handshakes,
    List<HttpExchange> requests,
    List<UdpExchange> exchanges) {

  public Visit {
    targets = List.copyOf(targets);
    connects = List.copyOf(connects);
    handshakes = List.copyOf(handshakes);
    requests = List.copyOf(requests);
    exchanges = List.copyOf(exchanges);
  }

  /** Only there to be compared with, or for a check of its own. */
  public boolean isControl() {
    return !ofService;
  }

  public boolean required() {
    return targets.isEmpty()
        || targets.stream().anyMatch(target -> !target.isControl() && target.promise().required());
  }

  /** A healthy target answers here, so that silence is a failure. */
  public boolean mustAnswer() {
    return targets.isEmpty()
        ? endpoint.transport() == Transport.TCP
        : targets.stream().anyMatch(target -> target.promise().answers());
  }

  public boolean isTcp() {
    return endpoint.transport() == Transport.TCP;
  }

  public List<String> names() {
    return targets.stream().flatMap(target -> target.host().stream()).distinct().sorted().toList();
  }

  public boolean connected() {
    return connects.stream().anyMatch(Observation::worked);
  }

  /** The first connection attempt that failed, when none worked. */
  public Optional<TcpConnect> failedConnect() {
    return connected() ? Optional.empty() : tested(connects).findFirst();
  }

  public boolean connectFailedWith(FailureCode... codes) {
    return failedConnect().stream()
        .anyMatch(each -> List.of(codes).contains(each.failure().orElseThrow().code()));
  }

  /** An answer came, whatever it says. */
  public boolean answered() {
    return exchanges.stream().anyMatch(each -> each.result().answered() > 0);
  }

  /** Every datagram stayed without any answer, ICMP included. */
  public boolean silentUdp() {
    return !exchanges.isEmpty()
        && exchanges.stream()
            .allMatch(
                each ->
                    each.failedWith(FailureCode.UDP_NO_REPLY) && each.result().icmp().isEmpty());
  }

  /** Nobody and nothing answered the first packets. */
  public boolean isSilent() {
    return isTcp() ? connectFailedWith(FailureCode.CONNECT_TIMEOUT) : silentUdp();
  }

  /** This machine has no route to it. */
  public boolean hasNoRoute() {
    return firstFailure().filter(step -> step.failedWith(FailureCode.HOST_NO_ROUTE)).isPresent();
  }

  /** The handshake as a client would make it; controls are left out. */
  public List<TlsHandshake> regular() {
    return handshakes.stream()
        .filter(each -> each.hello().variant() == Variant.NORMAL)
        .filter(each -> !each.failedWith(FailureCode.NOT_TESTED))
        .toList();
  }

  /** The regular handshake that failed, when neither it nor its repetition worked. */
  public Optional<TlsHandshake> failedHandshake() {
    boolean repeated =
        handshakes.stream()
            .anyMatch(each -> each.hello().variant() == Variant.REPEAT && each.worked());
    List<TlsHandshake> regular = regular();
    if (repeated || regular.stream().anyMatch(Observation::worked)) {
      return Optional.empty();
    }
    return regular.stream().findFirst();
  }

  /** Regular handshakes that nobody answered, or that were reset, while another one worked. */
  public List<TlsHandshake> patchyHandshakes() {
    List<TlsHandshake> regular = regular();
    if (regular.stream().noneMatch(Observation::worked)) {
      return List.of();
    }
    return regular.stream()
        .filter(
            each ->
                each.failedWith(FailureCode.TLS_RESET) || each.failedWith(FailureCode.TLS_TIMEOUT))
        .toList();
  }

  /** The request that failed, when none worked. */
  public Optional<HttpExchange> failedRequest() {
    return requests.stream().anyMatch(Observation::worked)
        ? Optional.empty()
        : tested(requests).findFirst();
  }

  /** The first step that failed and stayed so, in the order of a client's course. */
  public Optional<Observation> firstFailure() {
    List<Observation> failures = new ArrayList<>();
    failedConnect().ifPresent(failures::add);
    failedHandshake().ifPresent(failures::add);
    failedRequest().ifPresent(failures::add);
    if (exchanges.stream().noneMatch(Observation::worked)) {
      tested(exchanges).findFirst().ifPresent(failures::add);
    }
    return failures.stream().findFirst();
  }

  /** Something was tried to its end and nothing failed. */
  public boolean works() {
    return wasTested() && firstFailure().isEmpty();
  }

  /** At least one step ran to a result, good or bad. */
  public boolean wasTested() {
    return all().stream().anyMatch(each -> !each.failedWith(FailureCode.NOT_TESTED));
  }

  /** A failure that counts: silence of a target that may be silent does not. */
  public boolean fails() {
    return firstFailure().isPresent() && !(silentUdp() && !mustAnswer());
  }

  /** Every observation, in the order of a client's course. */
  public List<Observation> all() {
    List<Observation> all = new ArrayList<>(connects);
    all.addAll(handshakes);
    all.addAll(requests);
    all.addAll(exchanges);
    return all;
  }

  private static <T extends Observation> java.util.stream.Stream<T> tested(List<T> steps) {
    return steps.stream()
        .filter(each -> each.failure().isPresent() && !each.failedWith(FailureCode.NOT_TESTED));
  }

  /** By its endpoint: whatever was seen there need not be looked at. */
  @Override
  public int hashCode() {
    return endpoint.hashCode();
  }
}
