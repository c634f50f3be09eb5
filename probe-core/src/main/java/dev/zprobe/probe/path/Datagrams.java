package dev.zprobe.probe.path;

import dev.zprobe.net.Application;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.SipMessage;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.VersionNegotiation;
import dev.zprobe.wire.ZoomMedia;
import dev.zprobe.wire.ZoomStun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A valid request for each protocol over UDP: what a filter would see of a real client. */
final class Datagrams {
  /** Datagrams to this port draw port unreachable from nearly every host, as in traceroute. */
  static final int TRACEROUTE_PORT = 33434;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Datagrams() {}

  static byte[] request(Application application) {
    return switch (application) {
      case ZOOM_STUN -> ZoomStun.request(RANDOM).encode().toArray();
      case ZOOM_MEDIA -> ZoomMedia.hello(RANDOM, Clock.systemUTC().millis()).toArray();
      case SIP, SIPS ->
          SipMessage.options(
                  RANDOM,
                  "UDP",
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060),
                  "zprobe.invalid")
              .toArray();
      case QUIC -> VersionNegotiation.probe(RANDOM).datagram().toArray();
      case DNS -> query("example.com");
      case NONE, HTTP, HTTPS, TLS, STUN, NTP ->
          StunMessage.bindingRequest(RANDOM).encode().toArray();
    };
  }

  /** A query for an IPv4 address, RFC 1035. */
  static byte[] query(String name) {
    try {
      Name absolute = Name.concatenate(Name.fromString(name), Name.root);
      return Message.newQuery(Record.newRecord(absolute, Type.A, DClass.IN)).toWire();
    } catch (TextParseException | org.xbill.DNS.NameTooLongException impossible) {
      return Octets.EMPTY.toArray(); // the name was asked before, so that it is one
    }
  }
}
