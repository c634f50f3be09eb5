package dev.zprobe.capture.handshake;

import dev.zprobe.capture.flow.FlowEnds;
import dev.zprobe.wire.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A conversation that a test speaks, one frame per call, a millisecond apart. */
final class Talk {
  private static final int OFFSET = 7;

  private final HandshakeFollowers followers;
  private final boolean udp;
  private final int portB;
  private Optional<Conversation> conversation = Optional.empty();
  private boolean wanted = true;
  private long frame;

  private Talk(HandshakeFollowers followers, boolean udp, int portB) {
    this.followers = followers;
    this.udp = udp;
    this.portB = portB;
  }

  static Talk tcp(int portB) {
    return new Talk(new HandshakeFollowers(), false, portB);
  }

  static Talk udp(int portB) {
    return new Talk(new HandshakeFollowers(), true, portB);
  }

  static Talk tcp(HandshakeFollowers followers, int portB) {
    return new Talk(followers, false, portB);
  }

  private record Ends(boolean udp, int portA, int portB) implements FlowEnds {
    @Override
    public boolean openedByB() {
      return false;
    }
  }

  Talk a(Octets bytes) {
    return say(bytes, true);
  }

  Talk b(Octets bytes) {
    return say(bytes, false);
  }

  Talk a(String text) {
    return a(Octets.ascii(text));
  }

  Talk b(String text) {
    return b(Octets.ascii(text));
  }

  private Talk say(Octets bytes, boolean fromA) {
    frame++;
    ByteBuffer buffer = ByteBuffer.allocateDirect(OFFSET + bytes.length());
    buffer.put(OFFSET, bytes.toArray());
    if (conversation.isEmpty()) {
      conversation =
          Optional.of(
              followers.open(new Ends(udp, 50_000, portB), buffer, OFFSET, bytes.length(), fromA));
    }
    if (wanted) {
      wanted =
          conversation.get().bytes(buffer, OFFSET, bytes.length(), fromA, frame, frame * 1_000_000);
    }
    return this;
  }

  /** Bytes of a are lost; the loss is certain with the next frame. */
  Talk gapOfA(long missing) {
    conversation.orElseThrow().gap(true, missing, frame + 1, (frame + 1) * 1_000_000);
    return this;
  }

  /** The capture kept only the beginning of what a just said. */
  Talk cutOfA(long missing) {
    conversation.orElseThrow().gap(true, missing, frame, frame * 1_000_000);
    return this;
  }

  boolean isWanted() {
    return wanted;
  }

  Talk end() {
    conversation.ifPresent(Conversation::finished);
    return this;
  }

  List<ProtocolFacts> facts() {
    return conversation.map(Conversation::facts).orElse(List.of());
  }

  <T extends ProtocolFacts> T facts(Class<T> kind) {
    return facts().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + facts()));
  }

  /** Last message seen, arrow, first one missing. */
  static String words(ProtocolFacts facts) {
    HandshakeProgress progress = facts.progress().orElseThrow();
    String missing =
        progress.complete()
            ? "complete"
            : progress.missing().orElse("refused")
                + progress.awaited().map(end -> " from " + end.text()).orElse("");
    return progress.lastSeen().orElse("nothing") + " -> " + missing;
  }
}
