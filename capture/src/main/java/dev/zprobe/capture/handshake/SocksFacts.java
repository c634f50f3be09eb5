package dev.zprobe.capture.handshake;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A connection through a SOCKS proxy; what is spoken inside has facts of its own.
 *
 * @param version 4 or 5
 * @param host to which the proxy was asked to connect, a name or an address
 * @param code of the reply; 0 is success in version 5, 90 in version 4
 */
public record SocksFacts(
    int version,
    Optional<String> host,
    OptionalInt port,
    OptionalInt code,
    Optional<HandshakeProgress> progress)
    implements ProtocolFacts {}
