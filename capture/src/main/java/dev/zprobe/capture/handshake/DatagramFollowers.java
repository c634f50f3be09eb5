package dev.zprobe.capture.handshake;

import java.util.ArrayList;
import java.util.List;

/** The protocols of one UDP flow, each followed from the first datagram that speaks it. */
final class DatagramFollowers {
  private static final int NOWHERE = -1;

  private final List<DatagramFollower> followers = new ArrayList<>(1);

  private int find(Class<? extends DatagramFollower> kind) {
    for (int i = 0; i < followers.size(); i++) {
      if (kind.isInstance(followers.get(i))) {
        return i;
      }
    }
    return NOWHERE;
  }

  private <T extends DatagramFollower> T begin(T follower) {
    followers.add(follower);
    return follower;
  }

  boolean isEmpty() {
    return followers.isEmpty();
  }

  /** Whether a follower wants more; a QUIC handshake ends, the others go on with the flow. */
  boolean isOfInterest() {
    for (int i = 0; i < followers.size(); i++) {
      if (!followers.get(i).isDone()) {
        return true;
      }
    }
    return false;
  }

  boolean hasDns() {
    return find(DnsLog.class) != NOWHERE;
  }

  boolean hasDtls() {
    return find(DtlsLog.class) != NOWHERE;
  }

  boolean hasStun() {
    return find(StunLog.class) != NOWHERE;
  }

  boolean hasQuic() {
    return find(QuicLog.class) != NOWHERE;
  }

  boolean hasZoomMedia() {
    return find(ZoomMediaLog.class) != NOWHERE;
  }

  DtlsLog dtls(Resources resources) {
    int at = find(DtlsLog.class);
    return at < 0 ? begin(new DtlsLog(resources)) : (DtlsLog) followers.get(at);
  }

  QuicLog quic(Resources resources) {
    int at = find(QuicLog.class);
    return at < 0 ? begin(new QuicLog(resources)) : (QuicLog) followers.get(at);
  }

  ZoomMediaLog zoomMedia() {
    int at = find(ZoomMediaLog.class);
    return at < 0 ? begin(new ZoomMediaLog()) : (ZoomMediaLog) followers.get(at);
  }

  DnsLog dns(boolean multicast) {
    int at = find(DnsLog.class);
    return at < 0 ? begin(new DnsLog(multicast)) : (DnsLog) followers.get(at);
  }

  SipLog sip() {
    int at = find(SipLog.class);
    return at < 0 ? begin(new SipLog()) : (SipLog) followers.get(at);
  }

  NtpLog ntp() {
    int at = find(NtpLog.class);
    return at < 0 ? begin(new NtpLog()) : (NtpLog) followers.get(at);
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
    followers.forEach(DatagramFollower::release);
  }

  List<ProtocolFacts> facts() {
    List<ProtocolFacts> facts = new ArrayList<>(followers.size());
    for (DatagramFollower each : followers) {
      facts.add(each.facts());
    }
    return List.copyOf(facts);
  }
}
