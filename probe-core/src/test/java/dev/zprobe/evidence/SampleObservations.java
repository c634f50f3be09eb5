package dev.zprobe.evidence;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One observation of every kind, with every field in use. */
final class SampleObservations {
  static final InetAddress SERVER = SampleBundle.address("203.0.113.30");
  static final InetAddress SERVER6 = SampleBundle.address("2001:db8::30");
  static final Endpoint WEB = Endpoint.tcp(SERVER, 443);
  static final Endpoint WEB6 = Endpoint.tcp(SERVER6, 443);
  static final Endpoint MEDIA = Endpoint.udp(SERVER, 8801);
  private static final Duration MOMENT = Duration.ofNanos(1_234_567);
  private static final IcmpError PROHIBITED = new IcmpError(SampleBundle.ROUTER, 3, 13);

  private SampleObservations() {}

  static List<Observation> all() {
    return List.of(
        tcp(),
        tls(),
        http(),
        udp(),
        dns(),
        clock(),
        host(),
        ladder(),
        proxy(),
        rate(),
        size(),
        sourcePorts(),
        farEnd(),
        farEnd());
  }

  static Stamp stamp(int number, String target) {
    return new Stamp("O" + number, target, SampleBundle.START, MOMENT, List.of());
  }

  private static Optional<Failure> failure(FailureCode code) {
    return Optional.of(new Failure(code, "3 tries"));
  }

  private static TcpConnect tcp() {
    return new TcpConnect(
        stamp(1, "web"),
        WEB6,
        Optional.of(PROHIBITED),
        failure(FailureCode.CONNECT_PROHIBITED),
        Trace.BLIND);
  }

  private static TlsHandshake tls() {
    TlsHandshake.PeerCertificate leaf =
        new TlsHandshake.PeerCertificate(
            "CN=zoom.us",
            "CN=Some CA",
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            "00ff",
            List.of("zoom.us"),
            "MIIB");
    return new TlsHandshake(
        stamp(2, "web"),
        WEB,
        new TlsHandshake.Hello("zoom.us", TlsHandshake.Variant.TLS12_ONLY, List.of("TLSv1.2"), 517),
        List.of(
            new TlsHandshake.Message(true, "client_hello", Duration.ZERO),
            new TlsHandshake.Message(false, "server_hello", MOMENT)),
        new TlsHandshake.Outcome(
            "TLSv1.2",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "http/1.1",
            "good",
            List.of(new TlsHandshake.Alert(false, true, 40, "handshake_failure")),
            List.of(leaf),
            new TlsHandshake.Trust(false, true, true, "unknown-authority")),
        failure(FailureCode.CERTIFICATE_UNTRUSTED),
        Trace.BLIND);
  }

  private static HttpExchange http() {
    return new HttpExchange(
        stamp(3, "web"),
        WEB,
        "https://zoom.us/",
        Optional.of(
            new HttpExchange.Reply(
                302, "/login", "Hotel", "nginx", Optional.of(SampleBundle.START), 512, true)),
        Optional.empty(),
        Trace.BLIND);
  }

  private static UdpExchange udp() {
    Frame out = new Frame(212, SampleBundle.START, true, 64, 1, Frame.Content.DATAGRAM);
    Frame in = new Frame(213, SampleBundle.START, false, 62, 2, Frame.Content.ICMP_ERROR);
    return new UdpExchange(
        stamp(4, "media"),
        MEDIA,
        Application.STUN,
        new UdpExchange.Result(
            4,
            1,
            MOMENT,
            Optional.of(Endpoint.udp(SERVER6, 40000)),
            Optional.of(PROHIBITED),
            List.of("port changed")),
        failure(FailureCode.UDP_REJECTED),
        new Trace(true, "Dd", List.of(out, in), List.of(PROHIBITED)));
  }

