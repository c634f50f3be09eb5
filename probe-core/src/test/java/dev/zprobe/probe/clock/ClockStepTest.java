package dev.zprobe.probe.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.ClockConsensus;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanRequest;
import dev.zprobe.plan.Planner;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.dns.NameService;
import dev.zprobe.testdata.adverse.AdversePeer;
import dev.zprobe.testdata.adverse.NtpMisbehaviour;
import dev.zprobe.testdata.service.EmbeddedService;
import dev.zprobe.testdata.service.Fault;
import dev.zprobe.testdata.service.ServiceOptions;
import dev.zprobe.traffic.TrafficObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClockStepTest {
  @Test
  void threeServersThatAgreeGiveTheOffset(@TempDir Path directory) throws Exception {
    try (EmbeddedService service =
        EmbeddedService.start(ServiceOptions.forThisMachine(directory))) {
      List<Observation> seen = query(service.timeServers());
      assertEquals(3, seen.size());
      assertTrue(seen.stream().allMatch(Observation::worked), seen.toString());
      ClockConsensus consensus = ClockConsensus.of(Observations.of(List.of(), seen));
      assertEquals(3, consensus.agreeing().size());
      assertTrue(!consensus.isOffBy(Duration.ofSeconds(30)));
    }
  }

  @Test
  void aClockThatIsTenMinutesLateIsOffByTenMinutes(@TempDir Path directory) throws Exception {
    try (EmbeddedService service =
        EmbeddedService.start(ServiceOptions.forThisMachine(directory).with(Fault.CLOCK_SKEW))) {
      List<Observation> seen = query(service.timeServers());
      ClockConsensus consensus = ClockConsensus.of(Observations.of(List.of(), seen));
      assertEquals(Math.round(consensus.offset().orElseThrow().toMillis() / 1000.0), 600);
    }
  }

  static Stream<Arguments> misbehaviours() {
    return Stream.of(
        Arguments.of(new NtpMisbehaviour.KissOfDeath("RATE"), FailureCode.CLOCK_KISS, "RATE"),
        Arguments.of(
            new NtpMisbehaviour.LeapUnknown(),
            FailureCode.CLOCK_UNSYNCHRONISED,
            "leap 3, stratum 2"),
        Arguments.of(
            new NtpMisbehaviour.Stratum16(),
            FailureCode.CLOCK_UNSYNCHRONISED,
            "leap 0, stratum 16"),
        Arguments.of(new NtpMisbehaviour.ZeroTransmit(), FailureCode.CLOCK_BOGUS, "no time in it"),
        Arguments.of(
            new NtpMisbehaviour.WrongOrigin(),
            FailureCode.CLOCK_BOGUS,
            "the originate stamp is not ours"),
        Arguments.of(new NtpMisbehaviour.WrongMode(), FailureCode.CLOCK_BOGUS, "mode 3"),
        Arguments.of(
            new NtpMisbehaviour.TransmitBeforeReceive(),
            FailureCode.CLOCK_BOGUS,
            "answered before it was asked"),
        Arguments.of(
            new NtpMisbehaviour.ShortAnswer(), FailureCode.CLOCK_BOGUS, "not a time packet"));
  }

  @ParameterizedTest
  @MethodSource("misbehaviours")
  void aServerThatGivesNoTimeIsNamedWithTheReason(
      NtpMisbehaviour misbehaviour, FailureCode code, String detail) throws Exception {
    try (AdversePeer peer = AdversePeer.start(misbehaviour)) {
      ClockQuery query = (ClockQuery) query(List.of(peer.address())).get(0);
      assertTrue(query.reading().isEmpty());
      assertEquals(code, query.failure().orElseThrow().code());
      assertEquals(detail, query.failure().orElseThrow().detail());
    }
  }

  private static List<Observation> query(List<InetSocketAddress> servers) {
    Attempts attempts = Attempts.of(TrafficObserver.blind("test"));
    Plan plan = Planner.plan(CatalogReader.builtIn(), PlanRequest.STANDARD);
    try (NameService names = NameService.of(plan, attempts)) {
      return new ClockStep(names, Plan.Families.BOTH, attempts)
          .query(
              servers.stream()
                  .map(each -> Endpoint.udp(each.getAddress(), each.getPort()).hostPort())
                  .toList(),
              Deadline.after(Duration.ofSeconds(10)));
    }
  }
}
