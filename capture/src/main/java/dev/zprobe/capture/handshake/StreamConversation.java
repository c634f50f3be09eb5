package dev.zprobe.capture.handshake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows a TCP flow: finds out what is spoken, holds back what is not whole yet, and goes on with
 * the next protocol where one hands over, as CONNECT does to TLS.
 */
final class StreamConversation implements Conversation {
  /** Segments that are looked at for a protocol to begin, such as TLS after STARTTLS. */
  private static final int MOST_UNKNOWN_SEGMENTS = 64;

  /** More than any message that is held back: a TLS record, a head of 64 KiB. */
  private static final int MOST_CARRIED = 1 << 17;

  private final Resources resources;
  private final Ports ports;
  private final Moment moment;
  private List<StreamFollower> followers = List.of();
  private final Direction directionA;
  private final Direction directionB;
  private boolean following;
  private boolean finished;
  private boolean pending;
  private int unknownSegments;

  StreamConversation(Resources resources, Ports ports) {
    this.resources = resources;
    this.ports = ports;
    moment = resources.moment();
    directionA = new Direction(resources.budget());
    directionB = new Direction(resources.budget());
  }

  /** What is known of the bytes to come in one direction. */
  private static final class Direction extends Carry {
    private long skipped;
    private int wanted = 1;
    private long latestFrame;
    private long latestNanos;

    Direction(Budget budget) {
      super(budget);
    }

    void forget() {
      clear();
      wanted = 1;
    }
  }

  @Override
  public boolean bytes(
      ByteBuffer buffer, int offset, int length, boolean fromA, long frame, long nanos) {
    if (finished) {
      return false;
    }
    Direction direction = fromA ? directionA : directionB;
    // A message is whole with the latest of its segments, which need not be the last by number.
    if (frame > direction.latestFrame) {
      direction.latestFrame = frame;
      direction.latestNanos = nanos;
    }
    moment.set(fromA, direction.latestFrame, direction.latestNanos);
    int stepped = (int) Math.min(direction.skipped, length);
    direction.skipped -= stepped;
    if (stepped == length) {
      return true;
    }
    if (direction.size() == 0) {
      feed(direction, buffer, offset + stepped, length - stepped);
    } else {
      feedCarried(direction, buffer, offset + stepped, length - stepped);
    }
    if (finished) {
      release();
    }
    return !finished;
  }

  private void feedCarried(Direction direction, ByteBuffer buffer, int offset, int length) {
    if (direction.size() + length > MOST_CARRIED || !direction.append(buffer, offset, length)) {
      direction.forget();
      desynchronised();
      return;
    }
    if (direction.size() < direction.wanted) {
      return;
    }
    int size = direction.size();
    int left = read(direction, direction.view(), 0, size);
    if (!finished) {
      direction.drop(size - left);
    }
  }

  private void feed(Direction direction, ByteBuffer buffer, int offset, int length) {
    int left = read(direction, buffer, offset, length);
    if (left > 0 && !finished && !direction.append(buffer, offset + length - left, left)) {
      direction.forget();
      desynchronised();
    }
  }

  /** Reads on until bytes are used up or more are wanted; answers how many are left over. */
  private int read(Direction direction, ByteBuffer buffer, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && !finished) {
      if (!following && !recognize(buffer, at, end - at)) {
        return keepsUnknown(direction, end - at);
      }
      StreamFollower follower = followers.get(followers.size() - 1);
      int used = follower.read(buffer, at, end - at, moment);
      if (used == StreamFollower.DONE) {
        finished = true;
        return 0;
      }
      if (used == StreamFollower.HANDED_OVER) {
        following = false;
        unknownSegments = 0;
        at += follower.wanted(moment.fromA());
        continue;
      }
      if (used > end - at) {
        direction.skipped = used - (long) (end - at);
        direction.wanted = 1;
        return 0;
      }
      at += used;
      direction.wanted = follower.wanted(moment.fromA());
      return end - at;
    }
    return 0;
  }

  private int keepsUnknown(Direction direction, int left) {
    if (pending) {
      direction.wanted = left + 1;
      return left;
    }
    return 0;
  }

  private boolean recognize(ByteBuffer buffer, int offset, int length) {
    Recognition.Stream stream = Recognition.stream(buffer, offset, length, ports);
    pending = stream == Recognition.Stream.MORE;
    switch (stream) {
      case TLS -> begin(new TlsFollower(resources));
      case HTTP -> begin(new HttpFollower());
      case SIP -> begin(new SipStreamFollower());
      case SOCKS -> begin(new SocksFollower());
      case STUN -> begin(new StunStreamFollower(false));
      case FRAMED_STUN -> begin(new StunStreamFollower(true));
      case DNS -> begin(new DnsStreamFollower());
      case MORE, UNKNOWN -> {
        unknownSegments++;
        finished = unknownSegments > MOST_UNKNOWN_SEGMENTS;
      }
    }
    return following;
  }

  private void begin(StreamFollower follower) {
    if (followers.isEmpty()) {
      followers = new ArrayList<>(1);
    }
    followers.add(follower);
    following = true;
    // What waited in the other direction belongs to whatever was spoken before.
    (moment.fromA() ? directionB : directionA).forget();
  }

  private void broken(Direction direction, boolean onWire) {
    if (following && direction.size() > 0) {
      StreamFollower follower = followers.get(followers.size() - 1);
      follower.broken(direction.view(), direction.size(), onWire, moment);
    }
  }

  private void desynchronised() {
    if (following) {
      followers.get(followers.size() - 1).desynchronised(moment);
    }
  }

  @Override
  public void gap(boolean fromA, long missing, long frame, long nanos) {
    if (finished) {
      return;
    }
    moment.set(fromA, frame, nanos);
    Direction direction = fromA ? directionA : directionB;
    if (direction.skipped >= missing) {
      direction.skipped -= missing;
      return;
    }
    long rest = (long) direction.wanted - direction.size() - missing + direction.skipped;
    boolean insideMessage = direction.size() > 0 && direction.wanted > 1;
    direction.skipped = insideMessage && rest > 0 ? rest : 0;
    broken(direction, frame == direction.latestFrame);
    direction.forget();
    desynchronised();
  }

  @Override
  public void finished() {
    if (!finished) {
      moment.set(true, directionA.latestFrame, directionA.latestNanos);
      broken(directionA, false);
      moment.set(false, directionB.latestFrame, directionB.latestNanos);
      broken(directionB, false);
    }
    finished = true;
    release();
  }

  private void release() {
    directionA.forget();
    directionB.forget();
    followers.forEach(StreamFollower::release);
  }

  @Override
  public List<ProtocolFacts> facts() {
    List<ProtocolFacts> facts = new ArrayList<>(followers.size());
    for (StreamFollower each : followers) {
      facts.add(each.facts());
    }
    return List.copyOf(facts);
  }
}
