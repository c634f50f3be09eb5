package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.ResetOrigin.Sender;
import dev.zprobe.net.AddressRange;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A first packet that was answered with no: RST, or ICMP port unreachable or prohibited. Tells who
 * said it, which decides between the server and a device before it.
 *
 * @param step that was refused
 * @param how {@code RST} or the ICMP error
 * @param by the router that named itself; empty for a RST
 * @param sureness of the sender, not of the refusal
 */
public record Refusal(
    Observation step,
    Who who,
    String how,
    Optional<InetAddress> by,
    Confidence sureness,
    String reason) {
  /** The one who refuses. */
  public enum Who {
    THIS_HOST,
    TARGET,
    DEVICE,
    UNKNOWN
  }

  /** Below this, times of a socket say nothing about distance. */
  private static final Duration TELLING = Duration.ofMillis(6);

  private static final String BEFORE = "a SYN is reset before it reaches the target";

  /** Empty when the endpoint was not refused, or accepted another time. */
  public static Optional<Refusal> of(Landscape land, Visit visit) {
    return land.once(
        Refusal.class, visit, () -> visit.isTcp() ? tcp(land, visit) : udp(land, visit));
  }

  /**
   * A refusal of this endpoint itself, or what its silence most likely is: routers limit the rate
   * of their ICMP errors, so of many ports that a device rejects at once some stay silent.
   */
  public static Optional<Refusal> ofAny(Landscape land, Visit visit) {
    Optional<Refusal> own = of(land, visit);
    boolean silent = visit.silentUdp() || visit.connectFailedWith(FailureCode.CONNECT_TIMEOUT);
    if (own.isPresent() || !silent) {
      return own;
    }
    return SilentRefusal.of(land, visit);
  }

  private static Optional<Refusal> udp(Landscape land, Visit visit) {
    if (visit.answered()) {
      return Optional.empty();
    }
    for (UdpExchange each : visit.exchanges()) {
      Optional<IcmpError> icmp = each.result().icmp().or(() -> firstOf(each));
      if (icmp.filter(error -> refuses(land, visit, error)).isPresent()) {
        return icmp.map(error -> byIcmp(land, visit, each, error));
      }
      if (each.failedWith(FailureCode.UDP_REJECTED) && icmp.isEmpty()) {
        return Optional.of(
            unknown(each, "ICMP", "the socket reports a rejection, not who sent it"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> tcp(Landscape land, Visit visit) {
    if (!visit.connectFailedWith(
        FailureCode.CONNECT_REFUSED,
        FailureCode.CONNECT_PROHIBITED,
        FailureCode.CONNECT_UNREACHABLE)) {
      return Optional.empty();
    }
    TcpConnect refused = visit.failedConnect().orElseThrow();
    Optional<IcmpError> icmp =
        refused.icmp().or(() -> firstOf(refused)).filter(error -> refuses(land, visit, error));
    if (icmp.isPresent()) {
      return icmp.map(error -> byIcmp(land, visit, refused, error));
    }
    if (refused.failedWith(FailureCode.CONNECT_UNREACHABLE)) {
      return Optional.empty();
    }
    if (refused.failedWith(FailureCode.CONNECT_PROHIBITED)) {
      return Optional.of(
          unknown(refused, "ICMP", "the socket reports a prohibition, not who sent it"));
    }
    return Optional.of(byReset(land, visit, refused));
  }

  private static Optional<IcmpError> firstOf(Observation each) {
    return each.trace().icmpErrors().stream().findFirst();
  }

  /**
   * Port unreachable and prohibited speak of a rule or a closed port. Net or host unreachable does
   * so only where the address is alive on other ports.
   */
  private static boolean refuses(Landscape land, Visit visit, IcmpError error) {
    return switch (error.meaning()) {
      case PORT_UNREACHABLE, PROHIBITED -> true;
      case NETWORK_UNREACHABLE, HOST_UNREACHABLE ->
          land.aliveAt(visit.endpoint().address()).isPresent();
      case TIME_EXCEEDED, PACKET_TOO_BIG, OTHER -> false;
    };
  }

  private static Refusal byIcmp(Landscape land, Visit visit, Observation step, IcmpError error) {
    InetAddress offender = error.offender();
    if (offender.equals(visit.endpoint().address())) {
      return new Refusal(
          step,
          Who.TARGET,
          icmp(error),
          Optional.of(offender),
          Confidence.CONFIRMED,
          "the error comes from the target's own address");
    }
    if (land.isOwn(offender)) {
      return new Refusal(
          step,
          Who.THIS_HOST,
          icmp(error),
          Optional.of(offender),
          Confidence.CONFIRMED,
          "the error comes from an address of this machine");
    }
    return new Refusal(
        step,
        Who.DEVICE,
        icmp(error),
        Optional.of(offender),
        Confidence.CONFIRMED,
        "the error comes from " + dev.zprobe.net.Addresses.text(offender) + ", not the target");
  }

  private static String icmp(IcmpError error) {
    String name = error.offender() instanceof java.net.Inet4Address ? "ICMP " : "ICMPv6 ";
    return name + error.type() + "/" + error.code();
  }

  private static Refusal byReset(Landscape land, Visit visit, TcpConnect refused) {
    InetAddress address = visit.endpoint().address();
    if (land.isNear(address)) {
      return reset(
          refused, Who.TARGET, Confidence.CONFIRMED, "no device stands between this host and it");
    }
    // A capture file may have been taken where only the answers pass; on this host none is missed.
    if (land.host().isPresent() && Unsent.is(land, visit, refused)) {
      return reset(
          refused,
          Who.THIS_HOST,
          Confidence.CONFIRMED,
          "no SYN leaves this machine before the RST");
    }
    Optional<Ladders.Reading> ladder = Ladders.read(land, visit.endpoint(), PathLadder.Stage.SYN);
    Optional<Refusal> before =
        ladder
            .filter(reading -> !reading.diesAtTarget())
            .map(reading -> reset(refused, Who.DEVICE, sureness(refused, reading), BEFORE));
    // The control's path to another network may part anywhere, and its distance is its own.
    if (before.isPresent() && Ladders.sameNetwork(ladder.get().test(), ladder.get().control())) {
      return before.get();
    }
    Peer peer = land.peer(address);
    ResetOrigin origin = ResetOrigin.of(refused.trace(), peer, Content.RESET);
    if (origin.sender() != Sender.UNKNOWN) {
      Who who = origin.sender() == Sender.TARGET ? Who.TARGET : Who.DEVICE;
      return reset(refused, who, Confidence.CONFIRMED, String.join("; ", origin.signs()));
    }
    return bySiblings(land, visit, refused)
        .or(() -> byTime(land, refused, peer))
        .or(() -> before)
        .orElseGet(() -> byPolicy(land, visit, refused));
  }

  /** Within the first hop it may be this host itself, which only a capture tells. */
  private static Confidence sureness(TcpConnect refused, Ladders.Reading reading) {
    boolean unseen = !refused.trace().captured() && reading.location().first() == 0;
    return unseen ? Confidence.LIKELY : reading.sureness();
  }

  /**
   * Other addresses of the service, of the same network where there are such, that all are equally
   * far: so is this one, most likely.
   */
  private static Optional<Refusal> bySiblings(Landscape land, Visit visit, TcpConnect refused) {
    InetAddress address = visit.endpoint().address();
    AddressRange network = AddressRange.around(address);
    Map<Boolean, List<Integer>> others =
        land.distances().entrySet().stream()
            .filter(other -> other.getKey().getClass() == address.getClass())
            .filter(other -> !other.getKey().equals(address))
            .collect(
                Collectors.partitioningBy(
                    other -> network.contains(other.getKey()),
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    List<Integer> distances = others.get(!others.get(true).isEmpty());
    Optional<Integer> reset =
        refused.trace().firstIn(Content.RESET).map(frame -> Peer.distance(frame.ttl()));
    boolean alike = distances.stream().distinct().count() == 1;
    if (!alike || reset.isEmpty() || reset.get() > distances.get(0)) {
      return Optional.empty();
    }
    Confidence sureness = distances.size() > 1 ? Confidence.CONFIRMED : Confidence.LIKELY;
    String away = "the service's other addresses are " + distances.get(0) + " routers away";
    return Optional.of(
        reset.get().equals(distances.get(0))
            ? reset(refused, Who.TARGET, sureness, away + ", and so is the RST's sender")
            : reset(refused, Who.DEVICE, sureness, away + ", the RST's sender " + reset.get()));
  }

  private static Optional<Refusal> byTime(Landscape land, TcpConnect refused, Peer peer) {
    if (peer.roundTrip().isEmpty() || peer.roundTrip().get().compareTo(TELLING) < 0) {
      return Optional.empty();
    }
    Duration usual = peer.roundTrip().get();
    Duration took = refused.stamp().elapsed();
    if (took.multipliedBy(2).compareTo(usual) < 0) {
      return Optional.of(
          reset(
              refused,
              Who.DEVICE,
              Confidence.LIKELY,
              "it came in less than half the round trip of an accepted connection"));
    }
    boolean alike =
        took.compareTo(usual.multipliedBy(2)) < 0
            && land.seen().each(TcpConnect.class).filter(each -> each.worked()).count() > 0;
    return alike
        ? Optional.of(
            reset(
                refused,
                Who.TARGET,
                Confidence.LIKELY,
                "it took as long as an accepted connection to the same address"))
        : Optional.empty();
  }

  /** Without a word on distance: several servers that all refuse one port look like a policy. */
  private static Refusal byPolicy(Landscape land, Visit visit, TcpConnect refused) {
    List<InetAddress> alike =
        land.service()
            .filter(other -> other.isTcp() && other.endpoint().port() == visit.endpoint().port())
            .filter(other -> other.connectFailedWith(FailureCode.CONNECT_REFUSED))
            .map(other -> other.endpoint().address())
            .filter(address -> land.aliveAt(address).isPresent())
            .distinct()
            .toList();
    return alike.size() > 2
        ? reset(
            refused,
            Who.DEVICE,
            Confidence.POSSIBLE,
            alike.size() + " servers that are alive all refuse this port")
        : unknown(refused, "RST", "nothing shows whether the target or a device sent the RST");
  }

  private static Refusal reset(Observation step, Who who, Confidence sureness, String reason) {
    return new Refusal(step, who, "RST", Optional.empty(), sureness, reason);
  }

  private static Refusal unknown(Observation step, String how, String reason) {
    return new Refusal(step, Who.UNKNOWN, how, Optional.empty(), Confidence.POSSIBLE, reason);
  }
}
