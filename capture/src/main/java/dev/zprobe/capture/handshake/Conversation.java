package dev.zprobe.capture.handshake;

import dev.zprobe.capture.flow.Dialogue;
import java.util.List;

/** A dialogue that says what it has read so far. Used by the thread that feeds it. */
public sealed interface Conversation extends Dialogue
    permits DatagramConversation, StreamConversation {

  /** What was found, outer protocols first: CONNECT before the TLS inside it. */
  List<ProtocolFacts> facts();
}
