package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SipMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects SIP messages. */
final class SipLog implements DatagramFollower {
  private static final int MOST_MESSAGES = 256;

  private static final byte[] EMPTY_LINE = {'\r', '\n'};

  private final List<SipFacts.Message> messages = new ArrayList<>(2);

  boolean isFull() {
    return messages.size() == MOST_MESSAGES;
  }

  Parsed<SipMessage> add(ByteBuffer buffer, int offset, int length, Moment moment) {
    Parsed<SipMessage> parsed = SipMessage.parse(buffer, offset, length);
    parsed.whole().ifPresent(message -> note(message, moment));
    return parsed;
  }

  /** A datagram that was cut, or whose headers are damaged, still tells its first line. */
  void addDatagram(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (add(buffer, offset, length, moment) instanceof Parsed.Whole) {
      return;
    }
    int lineEnd = Recognition.find(buffer, offset, length, '\n');
    byte[] first = new byte[Math.max(0, lineEnd + 1 - offset) + EMPTY_LINE.length];
    buffer.get(offset, first, 0, first.length - EMPTY_LINE.length);
    System.arraycopy(EMPTY_LINE, 0, first, first.length - EMPTY_LINE.length, EMPTY_LINE.length);
    add(ByteBuffer.wrap(first), 0, first.length, moment);
  }

  private void note(SipMessage message, Moment moment) {
    if (!isFull()) {
      messages.add(
          new SipFacts.Message(
              End.of(moment.fromA()),
              message.method().orElse("").intern(),
              message.header("CSeq").orElse("").strip().replaceAll("\\s+", " "),
              message.status(),
              moment.frame(),
              moment.nanos()));
    }
  }

  @Override
  public SipFacts facts() {
    return new SipFacts(messages, progress());
  }

  private Optional<HandshakeProgress> progress() {
    Optional<SipFacts.Message> open = firstUnanswered();
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    SipFacts.Message shown = open.orElse(messages.get(messages.size() - 1));
    HandshakeProgress.Trail trail =
        HandshakeProgress.Trail.of(List.of(shown.frame()), shown.nanos());
    OptionalInt status = shown.status();
    String seen = status.isPresent() ? "" + status.getAsInt() : shown.method();
    return Optional.of(
        open.isEmpty()
            ? HandshakeProgress.complete("sip", seen, trail)
            : HandshakeProgress.waiting("sip", seen, "response", shown.from().other(), trail));
  }

  /** A request after which the other side never said anything; ACK is not answered. */
  private Optional<SipFacts.Message> firstUnanswered() {
    for (int i = 0; i < messages.size(); i++) {
      SipFacts.Message each = messages.get(i);
      boolean request = each.status().isEmpty() && !each.method().equals("ACK");
      if (request && !isAnswered(each)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private boolean isAnswered(SipFacts.Message request) {
    for (SipFacts.Message each : messages) {
      boolean response = each.status().isPresent() && each.from() != request.from();
      if (response && answers(each, request)) {
        return true;
      }
    }
    return false;
  }

  /** A request that is sent once more with credentials has another number. */
  private static boolean answers(SipFacts.Message response, SipFacts.Message request) {
    boolean known = !response.sequence().isEmpty() && !request.sequence().isEmpty();
    return known
        ? response.sequence().equals(request.sequence())
        : response.method().isEmpty() || response.method().equals(request.method());
  }
}
