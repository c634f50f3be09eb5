package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The start of a QUIC connection, as far as Initial packets tell (RFC 9001 section 5.2).
 *
 * @param version of the client's first packet
 * @param messages TLS messages in Initial packets
 * @param offer from the ClientHello, where it could be opened
 * @param choice from the ServerHello, where it could be opened
 * @param closeCode of a CONNECTION_CLOSE in an Initial packet; 0x100 and an alert where TLS failed
 * @param closedBy who said so
 */
public record QuicFacts(
    int version,
    List<TlsFacts.Message> messages,
    Optional<TlsFacts.Offer> offer,
    Optional<TlsFacts.Choice> choice,
    OptionalLong closeCode,
    Optional<End> closedBy,
    Optional<HandshakeProgress> progress)
    implements ProtocolFacts {
  /** Before the code with which a connection was closed, where the trail says what ended it. */
  public static final String CLOSE = "close ";

  public QuicFacts {
    messages = List.copyOf(messages);
  }
}
