package dev.zprobe.probe.udp;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.PeerText;
import dev.zprobe.probe.udp.UdpRequest.Understood;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SipMessage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** SIP OPTIONS over UDP, and what of it came back changed. */
final class SipOptions {
  /** A server must return these as they were sent, RFC 3261 section 8.2.6.2. */
  private static final List<String> ECHOED = List.of("From", "Call-ID", "CSeq");

  private SipOptions() {}

  static UdpRequest request(RandomGenerator random, FiveTuple flow, String host) {
    Endpoint remote = flow.remote();
    String place = host.isEmpty() ? remote.hostPort() : host + ":" + remote.port();
    Octets request = SipMessage.options(random, "UDP", flow.local().socketAddress(), place);
    SipMessage sent = parse(request).orElseThrow();
    return new UdpRequest(request, answer -> understand(sent, answer));
  }

  private static Optional<SipMessage> parse(Octets octets) {
    Parsed<SipMessage> parsed = SipMessage.parse(octets.buffer(), 0, octets.length());
    return parsed.whole();
  }

  private static Understood understand(SipMessage sent, Octets answer) {
    Optional<SipMessage> parsed = parse(answer);
    if (parsed.isEmpty() || parsed.get().status().isEmpty()) {
      return Understood.malformed("not a SIP response");
    }
    SipMessage received = parsed.get();
    boolean ours =
        sent.branch().equals(received.branch())
            || sent.header("Call-ID").equals(received.header("Call-ID"));
    if (!ours) {
      // A late answer to an earlier try must not look like one that was rewritten on the way.
      return Understood.malformed("an answer to another request");
    }
    return new Understood("", mapped(received), alterations(sent, received));
  }

  /** RFC 3581 section 4: where the server saw the request come from. */
  private static Optional<Endpoint> mapped(SipMessage received) {
    Optional<InetAddress> address = received.received().flatMap(Addresses::parse);
    OptionalInt port = received.receivedPort();
    return address.isPresent() && port.isPresent() && port.getAsInt() <= 0xffff
        ? Optional.of(Endpoint.udp(address.get(), port.getAsInt()))
        : Optional.empty();
  }

  private static List<String> alterations(SipMessage sent, SipMessage received) {
    List<String> alterations = new ArrayList<>();
    String sentBy = sentBy(sent);
    String returnedBy = sentBy(received);
    if (!sentBy.equals(returnedBy)) {
      alterations.add("Via " + sentBy + " became " + PeerText.clean(returnedBy));
    }
    if (!sent.branch().equals(received.branch())) {
      alterations.add("the branch of Via changed");
    }
    for (String header : ECHOED) {
      String before = sent.header(header).orElse("");
      String after = received.header(header).orElse("");
      if (!before.equals(after)) {
        alterations.add(header + " " + before + " became " + PeerText.clean(after));
      }
    }
    return alterations;
  }

  /** Transport, host and port of the topmost Via, without its parameters. */
  private static String sentBy(SipMessage message) {
    String via = message.header("Via").orElse("");
    int comma = via.indexOf(',');
    String topmost = comma < 0 ? via : via.substring(0, comma);
    int semicolon = topmost.indexOf(';');
    String plain = semicolon < 0 ? topmost : topmost.substring(0, semicolon);
    return plain.strip().replaceAll("\\s+", " ");
  }
}
