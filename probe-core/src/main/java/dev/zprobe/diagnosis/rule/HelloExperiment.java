package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Peer;
import dev.zprobe.diagnosis.ResetOrigin;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A handshake that dies without an answer, beside hellos to its endpoint that differ in one thing.
 *
 * @param subject the regular handshake
 * @param ending how it dies
 * @param origin who ended it, for RST and FIN
 * @param controls other hellos at the endpoint that ran to a result
 */
record HelloExperiment(
    TlsHandshake subject, Ending ending, ResetOrigin origin, List<TlsHandshake> controls) {
  /** How a handshake dies. */
  enum Ending {
    SILENCE("silence"),
    RESET("RST"),
    CLOSE("FIN"),
    /** That somebody before the target sent in its place. */
    ALERT("an alert that is not the target's"),
    /** Another protocol, where other hellos are answered with TLS. */
    FOREIGN("bytes that are not TLS"),
    /** An answer of some kind: the target's alert, a certificate. */
    OTHER("an answer");

    private final String text;

    Ending(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Empty when a regular handshake works there, or none was tried. */
  static Optional<HelloExperiment> of(Landscape land, Visit visit) {
    return land.once(
        HelloExperiment.class,
        visit,
        () -> visit.failedHandshake().map(subject -> of(land, visit, subject)));
  }

  /** One handshake of those at an endpoint, the others as its controls. */
  static HelloExperiment of(Landscape land, Visit visit, TlsHandshake subject) {
    ResetOrigin origin = origin(land, visit, subject);
    boolean stranger = origin.sender() == ResetOrigin.Sender.DEVICE;
    return new HelloExperiment(
        subject,
        ending(subject) == Ending.ALERT && !stranger ? Ending.OTHER : ending(subject),
        origin,
        land.visit(visit.endpoint()).stream()
            .flatMap(each -> each.handshakes().stream())
            .distinct()
            .filter(each -> !each.equals(subject) && !each.failedWith(FailureCode.NOT_TESTED))
            .toList());
  }

  private static Ending ending(TlsHandshake subject) {
    if (subject.failedWith(FailureCode.TLS_TIMEOUT)) {
      return Ending.SILENCE;
    }
    if (subject.failedWith(FailureCode.TLS_RESET)) {
      return Ending.RESET;
    }
    if (subject.failedWith(FailureCode.TLS_ALERT) && !subject.received("ServerHello")) {
      return Ending.ALERT;
    }
    if (subject.failedWith(FailureCode.TLS_MALFORMED)) {
      return Ending.FOREIGN;
    }
    if (!subject.failedWith(FailureCode.TLS_CLOSED)) {
      return Ending.OTHER;
    }
    // A socket that still held data may report a RST as an end: the frames know better.
    boolean reset =
        subject.trace().firstIn(Content.RESET).isPresent()
            && subject.trace().firstIn(Content.FIN).isEmpty();
    return reset ? Ending.RESET : Ending.CLOSE;
  }

  private static ResetOrigin origin(Landscape land, Visit visit, TlsHandshake subject) {
    Content what =
        switch (ending(subject)) {
          case CLOSE -> Content.FIN;
          case ALERT, FOREIGN -> Content.DATA;
          case SILENCE, RESET, OTHER -> Content.RESET;
        };
    ResetOrigin origin =
        ResetOrigin.of(subject.trace(), land.peer(visit.endpoint().address()), what);
    return what == Content.RESET ? byLadder(land, subject, origin) : origin;
  }

  /**
   * A hello that cannot get as far as the target is no target's to reset. Paths of one target may
   * differ by a router, not by more, and not all of them.
   */
  private static ResetOrigin byLadder(Landscape land, TlsHandshake subject, ResetOrigin origin) {
    return Ladders.read(land, subject.endpoint(), Stage.CLIENT_HELLO)
        .filter(reading -> origin.sender() != ResetOrigin.Sender.DEVICE && reading.isReset())
        .filter(reading -> reading.control().distance().isPresent())
        .filter(reading -> ShortHellos.are(land, reading, origin.score()))
        .map(
            reading ->
                origin.shown("a hello with TTL " + reading.location().last() + " draws it as well"))
        .orElse(origin);
  }

  /** Where hellos with the same fate die; the target itself when that is where they are reset. */
  static Location location(Landscape land, List<HelloExperiment> alike) {
    List<Ladders.Reading> readings =
        alike.stream()
            .flatMap(
                each -> Ladders.read(land, each.subject().endpoint(), Stage.CLIENT_HELLO).stream())
            .toList();
    HelloExperiment first = alike.get(0);
    if (first.ending != Ending.SILENCE && first.origin.sender() == ResetOrigin.Sender.TARGET) {
      return new Location(
          Location.Kind.TARGET,
          0,
          0,
          alike.stream().map(each -> each.subject().endpoint().address()).distinct().toList());
    }
    if (readings.isEmpty()) {
      return Location.unknown();
    }
    return first.ending == Ending.SILENCE
        ? Location.join(readings.stream().map(Ladders.Reading::location).toList())
        : Ladders.ofResets(readings, routersPassed(alike));
  }

  private static OptionalInt routersPassed(List<HelloExperiment> alike) {
    return alike.stream()
        .flatMap(each -> each.subject().trace().firstIn(Content.RESET).stream())
        .mapToInt(frame -> Peer.distance(frame.ttl()))
        .min();
  }

  /**
   * Silence is placed by the ladder alone, so endpoints that differ in it are not alike. Where none
   * was climbed, those for the same name at other addresses stand for it when they agree.
   */
  Location fate(Landscape land) {
    if (ending != Ending.SILENCE) {
      return Location.unknown();
    }
    Location own = location(land, List.of(this)).range();
    if (own.kind() != Location.Kind.UNKNOWN
        || land.seen().each(PathLadder.class).findAny().isEmpty()) {
      return own;
    }
    List<Location> others =
        land.service()
            .filter(visit -> visit.failedHandshake().filter(this::diesAlike).isPresent())
            .flatMap(visit -> of(land, visit).stream())
            .map(other -> location(land, List.of(other)).range())
            .filter(location -> location.kind() != Location.Kind.UNKNOWN)
            .distinct()
            .toList();
    return others.size() == 1 ? others.get(0) : own;
  }

  private boolean diesAlike(TlsHandshake other) {
    return subject.hello().serverName().equalsIgnoreCase(other.hello().serverName())
        && ending(other) == ending;
  }

  boolean afterServerHello() {
    return subject.received("ServerHello");
  }

  /** Something of an answer came before it died. */
  boolean begun() {
    return subject.answered()
        || subject
            .failure()
            .filter(failure -> failure.detail().contains("middle of the handshake"))
            .isPresent();
  }

  /**
   * Data came to the interface and never to the socket: an earlier part of the answer is missing,
   * and stays so although the server repeats it. False when the capture cannot say.
   */
  boolean hasHole() {
    return !begun() && subject.trace().firstIn(Content.DATA).isPresent();
  }

  /**
   * After it had begun, nothing that one side sent came through any more: not even the end of the
   * connection was acknowledged, or the same part of an answer came again and again. False when the
   * capture cannot say.
   */
  boolean cutOff() {
    return subject.trace().captured() && (unheard(true) > 1 || unheard(false) > 1);
  }

  /** How many frames other than acknowledgments one side sent after the other's last. */
  private long unheard(boolean outgoing) {
    List<Frame> frames = subject.trace().frames();
    Optional<Frame> last =
        frames.stream().filter(frame -> frame.outgoing() != outgoing).reduce((one, two) -> two);
    return frames.stream()
        .filter(frame -> frame.outgoing() == outgoing)
        .filter(frame -> outgoing ? frame.what() != Content.ACK : frame.what() == Content.DATA)
        .filter(frame -> last.filter(other -> frame.number() > other.number()).isPresent())
        .count();
  }

  /** A hello that differs only in its name and was answered. */
  Optional<TlsHandshake> otherName() {
    Optional<TlsHandshake> other =
        controls.stream().filter(each -> each.answered() && isOtherName(each)).findFirst();
    return other.or(
        () ->
            controls.stream()
                .filter(each -> each.answered() && each.hello().variant() == Variant.NO_NAME)
                .findFirst());
  }

  private boolean isOtherName(TlsHandshake each) {
    Variant variant = each.hello().variant();
    boolean named = !each.hello().serverName().isEmpty();
    return variant == Variant.OTHER_NAME
        || ((variant == Variant.NORMAL || variant == Variant.REPEAT)
            && named
            && !each.hello().serverName().equalsIgnoreCase(subject.hello().serverName()));
  }

  /** A control that was answered, of this kind. */
  Optional<TlsHandshake> answered(Variant variant) {
    return controls.stream()
        .filter(each -> each.hello().variant() == variant && each.answered())
        .findFirst();
  }

  Optional<TlsHandshake> anyAnswered() {
    return controls.stream().filter(TlsHandshake::answered).findFirst();
  }

  /** Somebody answers in the target's place, and only where the hello has this name. */
  boolean isAnsweredByAnother() {
    return (ending == Ending.ALERT || ending == Ending.FOREIGN)
        && !afterServerHello()
        && otherName().filter(TlsHandshake::answered).isPresent();
  }

  /** The same hello again, which failed again. */
  Optional<TlsHandshake> repeat() {
    return controls.stream()
        .filter(each -> each.hello().variant() == Variant.REPEAT && !each.worked())
        .findFirst();
  }

  /** A hello with another name or none was tried. */
  boolean nameTried() {
    return controls.stream()
        .anyMatch(each -> isOtherName(each) || each.hello().variant() == Variant.NO_NAME);
  }

  /**
   * The target acknowledged the hello: it was not lost on its way. Empty when the capture cannot
   * say.
   */
  Optional<Boolean> helloArrived() {
    return subject.trace().dataArrived();
  }

  /** What a control shows, in words. */
  static String answer(TlsHandshake control) {
    String what =
        control.outcome().alerts().stream()
            .filter(alert -> !alert.outgoing())
            .map(alert -> "alert " + alert.name())
            .findFirst()
            .orElse(control.received("ServerHello") ? "ServerHello" : "TLS");
    String name = control.hello().serverName();
    return (name.isEmpty() ? "the hello without a name" : "the hello naming " + name)
        + " is answered with "
        + what;
  }
}
