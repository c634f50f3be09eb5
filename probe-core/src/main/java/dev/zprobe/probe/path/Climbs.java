package dev.zprobe.probe.path;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.UdpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes climbs: tests as a client would send them, and controls that differ in one property. */
final class Climbs {
  private static final int HTTPS = 443;
  private static final String NEUTRAL_NAME = "www.example.com";

  private final Observations seen;

  Climbs(Observations seen) {
    this.seen = seen;
  }

  static Climb syn(String target, Endpoint endpoint) {
    return new Climb(target, endpoint, new Payload(Stage.SYN, false, "SYN"), new byte[0]);
  }

  static Climb hello(String target, Endpoint endpoint, String name) {
    String whose = name.isEmpty() ? "ClientHello without a name" : "ClientHello for " + name;
    return new Climb(
        target, endpoint, new Payload(Stage.CLIENT_HELLO, false, whose), helloBytes(name));
  }

  static Climb datagram(UdpExchange exchange) {
    boolean query = exchange.application() == Application.DNS;
    return new Climb(
        exchange.target(),
        exchange.endpoint(),
        query
            ? new Payload(Stage.DNS_QUERY, false, "query for example.com")
            : new Payload(Stage.DATAGRAM, false, "datagram to port " + exchange.endpoint().port()),
        Datagrams.request(exchange.application()));
  }

  static Climb query(String target, Endpoint resolver, String name) {
    return new Climb(
        target,
        resolver,
        new Payload(Stage.DNS_QUERY, false, "query for " + name),
        Datagrams.query(name));
  }

  /**
   * Another port of the same address that accepts, else the same port of another address. One in
   * another network has another path and another distance, so there a port of the same address that
   * nearly every host rejects comes first.
   */
  List<Climb> controlsOfSyn(String target, Endpoint tested) {
    Optional<TcpConnect> samePlace =
        accepted()
            .filter(each -> each.endpoint().address().equals(tested.address()))
            .filter(each -> !each.endpoint().equals(tested))
            .findFirst();
    if (samePlace.isPresent()) {
      Endpoint other = samePlace.get().endpoint();
      return List.of(
          control(samePlace.get().target(), other, Stage.SYN, ofSameAddress(other.port())));
    }
    AddressRange network = AddressRange.around(tested.address());
    Comparator<TcpConnect> nearest =
        Comparator.comparing(each -> !network.contains(each.endpoint().address()));
    Optional<TcpConnect> samePort =
        accepted()
            .filter(each -> each.endpoint().isIpv4() == tested.isIpv4())
            .filter(each -> each.endpoint().port() == tested.port())
            .filter(each -> !each.endpoint().equals(tested))
            .min(nearest);
    List<Climb> controls = new ArrayList<>();
    controls.add(traceroute(target, tested.address()));
    samePort.ifPresent(
        other ->
            controls.add(
                network.contains(other.endpoint().address()) ? 0 : 1,
                control(
                    other.target(),
                    other.endpoint(),
                    Stage.SYN,
                    "the same port of " + other.endpoint().addressText())));
    return controls;
  }

  Climb controlOfHello(TlsHandshake tested) {
    Optional<TlsHandshake> other =
        seen.handshakes(tested.endpoint())
            .filter(hand -> hand.hello().variant() != Variant.NORMAL)
            .filter(hand -> !hand.hello().serverName().equals(tested.hello().serverName()))
            .filter(TlsHandshake::answered)
            .findFirst();
    String name = other.map(hand -> hand.hello().serverName()).orElse(NEUTRAL_NAME);
    String difference = name.isEmpty() ? "no server name" : "server name " + name;
    return new Climb(
        tested.target(),
        tested.endpoint(),
        new Payload(Stage.CLIENT_HELLO, true, difference),
        helloBytes(name));
  }

  /**
   * A UDP port of the same address that answers, else one that nearly every host rejects; then, for
   * where all of UDP dies, a TCP port of the same address.
   */
  List<Climb> controlsOfDatagram(String target, Endpoint tested) {
    InetAddress address = tested.address();
    List<Climb> controls = new ArrayList<>();
    seen.each(UdpExchange.class)
        .filter(each -> each.endpoint().address().equals(address))
        .filter(each -> each.result().answered() > 0 && !each.endpoint().equals(tested))
        .findFirst()
        .ifPresentOrElse(
            each ->
                controls.add(
                    new Climb(
                        target,
                        each.endpoint(),
                        new Payload(Stage.DATAGRAM, true, ofSameAddress(each.endpoint().port())),
                        Datagrams.request(each.application()))),
            () -> controls.add(traceroute(target, address)));
    Endpoint stream =
        accepted()
            .map(TcpConnect::endpoint)
            .filter(each -> each.address().equals(address))
            .findFirst()
            .orElse(Endpoint.tcp(address, tested.port() == 53 ? 53 : HTTPS));
    controls.add(
        control(target, stream, Stage.SYN, "TCP port " + stream.port() + " of the same address"));
    return controls;
  }

  private static Climb traceroute(String target, InetAddress address) {
    int port = Datagrams.TRACEROUTE_PORT;
    return new Climb(
        target,
        Endpoint.udp(address, port),
        new Payload(Stage.DATAGRAM, true, ofSameAddress(port)),
        Datagrams.request(Application.NONE));
  }

  private static Climb control(String target, Endpoint endpoint, Stage stage, String difference) {
    return new Climb(target, endpoint, new Payload(stage, true, difference), new byte[0]);
  }

  private static String ofSameAddress(int port) {
    return "port " + port + " of the same address";
  }

  private Stream<TcpConnect> accepted() {
    return seen.each(TcpConnect.class).filter(Observation::worked);
  }

  /** A whole record, as the first thing on a connection. */
  private static byte[] helloBytes(String serverName) {
    try {
      return ClientHelloBytes.of(serverName);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is read or written outside memory
    }
  }
}
