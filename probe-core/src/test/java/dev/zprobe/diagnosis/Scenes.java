package dev.zprobe.diagnosis;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the smallest observations that show something, one step per call. */
public final class Scenes {
  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final List<Target> targets = new ArrayList<>();
  private final List<Observation> steps = new ArrayList<>();
  private String target = "";
  private String host = "";
  private long frames = 1;

  public static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }

  /** Adds a target; the steps that follow are for it. */
  public Scenes target(String id, String name, Transport transport, int... ports) {
    return target(id, "service", name, transport, true, true, ports);
  }

  public Scenes target(
      String id,
      String service,
      String name,
      Transport transport,
      boolean answers,
      boolean required,
      int... ports) {
    List<Integer> list = new ArrayList<>();
    for (int port : ports) {
      list.add(port);
    }
    targets.add(
        new Target(
            id,
            service,
            new Place.Named(name),
            transport,
            list,
            transport == Transport.TCP ? Application.HTTPS : Application.STUN,
            new Target.Promise(answers, required, "test")));
    target = id;
    host = name;
    return this;
  }

  /** The steps that follow are for this target again. */
  public Scenes at(String id) {
    target = id;
    host =
        targets.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow()
            .host()
            .get();
    return this;
  }

  /** The steps that follow are for something that is no target. */
  public Scenes called(String other) {
    target = other;
    return this;
  }

  public Endpoint endpoint(String address, int port) {
    return Endpoint.tcp(address(address), port);
  }

  public Stamp stamp(long millis) {
    int before = steps.size();
    return new Stamp(
        "O" + (before + 1), target, NOW.plusNanos(before), Duration.ofMillis(millis), List.of());
  }

  public Scenes add(Observation step) {
    steps.add(step);
    return this;
  }

  public Scenes accepts(String address, int port) {
    return accepts(address, port, 20, 60);
  }

  /** A SYN-ACK after so many milliseconds with this TTL. */
  public Scenes accepts(String address, int port, long millis, int ttl) {
    return connect(
        address,
        port,
        null,
        millis,
        frame(0, true, 64, Content.SYN),
        frame(millis, false, ttl, Content.SYN_ACK));
  }

  /** Three SYNs and nothing. */
  public Scenes drops(String address, int port) {
    return connect(
        address,
        port,
        FailureCode.CONNECT_TIMEOUT,
        3500,
        frame(0, true, 64, Content.SYN),
        frame(1000, true, 64, Content.SYN),
        frame(3000, true, 64, Content.SYN));
  }

  /** Connections that were accepted, and so many SYNs before that which nobody answered. */
  public Scenes lostSyns(String address, int port, int lost) {
    for (int index = 0; index < lost; index++) {
      connect(
          address,
          port,
          null,
          1020,
          frame(0, true, 64, Content.SYN),
          frame(1000, true, 64, Content.SYN),
          frame(1020, false, 60, Content.SYN_ACK));
    }
    return this;
  }

  /** A RST in answer to the SYN, with this TTL. */
  public Scenes resets(String address, int port, long millis, int ttl) {
    return connect(
        address,
        port,
        FailureCode.CONNECT_REFUSED,
        millis,
        frame(0, true, 64, Content.SYN),
        frame(millis, false, ttl, Content.RESET));
  }

  /** The last step again, as if nothing had been captured. */
  public Scenes blind() {
    Observation last = steps.remove(steps.size() - 1);
    steps.add(last.withTrace(Trace.BLIND));
    return this;
  }

  public Scenes connect(String address, int port, FailureCode code, long millis, Frame... seen) {
    return add(
        new TcpConnect(
            stamp(millis),
            Endpoint.tcp(address(address), port),
            Optional.empty(),
            failure(code),
            trace(seen)));
  }

  public Scenes unreachable(
      String address, int port, FailureCode code, IcmpError icmp, long millis) {
    return add(
        new TcpConnect(
            stamp(millis),
            Endpoint.tcp(address(address), port),
            Optional.of(icmp),
            failure(code),
            Trace.BLIND));
  }

  /** A connection that timed out, of which the capture saw no frame at all. */
  public TcpConnect captured(String address, int port) {
    return new TcpConnect(
        stamp(3500),
        Endpoint.tcp(address(address), port),
        Optional.empty(),
        failure(FailureCode.CONNECT_TIMEOUT),
        new Trace(true, "", List.of(), List.of()));
  }

  public static IcmpError icmp(String from, int type, int code) {
    return new IcmpError(address(from), type, code);
  }

  /** The second try is answered. */
  public Scenes answersUdpAgain(String address, int port) {
    return udp(address, port, null, 2, 1, Optional.empty());
  }

  public Scenes answersUdp(String address, int port) {
    return udp(address, port, null, 1, 1, Optional.empty());
  }

  public Scenes silentUdp(String address, int port) {
    return udp(address, port, FailureCode.UDP_NO_REPLY, 4, 0, Optional.empty());
  }

  public Scenes rejectsUdp(String address, int port, IcmpError icmp) {
    return udp(address, port, FailureCode.UDP_REJECTED, 4, 0, Optional.of(icmp));
  }

  private Scenes udp(
      String address,
      int port,
      FailureCode code,
      int sent,
      int answered,
      Optional<IcmpError> icmp) {
    return add(
        new UdpExchange(
            stamp(2000),
            Endpoint.udp(address(address), port),
            Application.STUN,
            new UdpExchange.Result(
                sent, answered, Duration.ofMillis(20), Optional.empty(), icmp, List.of()),
            failure(code),
            Trace.BLIND));
  }

  /** A complete handshake with a public certificate that is valid around {@link #NOW}. */
  public Scenes tls(String address, int port) {
    return hello(address, port, Variant.NORMAL, host, null, true);
  }

  public Scenes hello(
      String address,
      int port,
      Variant variant,
      String name,
      FailureCode code,
      boolean answered,
      Frame... seen) {
    List<TlsHandshake.Message> messages = new ArrayList<>();
    messages.add(new TlsHandshake.Message(true, "ClientHello", Duration.ofMillis(1)));
    if (answered) {
      messages.add(new TlsHandshake.Message(false, "ServerHello", Duration.ofMillis(20)));
    }
    TlsHandshake.Outcome outcome =
        code == null
            ? outcome(certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), PUBLIC)
            : TlsHandshake.Outcome.NONE;
    return handshake(address, port, variant, name, messages, outcome, code, seen);
  }

  public static final TlsHandshake.Trust PUBLIC = new TlsHandshake.Trust(true, true, true, "");

  public TlsHandshake.Outcome outcome(
      TlsHandshake.PeerCertificate leaf, TlsHandshake.Trust trust, TlsHandshake.Alert... alerts) {
    return new TlsHandshake.Outcome(
        "TLSv1.3", "TLS_AES_128_GCM_SHA256", "", "", List.of(alerts), List.of(leaf), trust);
  }

  public TlsHandshake.PeerCertificate certificate(String from, String to) {
    return new TlsHandshake.PeerCertificate(
        "CN=" + host,
        "CN=Public CA",
        Instant.parse(from),
        Instant.parse(to),
        "00",
        List.of(host),
        "");
  }

  public Scenes handshake(
      String address,
      int port,
      Variant variant,
      String name,
      List<TlsHandshake.Message> messages,
      TlsHandshake.Outcome outcome,
      FailureCode code,
      Frame... seen) {
    return add(
        new TlsHandshake(
            stamp(code == FailureCode.TLS_TIMEOUT ? 3500 : 40),
            Endpoint.tcp(address(address), port),
            new TlsHandshake.Hello(name, variant, List.of("TLSv1.3", "TLSv1.2"), 517),
            messages,
            outcome,
            failure(code),
            trace(seen)));
  }

  /** Keeps the last handshake and gives it another certificate and verdict. */
  public Scenes presenting(
      TlsHandshake.PeerCertificate leaf, TlsHandshake.Trust trust, FailureCode code) {
    TlsHandshake last = (TlsHandshake) steps.remove(steps.size() - 1);
    return add(
        new TlsHandshake(
            last.stamp(),
            last.endpoint(),
            last.hello(),
            last.messages(),
            outcome(leaf, trust),
            failure(code),
            last.trace()));
  }

  public Scenes http(String address, int port, int status, FailureCode code) {
    return http(
        address, port, new HttpExchange.Reply(status, "", "", "", Optional.empty(), 0, true), code);
  }

  public Scenes http(String address, int port, HttpExchange.Reply reply, FailureCode code) {
    return add(
        new HttpExchange(
            stamp(40),
            Endpoint.tcp(address(address), port),
            "https://" + host + "/",
            Optional.ofNullable(reply),
            failure(code),
            Trace.BLIND));
  }

  /** A whole response that took so long. */
  public Scenes slowly(String address, int port, HttpExchange.Reply reply, long millis) {
    return add(
        new HttpExchange(
            stamp(millis),
            Endpoint.tcp(address(address), port),
            "https://" + host + "/",
            Optional.of(reply),
            Optional.empty(),
            Trace.BLIND));
  }

  /** An A record question to a resolver of this role; no addresses with a failure. */
  public Scenes dns(
      DnsLookup.Role role, String resolver, String name, FailureCode code, String... addresses) {
    List<InetAddress> list = new ArrayList<>();
    for (String text : addresses) {
      list.add(address(text));
    }
    String rcode =
        code == null
            ? "NOERROR"
            : switch (code) {
              case DNS_NXDOMAIN -> "NXDOMAIN";
              case DNS_SERVFAIL -> "SERVFAIL";
              case DNS_REFUSED -> "REFUSED";
              case DNS_NO_DATA -> "NOERROR";
              default -> "";
            };
    return lookup(
        new DnsLookup.Question(name, "A", DnsLookup.Purpose.SERVICE),
        new DnsLookup.NameServer(Endpoint.udp(address(resolver), 53), role),
        new DnsLookup.Answer(rcode, list, List.of(), 60, false, Duration.ofMillis(20), List.of()),
        code);
  }

  public Scenes lookup(
      DnsLookup.Question question,
      DnsLookup.NameServer server,
      DnsLookup.Answer answer,
      FailureCode code) {
    return add(
        new DnsLookup(
            stamp(answer.after().toMillis()),
            question,
            server,
            answer,
            failure(code),
            Trace.BLIND));
  }

  /** A time server that puts true time so far from this clock. */
  public Scenes time(String server, String address, Duration offset) {
    return add(
        new ClockQuery(
            stamp(30),
            server,
            Endpoint.udp(address(address), 123),
            Optional.of(new ClockQuery.Reading(offset, Duration.ofMillis(15), 2, 4)),
            Optional.empty(),
            Trace.BLIND));
  }

  public Scenes noTime(String server, String address, FailureCode code) {
    return add(
        new ClockQuery(
            stamp(3000),
            server,
            Endpoint.udp(address(address), 123),
            Optional.empty(),
            failure(code),
            Trace.BLIND));
  }

  public Scenes host(HostFacts facts) {
    return add(new HostState(stamp(1), facts, Optional.empty(), Trace.BLIND));
  }

  /** Hops 1, 2 … by address; "*" for a silent one, "target" for the target's own answer. */
  public Scenes ladder(
      String address,
      int port,
      Transport transport,
      PathLadder.Stage stage,
      boolean control,
      String... hops) {
    Endpoint endpoint = new Endpoint(address(address), port, transport);
    List<PathLadder.Hop> list = new ArrayList<>();
    for (String hop : hops) {
      int ttl = list.size() + 1;
      PathLadder.Reply reply =
          switch (hop) {
            case "*" -> PathLadder.Reply.SILENT;
            case "target" -> PathLadder.Reply.ANSWER;
            case "RST" -> PathLadder.Reply.RESET;
            default -> PathLadder.Reply.TIME_EXCEEDED;
          };
      Optional<InetAddress> from =
          reply == PathLadder.Reply.SILENT
              ? Optional.empty()
              : reply == PathLadder.Reply.TIME_EXCEEDED
                  ? Optional.of(address(hop))
                  : Optional.of(endpoint.address());
      PathLadder.Tries tries =
          reply == PathLadder.Reply.SILENT
              ? new PathLadder.Tries(4, 0)
              : new PathLadder.Tries(1, 1);
      list.add(new PathLadder.Hop(ttl, reply, from, Duration.ofMillis(5L * ttl), "", tries));
    }
    boolean arrived = list.stream().anyMatch(hop -> hop.reply() == PathLadder.Reply.ANSWER);
    return add(
        new PathLadder(
            stamp(900),
            endpoint,
            new PathLadder.Payload(stage, control, control ? "control" : "test"),
            list,
            failure(arrived ? null : FailureCode.PATH_LOST),
            Trace.BLIND));
  }

  public Frame frame(long atMillis, boolean outgoing, int ttl, Content what) {
    return new Frame(frames++, NOW.plusMillis(atMillis), outgoing, ttl, 0, what);
  }

  public static Trace trace(Frame... seen) {
    return seen.length == 0 ? Trace.BLIND : new Trace(true, "", List.of(seen), List.of());
  }

  public static Optional<Failure> failure(FailureCode code) {
    return Optional.ofNullable(code).map(Failure::of);
  }

  public Observations observations() {
    return Observations.of(targets, steps);
  }

  public Landscape landscape() {
    return Landscape.of(observations());
  }
}
