package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.udp.UdpRequest.Understood;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.FarEndProof;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import java.security.SecureRandom;
import java.util.Optional;

/** Requests that our own responder answers: SIP where SIP is spoken, else STUN. */
final class FarEndRequests implements RequestSource {
  private final SecureRandom random = new SecureRandom();
  private final FarEndToken token;
  private final Octets session;

  FarEndRequests(FarEndToken token, Octets session) {
    this.token = token;
    this.session = session;
  }

  @Override
  public UdpRequest of(Application application, FiveTuple flow, String host) {
    return switch (application) {
      case SIP, SIPS -> sip(flow, host);
      case NONE, HTTP, HTTPS, TLS, STUN, ZOOM_STUN, ZOOM_MEDIA, QUIC, DNS, NTP ->
          stun(FarEndMessage.Request.fresh(random, session, flow.remote().port(), 0));
    };
  }

  /** A question that goes on where a series of them has got to. */
  FarEndMessage.Request next(Endpoint to, int number) {
    return FarEndMessage.Request.fresh(random, session, to.port(), number);
  }

  private UdpRequest stun(FarEndMessage.Request request) {
    return new UdpRequest(
        FarEndMessage.encode(request, token),
        answer -> {
          Optional<FarEndMessage.Reply> reply = FarEndMessage.reply(answer, token);
          if (reply.isEmpty()) {
            return Understood.malformed("an answer without the token's proof");
          }
          return reply.get().transaction().equals(request.transaction())
              ? Understood.mapped(
                  reply.get().mapped().map(at -> Endpoint.udp(at.getAddress(), at.getPort())))
              : Understood.malformed("an answer to another request");
        });
  }

  private UdpRequest sip(FiveTuple flow, String host) {
    FarEndProof proof = FarEndProof.fresh(random, session);
    UdpRequest plain = SipOptions.request(random, flow, host);
    return new UdpRequest(proof.dressed(plain.datagram(), token), plain.reader());
  }
}