  private static DnsLookup dns() {
    DnsLookup.Answer other =
        new DnsLookup.Answer("NXDOMAIN", List.of(), List.of(), 0, false, MOMENT, List.of());
    return new DnsLookup(
        stamp(5, "web"),
        new DnsLookup.Question("zoom.us", "A", DnsLookup.Purpose.RANDOM_LABEL),
        new DnsLookup.NameServer(Endpoint.udp(SERVER6, 53), DnsLookup.Role.HOSTS_FILE),
        new DnsLookup.Answer(
            "NOERROR", List.of(SERVER), List.of("a.zoom.us"), 60, true, MOMENT, List.of(other)),
        failure(FailureCode.DNS_TRUNCATED),
        Trace.BLIND);
  }

  private static ClockQuery clock() {
    return new ClockQuery(
        stamp(6, "clock"),
        "time.example.com",
        Endpoint.udp(SERVER, 123),
        Optional.of(new ClockQuery.Reading(Duration.ofMillis(-12), MOMENT, 2, 4)),
        Optional.empty(),
        Trace.BLIND);
  }

  private static HostState host() {
    return new HostState(
        stamp(7, "host"),
        new HostFacts(
            "Linux 6.1",
            List.of(new HostFacts.Interface("tun0", true, false, true, 1400, List.of(SERVER6))),
            List.of(
                new HostFacts.Route(
                    "default",
                    HostFacts.RouteKind.VIA_GATEWAY,
                    Optional.of(SampleBundle.ROUTER),
                    Optional.of(SERVER),
                    "eth0",
                    HostFacts.NeighbourState.REACHABLE)),
            List.of(Endpoint.udp(SampleBundle.address("fe80::1"), 53)),
            List.of(new HostFacts.Proxy("environment", "http://proxy:3128")),
            List.of(new HostFacts.HostsEntry("zoom.us", SERVER, 7)),
            List.of("drop udp dport 8801")),
        Optional.empty(),
        Trace.BLIND);
  }

  private static PathLadder ladder() {
    return new PathLadder(
        stamp(8, "web"),
        WEB,
        new PathLadder.Payload(PathLadder.Stage.CLIENT_HELLO, true, "another name"),
        List.of(
            new PathLadder.Hop(
                1, PathLadder.Reply.TIME_EXCEEDED, Optional.of(SampleBundle.ROUTER), MOMENT, "nat"),
            new PathLadder.Hop(2, PathLadder.Reply.SILENT, Optional.empty(), Duration.ZERO, ""),
            new PathLadder.Hop(3, PathLadder.Reply.ANSWER, Optional.of(SERVER), MOMENT, "")),
        failure(FailureCode.PATH_LOST),
        Trace.BLIND);
  }

  private static ProxyConnect proxy() {
    return new ProxyConnect(
        stamp(9, "web"),
        "proxy:3128",
        "zoom.us:443",
        new ProxyConnect.Reply(407, List.of("Basic"), "Proxy Authentication Required"),
        failure(FailureCode.PROXY_AUTHENTICATION),
        Trace.BLIND);
  }

  private static RateTest rate() {
    return new RateTest(
        stamp(10, "media"),
        MEDIA,
        new RateTest.Counts(5, 10, 10),
        new RateTest.Counts(50, 100, 50),
        Optional.empty(),
        Trace.BLIND);
  }

  private static SizeTest size() {
    return new SizeTest(
        stamp(11, "media"),
        MEDIA,
        List.of(new SizeTest.Size(1500, false), new SizeTest.Size(576, true)),
        Optional.of(PROHIBITED),
        Optional.empty(),
        Trace.BLIND);
  }

  private static SourcePortTest sourcePorts() {
    return new SourcePortTest(
        stamp(14, "media"),
        MEDIA,
        List.of(
            new SourcePortTest.Port(40_001, 1, 1, true),
            new SourcePortTest.Port(40_002, 2, 0, true)),
        Optional.empty(),
        Trace.BLIND);
  }

  private static FarEndTest farEnd() {
    return new FarEndTest(
        stamp(12, FarEndTest.TARGET),
        MEDIA,
        new FarEndTest.Result(
            100,
            OptionalInt.of(98),
            97,
            Duration.ofMillis(12),
            Optional.of(new FarEndTest.Course(Duration.ofNanos(1500), Duration.ofMillis(2), 1, 0)),
            List.of("Via a became b")),
        Optional.empty(),
        Trace.BLIND);
  }
}
