package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FarEndDoubtTest {
  @TempDir private Path directory;
  private final Captured zprobe = new Captured();

  @Test
  void aFarEndThatProvesNothingIsToldInOneLineAndTheCodeStays() {
    zprobe.pipeline.observations = List.of(test(false));
    assertEquals(0, run());
    assertEquals(1, zprobe.err().size(), zprobe.text());
    assertTrue(zprobe.err().get(0).contains("192.0.2.7 proved itself on no port"), zprobe.text());
  }

  @Test
  void oneThatProvesItselfSomewhereIsNotDoubted() {
    zprobe.pipeline.observations = List.of(test(false), test(true));
    assertEquals(0, run());
    assertEquals(List.of(), zprobe.err());
  }

  private int run() {
    return zprobe.run(
        "run",
        "--far-end",
        "192.0.2.7",
        "--token",
        "0123456789abcdef0123",
        "--out",
        directory.resolve("bundle").toString());
  }

  private static FarEndTest test(boolean answered) {
    return new FarEndTest(
        new Stamp(
            answered ? "O2" : "O1", FarEndTest.TARGET, Instant.EPOCH, Duration.ZERO, List.of()),
        Endpoint.udp(Addresses.parse("192.0.2.7").orElseThrow(), answered ? 8801 : 8802),
        new FarEndTest.Result(
            3, OptionalInt.empty(), answered ? 3 : 0, Duration.ZERO, Optional.empty(), List.of()),
        answered ? Optional.empty() : Optional.of(Failure.of(FailureCode.UDP_NO_REPLY)),
        Trace.BLIND);
  }
}
