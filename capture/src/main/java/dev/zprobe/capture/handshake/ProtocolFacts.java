package dev.zprobe.capture.handshake;

import java.util.Optional;

/** What a follower found in one flow about one protocol. */
public sealed interface ProtocolFacts
    permits DnsFacts,
        HttpFacts,
        NtpFacts,
        QuicFacts,
        SipFacts,
        SocksFacts,
        StunFacts,
        TlsFacts,
        ZoomMediaFacts {

  /** How far the handshake got; empty where nothing was to be answered, such as multicast. */
  Optional<HandshakeProgress> progress();
}
