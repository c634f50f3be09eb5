package dev.zprobe.observation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the capture shows of an observation's flows.
 *
 * @param captured false when the run was blind: then no frame proves nothing
 * @param history Zeek's letters, empty when not captured
 * @param frames in order of arrival, bounded
 * @param icmpErrors about packets of these flows, with the frame's number in the same order
 */
public record Trace(
    boolean captured, String history, List<Frame> frames, List<IcmpError> icmpErrors) {
  public static final Trace BLIND = new Trace(false, "", List.of(), List.of());

  public Trace {
    frames = List.copyOf(frames);
    icmpErrors = List.copyOf(icmpErrors);
  }

  public List<Long> framesOut() {
    return frames.stream().filter(Frame::outgoing).map(Frame::number).toList();
  }

  public List<Long> framesIn() {
    return frames.stream().filter(frame -> !frame.outgoing()).map(Frame::number).toList();
  }

  /** Numbers of the frames with this content in one direction. */
  public List<Long> numbers(Frame.Content what, boolean outgoing) {
    return frames.stream()
        .filter(frame -> frame.what() == what && frame.outgoing() == outgoing)
        .map(Frame::number)
        .toList();
  }

  /** The first frame received with this content. */
  public Optional<Frame> firstIn(Frame.Content what) {
    return frames.stream().filter(frame -> !frame.outgoing() && frame.what() == what).findFirst();
  }

  /** The last frame sent. */
  public Optional<Frame> lastOut() {
    return frames.stream().filter(Frame::outgoing).reduce((first, second) -> second);
  }

  /** All was sent with so small a TTL that it was to be reported on the way, and not to arrive. */
  public boolean isRung() {
    List<Frame> sent = frames.stream().filter(Frame::outgoing).toList();
    return !sent.isEmpty()
        && sent.stream()
            .allMatch(frame -> frame.ttl() > 0 && frame.ttl() <= PathLadder.HIGHEST_TTL);
  }

  /** Whether the peer acknowledged what was first sent to it; empty where no capture can tell. */
  public Optional<Boolean> dataArrived() {
    Optional<Frame> first =
        frames.stream()
            .filter(frame -> captured && frame.outgoing() && frame.what() == Frame.Content.DATA)
            .findFirst();
    return first.map(
        sent ->
            frames.stream()
                .filter(frame -> !frame.outgoing() && !frame.time().isBefore(sent.time()))
                .anyMatch(
                    frame ->
                        frame.what() == Frame.Content.ACK || frame.what() == Frame.Content.DATA));
  }

  /**
   * Something came back after the last data that left: that, too, arrived. Within a connection that
   * worked so far this tells a peer that says nothing from one that hears nothing. Empty when the
   * capture cannot say.
   *
   * @param end of the step: what leaves later, such as a farewell of TLS, is not asked about
   */
  public Optional<Boolean> lastDataArrived(Instant end) {
    Optional<Frame> last =
        frames.stream()
            .filter(frame -> captured && frame.outgoing() && frame.what() == Frame.Content.DATA)
            .filter(frame -> frame.time().isBefore(end))
            .reduce((one, two) -> two);
    return last.map(
        sent ->
            frames.stream().anyMatch(frame -> !frame.outgoing() && frame.number() > sent.number()));
  }
}
