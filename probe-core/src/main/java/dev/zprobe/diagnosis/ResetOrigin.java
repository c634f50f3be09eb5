package dev.zprobe.diagnosis;

import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who sent a RST (or FIN): the address that it claims, or somebody nearer who speaks in its name.
 *
 * <p>A score of the signs in the frames. Signs of distance compare with the address's own packets
 * (SYN-ACK, data) and are meaningless without any.
 *
 * @param sender what the signs add up to
 * @param score 0 to 7, the number of signs of a stranger
 * @param signs in words, those for the target itself included
 */
public record ResetOrigin(Sender sender, int score, List<String> signs) {
  /** The one who sent it. */
  public enum Sender {
    TARGET,
    DEVICE,
    UNKNOWN
  }

  private static final ResetOrigin NOTHING = new ResetOrigin(Sender.UNKNOWN, 0, List.of());
  private static final int NEARER = 1;
  private static final int MUCH_NEARER = 3;
  private static final Duration WIDE_GAP = Duration.ofMillis(5);
  private static final Duration CLOCK_GRAIN = Duration.ofMillis(1);

  public ResetOrigin {
    signs = List.copyOf(signs);
  }

  /**
   * @param trace of the flow that was ended
   * @param peer what the address itself is known to send
   * @param ending RESET or FIN, or DATA for an answer that may be somebody else's
   */
  public static ResetOrigin of(Trace trace, Peer peer, Content ending) {
    Optional<Frame> end = trace.firstIn(ending);
    if (end.isEmpty()) {
      return NOTHING;
    }
    List<String> signs = new ArrayList<>();
    int strange = 0;
    OptionalInt usual = peer.distance();
    int nearer = usual.isPresent() ? usual.getAsInt() - Peer.distance(end.get().ttl()) : 0;
    if (nearer >= NEARER) {
      strange++;
      signs.add("it passed " + nearer + " router(s) less than the target's own packets");
    }
    if (nearer >= MUCH_NEARER) {
      strange++;
      signs.add("the difference is too large for a change of path");
    }
    // A backend behind the device that accepted is a little farther; another start value, not.
    boolean elsewhere = usual.isPresent() && -nearer >= MUCH_NEARER;
    if (elsewhere) {
      strange++;
      signs.add("it passed " + -nearer + " routers more than the target's own packets");
    }
    boolean early = isEarly(trace, peer, ending);
    if (early) {
      strange++;
      signs.add("it came in less than half the target's round trip");
    }
    if (strangeId(peer, end.get())) {
      strange++;
      signs.add("its IP identification does not fit the target's");
    }
    boolean contradicted = ending != Content.DATA && after(trace, end.get(), Content.DATA);
    if (contradicted) {
      strange++;
      signs.add("the target went on sending after it");
    }
    if (burst(trace, ending)) {
      strange++;
      signs.add("several came at once");
    }
    boolean sameWay = usual.isPresent() && nearer == 0;
    if (nearer >= NEARER
        || (early && (!sameWay || isFarTooEarly(trace, peer, ending)))
        || contradicted
        || strange >= 2) {
      return new ResetOrigin(Sender.DEVICE, strange, signs);
    }
    if (usual.isEmpty() || elsewhere) {
      return new ResetOrigin(Sender.UNKNOWN, strange, signs);
    }
    signs.add(
        sameWay
            ? "it passed as many routers as the target's own packets"
            : "it passed hardly more routers than the target's own packets");
    return new ResetOrigin(Sender.TARGET, strange, signs);
  }

  /** A device's after all, by one sign more. */
  public ResetOrigin shown(String sign) {
    List<String> more = new ArrayList<>(signs);
    more.add(sign);
    return new ResetOrigin(Sender.DEVICE, score + 1, more);
  }

  /** A request that is reset before any response, and not by the target. */
  public static boolean isByDevice(Landscape land, Visit visit, HttpExchange request) {
    Peer peer = land.peer(visit.endpoint().address());
    return request.failedWith(FailureCode.HTTP_RESET)
        && request.reply().isEmpty()
        && of(request.trace(), peer, Content.RESET).sender() == Sender.DEVICE;
  }

  private static boolean isEarly(Trace trace, Peer peer, Content ending) {
    Optional<Duration> took = Peer.answerTime(trace, ending);
    return took.isPresent()
        && peer.roundTrip().isPresent()
        && peer.roundTrip().get().compareTo(CLOCK_GRAIN.multipliedBy(4)) > 0
        && took.get().multipliedBy(2).compareTo(peer.roundTrip().get()) < 0;
  }

  /** One slow answer of a busy target makes any other look early: several and a wide gap do not. */
  private static boolean isFarTooEarly(Trace trace, Peer peer, Content ending) {
    Duration usual = peer.roundTrip().orElse(Duration.ZERO);
    Duration took = Peer.answerTime(trace, ending).orElse(usual);
    return peer.timed() > 1
        && took.multipliedBy(3).compareTo(usual) < 0
        && usual.minus(took).compareTo(WIDE_GAP) > 0;
  }

  private static boolean strangeId(Peer peer, Frame end) {
    boolean counts = peer.ipIds().size() > 1 && peer.ipIds().stream().noneMatch(id -> id == 0);
    int lowest = peer.ipIds().stream().mapToInt(Integer::intValue).min().orElse(0);
    int highest = peer.ipIds().stream().mapToInt(Integer::intValue).max().orElse(0);
    boolean counter = counts && highest - lowest < 4096;
    return counter && (end.ipId() == 0 || Math.abs(end.ipId() - highest) > 8192);
  }

  private static boolean after(Trace trace, Frame end, Content what) {
    return trace.frames().stream()
        .anyMatch(
            frame ->
                !frame.outgoing()
                    && frame.what() == what
                    && frame.number() > end.number()
                    && frame.time().isAfter(end.time()));
  }

  private static boolean burst(Trace trace, Content ending) {
    List<Frame> ends =
        trace.frames().stream()
            .filter(frame -> !frame.outgoing() && frame.what() == ending)
            .toList();
    return ending == Content.RESET
        && ends.size() > 2
        && Duration.between(ends.get(0).time(), ends.get(2).time()).compareTo(CLOCK_GRAIN) < 0;
  }

  /** For the report: {@code device, score 2 of 7: …}. */
  public String text() {
    String who =
        switch (sender) {
          case TARGET -> "the target itself";
          case DEVICE -> "a device on the path";
          case UNKNOWN -> "cannot be told";
        };
    String why = signs.isEmpty() ? "" : ": " + String.join("; ", signs);
    return who + " (score " + score + " of 7)" + why;
  }
}
