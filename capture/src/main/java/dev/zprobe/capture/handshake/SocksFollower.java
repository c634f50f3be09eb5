package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SocksMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Follows the start of a SOCKS connection (RFC 1928, RFC 1929) up to the proxy's reply. */
final class SocksFollower implements StreamFollower {
  /** What comes next. */
  private enum Step {
    GREETING("method selection"),
    CHOICE("method selection"),
    PASSWORD("password"),
    PASSWORD_STATUS("password status"),
    REQUEST("request"),
    REPLY("reply"),
    OPEN("");

    private final String title;

    Step(String title) {
      this.title = title;
    }
  }

  private Step next = Step.GREETING;
  private int version = SocksMessage.VERSION_5;
  private Optional<SocksMessage.Request> request = Optional.empty();
  private int code = -1;
  private String lastSeen = "";
  private final List<Long> frames = new ArrayList<>(4);
  private long lastNanos;
  private boolean clientIsA = true;
  private int wanted = 1;

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    int used =
        switch (next) {
          case GREETING -> greeting(buffer, offset, length, moment);
          case CHOICE -> choice(buffer, offset, length, moment);
          case PASSWORD -> password(buffer, offset, length, moment);
          case PASSWORD_STATUS -> passwordStatus(buffer, offset, length, moment);
          case REQUEST -> request(buffer, offset, length, moment);
          case REPLY -> reply(buffer, offset, length, moment);
          case OPEN -> DONE;
        };
    if (next == Step.OPEN && used > 0) {
      wanted = used;
      return HANDED_OVER;
    }
    return used;
  }

  private int greeting(ByteBuffer buffer, int offset, int length, Moment moment) {
    clientIsA = moment.fromA();
    if (buffer.get(offset) == SocksMessage.VERSION_4) {
      return request(buffer, offset, length, moment);
    }
    Parsed<SocksMessage> parsed = SocksMessage.parseOffer(buffer, offset, length);
    return after(parsed, Step.CHOICE, "method offer", moment);
  }

  private int choice(ByteBuffer buffer, int offset, int length, Moment moment) {
    Parsed<SocksMessage> parsed = SocksMessage.parseChoice(buffer, offset, length);
    boolean password =
        parsed instanceof Parsed.Whole<SocksMessage> whole
            && whole.message() instanceof SocksMessage.Choice choice
            && choice.method() == SocksMessage.METHOD_PASSWORD;
    return after(parsed, password ? Step.PASSWORD : Step.REQUEST, "method selection", moment);
  }

  private int password(ByteBuffer buffer, int offset, int length, Moment moment) {
    // The password stays unread: only where the message ends matters.
    int user = length < 2 ? 0 : buffer.get(offset + 1) & 0xff;
    int secret = length < 3 + user ? 0 : buffer.get(offset + 2 + user) & 0xff;
    int size = 3 + user + secret;
    Parsed<Integer> parsed = length < size ? Parsed.truncated(size) : Parsed.of(0, size);
    return after(parsed, Step.PASSWORD_STATUS, "password", moment);
  }

  private int passwordStatus(ByteBuffer buffer, int offset, int length, Moment moment) {
    Parsed<Integer> parsed = SocksMessage.parsePasswordStatus(buffer, offset, length);
    return after(parsed, Step.REQUEST, "password status", moment);
  }

  private int request(ByteBuffer buffer, int offset, int length, Moment moment) {
    Parsed<SocksMessage> parsed = SocksMessage.parseRequest(buffer, offset, length);
    if (parsed instanceof Parsed.Whole<SocksMessage> read
        && read.message() instanceof SocksMessage.Request whole) {
      request = Optional.of(whole);
      version = whole.version();
    }
    return after(parsed, Step.REPLY, "request", moment);
  }

  private int reply(ByteBuffer buffer, int offset, int length, Moment moment) {
    Parsed<SocksMessage> parsed = SocksMessage.parseReply(buffer, offset, length);
    boolean open = false;
    if (parsed instanceof Parsed.Whole<SocksMessage> read
        && read.message() instanceof SocksMessage.Reply whole) {
      code = whole.code();
      open = whole.isOpen();
    }
    int used = after(parsed, open ? Step.OPEN : Step.REPLY, "reply", moment);
    return code >= 0 && !open ? DONE : used;
  }

  private int after(Parsed<?> parsed, Step step, String title, Moment moment) {
    if (parsed instanceof Parsed.Truncated<?> cut) {
      wanted = cut.wanted();
      return 0;
    }
    if (!(parsed instanceof Parsed.Whole<?> whole)) {
      return DONE;
    }
    next = step;
    lastSeen = title;
    lastNanos = moment.nanos();
    frames.add(moment.frame());
    wanted = 1;
    return whole.bytes();
  }

  @Override
  public int wanted(boolean fromA) {
    return wanted;
  }

  @Override
  public void desynchronised(Moment moment) {
    // A short exchange: what is lost of it stays missing.
  }

  @Override
  public SocksFacts facts() {
    return new SocksFacts(
        version,
        request.map(SocksMessage.Request::host),
        request.isPresent() ? OptionalInt.of(request.get().port()) : OptionalInt.empty(),
        code < 0 ? OptionalInt.empty() : OptionalInt.of(code),
        progress());
  }

  private Optional<HandshakeProgress> progress() {
    if (frames.isEmpty()) {
      return Optional.empty();
    }
    HandshakeProgress.Trail trail = HandshakeProgress.Trail.of(frames, lastNanos);
    if (next == Step.OPEN) {
      return Optional.of(HandshakeProgress.complete("socks", lastSeen, trail));
    }
    boolean byClient = next == Step.REQUEST || next == Step.PASSWORD;
    return Optional.of(
        code >= 0
            ? HandshakeProgress.refused("socks", lastSeen, trail)
            : HandshakeProgress.waiting(
                "socks", lastSeen, next.title, End.of(clientIsA == byClient), trail));
  }
}
