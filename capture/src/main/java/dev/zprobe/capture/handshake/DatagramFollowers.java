package dev.zprobe.capture.handshake;

import java.util.ArrayList;
import java.util.List;

/** The protocols of one UDP flow, each followed from the first datagram that speaks it. */
final class DatagramFollowers {
  private final List<Object> followers = new ArrayList<>(1);

  private <T> T find(Class<T> kind) {
    for (int i = 0; i < followers.size(); i++) {
      if (kind.isInstance(followers.get(i))) {
        return kind.cast(followers.get(i));
      }
    }
    return null;
  }

  private <T> T begin(T follower) {
    followers.add(follower);
    return follower;
  }

  boolean isEmpty() {
    return followers.isEmpty();
  }

  /** Whether a follower wants more; a QUIC handshake ends, the others go on with the flow. */
  boolean isOfInterest() {
    for (int i = 0; i < followers.size(); i++) {
      if (!(followers.get(i) instanceof QuicLog quic && quic.isDone())) {
        return true;
      }
    }
    return false;
  }

  boolean hasDtls() {
    return find(DtlsLog.class) != null;
  }

  boolean hasStun() {
    return find(StunLog.class) != null;
  }

  boolean hasQuic() {
    return find(QuicLog.class) != null;
  }

  boolean hasZoomMedia() {
    return find(ZoomMediaLog.class) != null;
  }

  DtlsLog dtls(Resources resources) {
    DtlsLog known = find(DtlsLog.class);
    return known != null ? known : begin(new DtlsLog(resources));
  }

  QuicLog quic(Resources resources) {
    QuicLog known = find(QuicLog.class);
    return known != null ? known : begin(new QuicLog(resources.certificates()));
  }

  ZoomMediaLog zoomMedia() {
    ZoomMediaLog known = find(ZoomMediaLog.class);
    return known != null ? known : begin(new ZoomMediaLog());
  }

  DnsLog dns(boolean multicast) {
    DnsLog known = find(DnsLog.class);
    return known != null ? known : begin(new DnsLog(multicast));
  }

  SipLog sip() {
    SipLog known = find(SipLog.class);
    return known != null ? known : begin(new SipLog());
  }

  NtpLog ntp() {
    NtpLog known = find(NtpLog.class);
    return known != null ? known : begin(new NtpLog());
  }

  StunLog stun(StunFacts.Dialect dialect) {
    for (int i = 0; i < followers.size(); i++) {
      if (followers.get(i) instanceof StunLog known && known.dialect() == dialect) {
        return known;
      }
    }
    return begin(new StunLog(dialect));
  }

  void release() {
    DtlsLog dtls = find(DtlsLog.class);
    if (dtls != null) {
      dtls.release();
    }
  }

  List<ProtocolFacts> facts() {
    List<ProtocolFacts> facts = new ArrayList<>(followers.size());
    for (Object each : followers) {
      if (each instanceof DtlsLog dtls) {
        facts.add(dtls.facts());
      } else if (each instanceof QuicLog quic) {
        facts.add(quic.facts());
      } else if (each instanceof ZoomMediaLog media) {
        facts.add(media.facts());
      } else if (each instanceof DnsLog dns) {
        facts.add(dns.facts());
      } else if (each instanceof SipLog sip) {
        facts.add(sip.facts());
      } else if (each instanceof NtpLog ntp) {
        facts.add(ntp.facts());
      } else if (each instanceof StunLog stun) {
        facts.add(stun.facts());
      }
    }
    return facts;
  }
}
