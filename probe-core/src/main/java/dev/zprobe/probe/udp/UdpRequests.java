package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.udp.UdpRequest.Understood;
import dev.zprobe.wire.NtpPacket;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.VersionNegotiation;
import dev.zprobe.wire.ZoomMedia;
import dev.zprobe.wire.ZoomStun;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;

/** A fresh request of each application. Safe for many threads. */
final class UdpRequests implements RequestSource {
  private static final int DNS_TYPE_NS = 2; // RFC 1035 section 3.2.2
  private static final int DNS_CLASS_IN = 1;

  /** RFC 8489 section 14: an unknown attribute from 0x8000 on is ignored; this one is nobody's. */
  private static final int IGNORED_ATTRIBUTE = 0xc0f0;

  private final SecureRandom random = new SecureRandom();

  @Override
  public UdpRequest of(Application application, FiveTuple flow, String host) {
    return switch (application) {
      case STUN, NONE, HTTP, HTTPS, TLS -> stun();
      case ZOOM_STUN -> zoomStun();
      case ZOOM_MEDIA -> zoomMedia();
      case SIP, SIPS -> SipOptions.request(random, flow, host);
      case QUIC -> quic();
      case DNS -> dns();
      case NTP -> ntp();
    };
  }

  private UdpRequest stun() {
    StunMessage request = StunMessage.bindingRequest(random);
    return new UdpRequest(
        request.encodeWithFingerprint(), answer -> bindingAnswer(request, answer));
  }

  /** RFC 8489 section 6.3.3; an error response is an answer too. */
  static Understood bindingAnswer(StunMessage request, Octets answer) {
    Parsed<StunMessage> parsed = StunMessage.parse(answer.buffer(), 0, answer.length());
    if (!(parsed instanceof Parsed.Whole<StunMessage> whole)) {
      return Understood.malformed("not a STUN message");
    }
    StunMessage message = whole.message();
    boolean response =
        message.type() == StunMessage.BINDING_SUCCESS
            || message.type() == StunMessage.BINDING_ERROR;
    if (!response || !message.transactionId().equals(request.transactionId())) {
      return Understood.malformed("STUN, but not the answer to this request");
    }
    return Understood.mapped(message.mappedAddress().flatMap(UdpRequests::endpoint));
  }

  private UdpRequest zoomStun() {
    StunMessage request = ZoomStun.request(random);
    return new UdpRequest(
        request.encode(),
        answer -> {
          Parsed<StunMessage> parsed = ZoomStun.parse(answer.buffer(), 0, answer.length());
          if (parsed instanceof Parsed.Whole<StunMessage> whole
              && whole.message().transactionId().equals(request.transactionId())) {
            return Understood.mapped(
                ZoomStun.mappedAddress(whole.message()).flatMap(UdpRequests::endpoint));
          }
          return Understood.malformed("not the answer of this dialect to this request");
        });
  }

  private UdpRequest zoomMedia() {
    Octets hello = ZoomMedia.hello(random, System.nanoTime() / 1_000_000);
    Optional<ZoomMedia> sent = ZoomMedia.parse(hello.buffer(), 0, hello.length()).whole();
    return new UdpRequest(
        hello,
        answer -> {
          Parsed<ZoomMedia> parsed = ZoomMedia.parse(answer.buffer(), 0, answer.length());
          boolean acknowledged =
              parsed instanceof Parsed.Whole<ZoomMedia> whole
                  && whole.message() instanceof ZoomMedia.Ack ack
                  && sent.orElseThrow() instanceof ZoomMedia.Hello asked
                  && ack.connectionId().equals(asked.connectionId());
          return acknowledged
              ? Understood.PLAIN
              : Understood.malformed("not the acknowledgement of this hello");
        });
  }

  private UdpRequest quic() {
    VersionNegotiation.Probe probe = VersionNegotiation.probe(random);
    return new UdpRequest(
        probe.datagram(),
        answer -> {
          Parsed<VersionNegotiation> parsed =
              VersionNegotiation.parse(answer.buffer(), 0, answer.length());
          return parsed instanceof Parsed.Whole<VersionNegotiation> whole
                  && probe.isAnsweredBy(whole.message())
              ? Understood.PLAIN
              : Understood.malformed("not a version negotiation for this packet");
        });
  }

  /** The name servers of the root: every resolver can answer that. */
  private UdpRequest dns() {
    int id = random.nextInt(0x10000);
    Octets query =
        new OctetsWriter()
            .uint16(id)
            .uint16(0x0100) // recursion desired
            .uint16(1)
            .zeros(6)
            .uint8(0)
            .uint16(DNS_TYPE_NS)
            .uint16(DNS_CLASS_IN)
            .done();
    return new UdpRequest(
        query,
        answer ->
            answer.length() >= 12 && answer.uint16(0) == id && (answer.at(2) & 0x80) != 0
                ? Understood.PLAIN
                : Understood.malformed("not the answer to this query"));
  }

  private UdpRequest ntp() {
    long cookie = random.nextLong();
    return new UdpRequest(
        NtpPacket.request(cookie),
        answer -> {
          Parsed<NtpPacket> parsed = NtpPacket.parse(answer.buffer(), 0, answer.length());
          return parsed instanceof Parsed.Whole<NtpPacket> whole
                  && whole.message().stamps().originate() == cookie
              ? Understood.PLAIN
              : Understood.malformed("not the answer to this request");
        });
  }

  /** A Binding request that fills a datagram of this many bytes, for size tests. */
  StunMessage padded(int bytes) {
    StunMessage request = StunMessage.bindingRequest(random);
    int room = bytes - request.encode().length() - 4;
    return request.with(IGNORED_ATTRIBUTE, Octets.of(new byte[Math.max(0, room) & ~3]));
  }

  private static Optional<Endpoint> endpoint(InetSocketAddress address) {
    return Optional.of(Endpoint.udp(address.getAddress(), address.getPort()));
  }
}
