package dev.zprobe.cli.lab;

import dev.zprobe.cli.command.RealPipeline;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.PathVerdict;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostPort;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.PathOptions;
import dev.zprobe.probe.path.PathProgress;
import dev.zprobe.traffic.TrafficObserver;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Climbs for stages that are said to have failed, all at once, and prints one line for each: {@code
 * STAGE ENDPOINT OUTCOME FIRST LAST}. Runs on the lab's client; the arguments are the engine and
 * then {@code STAGE=ADDRESS:PORT}.
 */
final class LadderClient {
  private static final Target SERVICE =
      new Target(
          "service",
          "web",
          new Place.Named("zoom.example"),
          Transport.TCP,
          List.of(443),
          Application.HTTPS,
          new Target.Promise(true, true, "test"));

  private LadderClient() {}

  public static void main(String[] arguments) {
    List<Observation> failed = new ArrayList<>();
    for (int index = 1; index < arguments.length; index++) {
      int equals = arguments[index].indexOf('=');
      failed.add(
          failed(arguments[index].substring(0, equals), arguments[index].substring(equals + 1)));
    }
    Observations seen = Observations.of(List.of(SERVICE), failed);
    RealPipeline pipeline = new RealPipeline();
    List<LadderEngine> engines =
        pipeline.engines().stream().filter(each -> each.name().equals(arguments[0])).toList();
    PathOptions options = new PathOptions(engines, Duration.ZERO, false, PathProgress.NONE);
    List<Observation> ladders =
        pipeline
            .localiser(options)
            .localise(seen, TrafficObserver.blind("test"), Deadline.after(Duration.ofMinutes(1)));
    for (PathVerdict verdict : PathVerdict.of(seen.and(ladders))) {
      Location at = verdict.location();
      System.out.printf(
          "%s %s %s %d %d %s%n",
          verdict.test().payload().stage(),
          verdict.test().endpoint(),
          verdict.outcome().text(),
          at.first(),
          at.last(),
          verdict.statement());
    }
  }

  private static Observation failed(String stage, String place) {
    HostPort where = HostPort.parse(place);
    InetAddress address = Addresses.parse(where.host()).orElseThrow();
    int port = where.port().orElseThrow();
    return switch (stage) {
      case "syn" ->
          new TcpConnect(
              stamp(),
              Endpoint.tcp(address, port),
              Optional.empty(),
              failure(FailureCode.CONNECT_TIMEOUT),
              Trace.BLIND);
      case "hello" ->
          new TlsHandshake(
              stamp(),
              Endpoint.tcp(address, port),
              new TlsHandshake.Hello(
                  "zoom.example", TlsHandshake.Variant.NORMAL, List.of("TLSv1.3"), 300),
              List.of(),
              TlsHandshake.Outcome.NONE,
              failure(FailureCode.TLS_TIMEOUT),
              Trace.BLIND);
      case "stun", "zoom-media" ->
          new UdpExchange(
              stamp(),
              Endpoint.udp(address, port),
              Application.parse(stage).orElseThrow(),
              new UdpExchange.Result(
                  4, 0, Duration.ZERO, Optional.empty(), Optional.empty(), List.of()),
              failure(FailureCode.UDP_NO_REPLY),
              Trace.BLIND);
      case "dns" ->
          new DnsLookup(
              stamp(),
              new DnsLookup.Question("zoom.example", "A", DnsLookup.Purpose.SERVICE),
              new DnsLookup.NameServer(Endpoint.udp(address, port), DnsLookup.Role.SYSTEM),
              DnsLookup.Answer.NONE,
              failure(FailureCode.DNS_TIMEOUT),
              Trace.BLIND);
      default -> throw new IllegalArgumentException(stage);
    };
  }

  private static Optional<Failure> failure(FailureCode code) {
    return Optional.of(Failure.of(code));
  }

  private static Stamp stamp() {
    return new Stamp("O1", "service", Instant.EPOCH, Duration.ZERO, List.of());
  }
}
