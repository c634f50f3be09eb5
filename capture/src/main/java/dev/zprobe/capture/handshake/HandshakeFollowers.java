package dev.zprobe.capture.handshake;

import dev.zprobe.capture.flow.Dialogue;
import dev.zprobe.capture.flow.DialogueFactory;
import dev.zprobe.capture.flow.FlowEnds;
import java.nio.ByteBuffer;

/**
 * Opens a {@link Conversation} for every flow with payload. Whoever holds the {@link Dialogue} of a
 * flow that this factory opened may cast it. One factory serves one thread.
 */
public final class HandshakeFollowers implements DialogueFactory {
  /** What all flows together may hold back of messages that are not whole. */
  public static final long HELD_BYTES = 32L << 20;

  private final Resources resources;

  /**
   * @param keyLog secrets for TLS 1.3, which may grow while the capture is read
   * @param heldBytes what all flows together may hold back; beyond it messages are given up
   */
  public HandshakeFollowers(KeyLog keyLog, long heldBytes) {
    resources = new Resources(new Budget(heldBytes), keyLog);
  }

  public HandshakeFollowers() {
    this(new KeyLog(), HELD_BYTES);
  }

  @Override
  public Conversation open(
      FlowEnds ends, ByteBuffer buffer, int offset, int length, boolean fromA) {
    Ports ports = new Ports(ends.portA(), ends.portB());
    return ends.udp()
        ? new DatagramConversation(resources, ports)
        : new StreamConversation(resources, ports);
  }

  /** Bytes that are held back now. */
  public long heldBytes() {
    return resources.budget().usedBytes();
  }
}
