package dev.zprobe.capture.handshake;

import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.StunNames;
import dev.zprobe.wire.ZoomStun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects STUN messages of one dialect without making garbage for each. */
final class StunLog implements DatagramFollower {
  private static final int MOST_MESSAGES = 4096;
  private static final int NOWHERE = -1;
  private static final int BINDING_REQUEST = 1;
  private static final int ALLOCATE_REQUEST = 3;
  private static final int CREATE_PERMISSION = 8;
  private static final int CHANNEL_BIND = 9;

  /** RFC 8445 section 16.1. */
  private static final int PRIORITY = 0x0024;

  /** Error codes 300 to 699 take six bits less than they need: they stand above the type. */
  private static final int TYPE_BITS = 14;

  private final StunFacts.Dialect dialect;
  private final MessageLog log = new MessageLog(MOST_MESSAGES);
  private final MessageLog errors = new MessageLog(256);
  private boolean check;

  StunLog(StunFacts.Dialect dialect) {
    this.dialect = dialect;
  }

  StunFacts.Dialect dialect() {
    return dialect;
  }

  /** Takes a message whose header is whole. */
  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    int type = buffer.getShort(offset) & (1 << TYPE_BITS) - 1;
    if (StunNames.isError(type)) {
      int code = errorCode(buffer, offset, length);
      errors.add(code, moment.fromA(), moment.frame(), log.size());
    }
    if (type == BINDING_REQUEST && !check && dialect == StunFacts.Dialect.RFC_8489) {
      check = find(buffer, offset, length, PRIORITY) >= 0;
    }
    log.add(type, moment.fromA(), moment.frame(), moment.nanos());
  }

  private static int errorCode(ByteBuffer buffer, int offset, int length) {
    int at = find(buffer, offset, length, StunMessage.ERROR_CODE);
    boolean whole = at >= 0 && offset + length - at >= 8;
    return whole ? (buffer.get(at + 6) & 7) * 100 + (buffer.get(at + 7) & 0xff) % 100 : 0;
  }

  /** Where an attribute begins, or -1. */
  private static int find(ByteBuffer buffer, int offset, int length, int attribute) {
    int end = offset + Math.min(length, 20 + (buffer.getShort(offset + 2) & 0xffff));
    int at = offset + StunMessage.HEADER_LENGTH;
    while (end - at >= 4) {
      if ((buffer.getShort(at) & 0xffff) == attribute) {
        return at;
      }
      at += 4 + ((buffer.getShort(at + 2) & 0xffff) + 3 & ~3);
    }
    return NOWHERE;
  }

  @Override
  public StunFacts facts() {
    List<StunFacts.Message> messages = new ArrayList<>(log.size());
    int error = 0;
    for (int i = 0; i < log.size(); i++) {
      boolean failed = error < errors.size() && errors.nanos(error) == i;
      OptionalInt code = failed ? OptionalInt.of(errors.code(error++)) : OptionalInt.empty();
      messages.add(
          new StunFacts.Message(
              log.from(i), log.code(i), name(log.code(i)), log.frame(i), log.nanos(i), code));
    }
    return new StunFacts(dialect, messages, check, progress());
  }

  private String name(int type) {
    boolean reply = dialect == StunFacts.Dialect.ZOOM && type == ZoomStun.REPLY;
    return reply ? "Binding Success Response" : StunNames.name(type);
  }

  private boolean isSuccess(int type) {
    return StunNames.isSuccess(type) || dialect == StunFacts.Dialect.ZOOM && type == ZoomStun.REPLY;
  }

  /** Answered once, a flow works: later requests may be checks that nobody must answer. */
  private Optional<HandshakeProgress> progress() {
    int request = NOWHERE;
    int success = NOWHERE;
    int last = NOWHERE;
    for (int i = 0; i < log.size(); i++) {
      int type = log.code(i);
      if (isSuccess(type)) {
        success = i;
        last = i;
      } else if (StunNames.isError(type)) {
        last = i;
      } else if (StunNames.isRequest(type)) {
        request = i;
        last = success == NOWHERE ? i : last;
      }
    }
    if (last == NOWHERE) {
      return Optional.empty();
    }
    if (success == NOWHERE && isAllocationUsed()) {
      return Optional.empty();
    }
    if (success != NOWHERE) {
      return Optional.of(HandshakeProgress.complete("stun", name(log.code(last)), trail(last)));
    }
    int asked = request == NOWHERE ? last : request;
    String missing = StunNames.name(StunNames.success(log.code(asked)));
    End awaited = request == NOWHERE ? log.from(last) : log.from(request).other();
    return Optional.of(
        HandshakeProgress.waiting("stun", name(log.code(last)), missing, awaited, trail(last)));
  }

  /**
   * Who uses what it asked for has got it: the other direction is not in the capture (RFC 8656).
   */
  private boolean isAllocationUsed() {
    boolean asked = false;
    boolean used = false;
    for (int i = 0; i < log.size(); i++) {
      if (log.from(i) != log.from(0)) {
        return false;
      }
      asked |= log.code(i) == ALLOCATE_REQUEST;
      used |= asked && (log.code(i) == CREATE_PERMISSION || log.code(i) == CHANNEL_BIND);
    }
    return used;
  }

  private HandshakeProgress.Trail trail(int last) {
    List<Long> frames = new ArrayList<>();
    for (int i = 0; i < log.size() && frames.size() < 8; i++) {
      frames.add(log.frame(i));
    }
    return HandshakeProgress.Trail.of(frames, log.nanos(last));
  }
}
