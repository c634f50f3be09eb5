package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.net.Opening;

/**
 * One way in which a peer can be bad. The whole list is sealed, so that a test can say what it
 * expects of each; {@link AdversePeer} runs any of them. Values are immutable and carry no
 * connection's state.
 */
public sealed interface Misbehaviour
    permits StreamMisbehaviour,
        TlsMisbehaviour,
        HttpMisbehaviour,
        StunMisbehaviour,
        SipMisbehaviour,
        DnsMisbehaviour,
        NtpMisbehaviour {

  /** What the peer's port does. */
  Opening opening();
}
