package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The same bytes with rising TTL: where on the path one handshake stage dies. */
public record PathLadder(
    Stamp stamp,
    Endpoint endpoint,
    Payload payload,
    List<Hop> hops,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** The handshake stage that climbs. */
  public enum Stage {
    SYN,
    CLIENT_HELLO,
    DATAGRAM,
    DNS_QUERY,
    /** An HTTP request; found in captures. */
    REQUEST
  }

  /**
   * What was sent at every TTL.
   *
   * @param control true when it differs from the test in one property only
   * @param description that property, in words
   */
  public record Payload(Stage stage, boolean control, String description) {}

  /** What came back at one TTL. */
  public enum Reply {
    TIME_EXCEEDED,
    /** The target's own answer: SYN-ACK, ServerHello, a datagram. */
    ANSWER,
    RESET,
    FIN,
    UNREACHABLE,
    SILENT
  }

  /**
   * How often one TTL was tried; repeats come after a silence that the control contradicts.
   *
   * @param answered of those sent
   */
  public record Tries(int sent, int answered) {
    /** Two answers of three, or better: less is a router that limits its errors. */
    public boolean reliable() {
      return answered * 3 >= sent * 2;
    }
  }

  /**
   * @param ttl 1 to 255
   * @param from who answered; for RESET and FIN the address that it claims
   * @param note what the quoted packet shows: changed address, MSS …; empty when nothing
   */
  public record Hop(
      int ttl,
      Reply reply,
      Optional<InetAddress> from,
      Duration roundTrip,
      String note,
      Tries tries) {

    /** Tried once. */
    public Hop(int ttl, Reply reply, Optional<InetAddress> from, Duration roundTrip, String note) {
      this(ttl, reply, from, roundTrip, note, new Tries(1, reply == Reply.SILENT ? 0 : 1));
    }

    /** The same after one more packet: an answer counts more than silence. */
    public Hop and(Hop again) {
      Hop better = reply == Reply.SILENT ? again : this;
      Tries both =
          new Tries(
              tries.sent() + again.tries().sent(), tries.answered() + again.tries().answered());
      return new Hop(ttl, better.reply(), better.from(), better.roundTrip(), better.note(), both);
    }

    public Hop named(InetAddress router, String why) {
      String text = note.isEmpty() ? why : note + "; " + why;
      return new Hop(ttl, reply, Optional.of(router), roundTrip, text, tries);
    }

    public boolean answered() {
      return reply != Reply.SILENT;
    }

    /** It was sent: its silence is one. */
    public boolean tried() {
      return answered() || !note.equals(NO_CONNECTION);
    }
  }

  /** Why a ladder ends where it ends. */
  public enum Stop {
    TARGET_REACHED("the target answered"),
    RESET("a RST came back"),
    CLOSED("a FIN came back"),
    UNREACHABLE("ICMP said that it goes no further"),
    SILENCE("nothing answered any more"),
    MOST_HOPS("no path is expected to be longer"),
    TIME_LIMIT("the time limit was reached"),
    NOT_TESTED("nothing was sent");

    private final String meaning;

    Stop(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }

  /** Longer paths are not climbed. */
  public static final int HIGHEST_TTL = 30;

  /** The note of a hop for which no connection was to be had, so that nothing was sent. */
  public static final String NO_CONNECTION = "no connection";

  public Stop stop() {
    if (hops.isEmpty()) {
      return Stop.NOT_TESTED;
    }
    Hop last = hops.get(hops.size() - 1);
    boolean highest = last.ttl() >= HIGHEST_TTL;
    return switch (last.reply()) {
      case ANSWER -> Stop.TARGET_REACHED;
      case RESET -> Stop.RESET;
      case FIN -> Stop.CLOSED;
      case UNREACHABLE -> Stop.UNREACHABLE;
      case SILENT -> highest ? Stop.MOST_HOPS : Stop.SILENCE;
      case TIME_EXCEEDED -> highest ? Stop.MOST_HOPS : Stop.TIME_LIMIT;
    };
  }

  /** What came back at this TTL, if it was tried. */
  public Optional<Hop> at(int ttl) {
    return hops.stream().filter(hop -> hop.ttl() == ttl).findFirst();
  }

  /** The highest hop below this one that was not left out; 0 for none. */
  public int triedBelow(int ttl) {
    int below = ttl - 1;
    while (below > 0 && !wasTried(below)) {
      below--;
    }
    return Math.max(0, below);
  }

  /** False where something kept it from being sent; what was passed over need not be tried. */
  public boolean wasTried(int ttl) {
    return at(ttl).filter(hop -> !hop.tried()).isEmpty();
  }

  /** The highest TTL at which a router answered; 0 for none. */
  public int lastRouter() {
    return hops.stream()
        .filter(hop -> hop.reply() == Reply.TIME_EXCEEDED)
        .mapToInt(Hop::ttl)
        .max()
        .orElse(0);
  }

  /** Towards a private network: a path that parts from a public one at the first router. */
  public boolean isInside() {
    return endpoint().address().isSiteLocalAddress();
  }

  /** The lowest TTL that drew the target's own answer. */
  public OptionalInt distance() {
    return hops.stream().filter(hop -> hop.reply() == Reply.ANSWER).mapToInt(Hop::ttl).min();
  }

  @Override
  public PathLadder withTrace(Trace seen) {
    return new PathLadder(stamp, endpoint, payload, hops, failure, seen);
  }

  @Override
  public String step() {
    return "path-ladder";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
