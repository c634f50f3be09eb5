package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.SourcePortTest;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A first packet that nobody answered, and what else was alive then: that decides whether a port,
 * an address, a server or everything is lost.
 *
 * @param reach how far the loss goes
 * @param control that worked; empty when nothing did
 * @param ladder where on the path it dies, when that was tried
 */
public record Silence(
    Visit visit, Reach reach, Optional<Observation> control, Optional<Ladders.Reading> ladder) {
  /** How far the loss goes. */
  public enum Reach {
    /** Other ports of the address are alive, or other addresses show the same for this port. */
    PORT,
    /** The address is dead on everything, another address of the service is alive. */
    ADDRESS,
    /** The address is dead on everything, and its packets reach its last router. */
    SERVER,
    /** All of the service is dead, a control outside of it is alive. */
    SERVICE,
    /** Nothing that was tried over this transport is alive. */
    EVERYTHING
  }

  /** Empty unless packets left this host and nothing at all came back. */
  public static Optional<Silence> of(Landscape land, Visit visit) {
    return land.once(Silence.class, visit, () -> make(land, visit));
  }

  private static Optional<Silence> make(Landscape land, Visit visit) {
    if (!visit.isSilent()
        || mayBeLimited(land, visit)
        || keptHere(visit)
        || land.seen().sourcePorts(visit.endpoint()).anyMatch(SourcePortTest::anyAnswered)
        || answeredLater(land, visit).isPresent()
        || land.losses().mayExplainSilence(allTries(land, visit))) {
      return Optional.empty();
    }
    PathLadder.Stage stage = visit.isTcp() ? PathLadder.Stage.SYN : PathLadder.Stage.DATAGRAM;
    Optional<Ladders.Reading> ladder = Ladders.read(land, visit.endpoint(), stage);
    InetAddress address = visit.endpoint().address();
    Optional<Observation> sameAddress =
        land.aliveAt(address)
            .or(() -> refusedBy(land, address))
            .or(() -> answeredLadder(land, address));
    if (sameAddress.isPresent()) {
      return found(visit, Reach.PORT, sameAddress, ladder);
    }
    Optional<Observation> samePort = samePortLost(land, visit);
    if (samePort.isPresent()) {
      return found(visit, Reach.PORT, samePort, ladder);
    }
    if (ladder.filter(Silence::showsTheServer).isPresent()) {
      return found(visit, Reach.SERVER, ladder.map(Ladders.Reading::control), ladder);
    }
    Optional<Observation> sameService =
        land.alive(
            land.service().filter(other -> sharesService(visit, other) && sameKind(visit, other)));
    if (sameService.isPresent()) {
      return found(visit, Reach.ADDRESS, sameService, ladder);
    }
    Optional<Observation> outside =
        land.alive(land.controls().filter(other -> sameKind(visit, other)))
            .or(() -> land.alive(land.service().filter(other -> sameKind(visit, other))));
    return outside.isPresent()
        ? found(visit, Reach.SERVICE, outside, ladder)
        : found(visit, Reach.EVERYTHING, anyAnswer(land), ladder);
  }

  /** Its packets get as far as the last router of a control that arrived. */
  private static boolean showsTheServer(Ladders.Reading reading) {
    return reading.diesAtTarget() && reading.control().distance().isPresent();
  }

  private static Optional<Silence> found(
      Visit visit,
      Reach reach,
      Optional<? extends Observation> control,
      Optional<Ladders.Reading> ladder) {
    return Optional.of(new Silence(visit, reach, control.map(each -> each), ladder));
  }

  /** Three SYNs, or the datagrams that were sent. */
  static int tries(Visit visit) {
    return visit.isTcp()
        ? 3 * visit.connects().size()
        : visit.exchanges().stream().mapToInt(each -> each.result().sent()).sum();
  }

  /** Nothing came back, and with so much loss on the path that may well be chance. */
  public static boolean mayBeChance(Landscape land, Visit visit) {
    return visit.isSilent() && land.losses().mayExplainSilence(allTries(land, visit));
  }

  /**
   * Chance would have to take them all: where nothing of a port is answered at any address, or
   * nothing at any port of an address, every try counts.
   */
  private static int allTries(Landscape land, Visit visit) {
    Endpoint lost = visit.endpoint();
    List<Visit> samePort =
        land.service(lost.transport()).stream()
            .filter(other -> other.endpoint().port() == lost.port())
            .toList();
    List<Visit> sameAddress =
        land.service(lost.transport()).stream()
            .filter(other -> other.endpoint().address().equals(lost.address()))
            .toList();
    return Math.max(silentTries(visit, samePort), silentTries(visit, sameAddress));
  }

  private static int silentTries(Visit visit, List<Visit> alike) {
    return alike.stream().allMatch(each -> each.isSilent() && each.mustAnswer())
        ? Math.max(tries(visit), alike.stream().mapToInt(Silence::tries).sum())
        : tries(visit);
  }

  /**
   * Beside a limit of rate, silence among the crowd of probes proves nothing; nor does a ladder,
   * whose packets it takes as well. Only a target that must answer and was asked alone tells.
   */
  private static boolean mayBeLimited(Landscape land, Visit visit) {
    boolean askedAlone = visit.mustAnswer() && visit.exchanges().size() > 1;
    return !visit.isTcp() && !askedAlone && !RateTrials.of(land.seen()).limited().isEmpty();
  }

  /**
   * The same port accepted or answered after the last that it left unanswered: nothing that lasts
   * keeps packets from it. Of one name, another may be known at the same place.
   */
  public static Optional<Observation> answeredLater(Landscape land, Visit visit) {
    Optional<Instant> last =
        Stream.concat(visit.connects().stream(), visit.exchanges().stream())
            .filter(each -> each.failure().filter(Failure::isSilent).isPresent())
            .map(each -> each.stamp().started())
            .max(Comparator.naturalOrder());
    Stream<Observation> others =
        land.visit(visit.endpoint()).stream()
            .flatMap(other -> Stream.concat(other.connects().stream(), other.exchanges().stream()));
    Stream<Observation> ladders =
        land.seen()
            .each(PathLadder.class)
            .filter(each -> each.endpoint().equals(visit.endpoint()) && each.distance().isPresent())
            .filter(each -> !each.payload().control())
            .map(each -> each);
    return Stream.concat(others, ladders)
        .filter(Observation::worked)
        .filter(each -> last.filter(each.stamp().started()::isAfter).isPresent())
        .findFirst();
  }

  /** The capture shows that nothing left, or that the answer came to the interface. */
  private static boolean keptHere(Visit visit) {
    return visit.all().stream()
        .filter(step -> step.trace().captured())
        .anyMatch(
            step -> step.trace().framesOut().isEmpty() || step.arrivedInTime(Content.SYN_ACK));
  }

  /** A refusal by the target itself is a sign of life, too. */
  private static Optional<Observation> refusedBy(Landscape land, InetAddress address) {
    return land.at(address).stream()
        .flatMap(other -> Refusal.of(land, other).stream())
        .filter(refusal -> refusal.who() == Refusal.Who.TARGET)
        .filter(refusal -> refusal.sureness() == Confidence.CONFIRMED)
        .map(Refusal::step)
        .findFirst();
  }

  /** A closed port that rejects the control of a ladder shows that its host is alive. */
  private static Optional<Observation> answeredLadder(Landscape land, InetAddress address) {
    return land.seen()
        .each(PathLadder.class)
        .filter(each -> each.endpoint().address().equals(address))
        .filter(each -> each.distance().isPresent())
        .map(each -> (Observation) each)
        .findFirst();
  }

  /**
   * A rule for a port shows at every address: when the port is silent wherever it was tried, and
   * one of those addresses is alive, then it is the port and not the address.
   */
  private static Optional<Observation> samePortLost(Landscape land, Visit visit) {
    Stream<Visit> samePort =
        land.service()
            .filter(other -> other.endpoint().transport() == visit.endpoint().transport())
            .filter(other -> other.endpoint().port() == visit.endpoint().port());
    boolean works = samePort.anyMatch(other -> other.connected() || other.answered());
    if (works) {
      return Optional.empty();
    }
    return land.service()
        .filter(other -> other.endpoint().transport() == visit.endpoint().transport())
        .filter(other -> other.endpoint().port() == visit.endpoint().port())
        .flatMap(other -> land.aliveAt(other.endpoint().address()).stream())
        .findFirst();
  }

  private static boolean sharesService(Visit one, Visit other) {
    return one.targets().stream()
        .anyMatch(
            mine ->
                other.targets().stream()
                    .anyMatch(
                        theirs -> !theirs.isControl() && theirs.service().equals(mine.service())));
  }

  private static boolean sameKind(Visit one, Visit other) {
    return other.endpoint().transport() == one.endpoint().transport();
  }

  private static Optional<Observation> anyAnswer(Landscape land) {
    Optional<Observation> peers = land.alive(land.visits().stream());
    return peers.or(
        () ->
            land.seen()
                .each(DnsLookup.class)
                .filter(each -> !each.answer().rcode().isEmpty())
                .filter(each -> each.server().role() != DnsLookup.Role.HOSTS_FILE)
                .map(each -> (Observation) each)
                .findFirst());
  }
}
