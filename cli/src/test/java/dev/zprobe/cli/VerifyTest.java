package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();
  private int bundles;

  @BeforeEach
  void portIsFiltered() {
    zprobe.pipeline.diagnosis = diagnosis(Diagnosis.State.FILTERED);
  }

  @Test
  void aPolicyThatHoldsIsZeroWhateverTheVerdict() throws IOException {
    assertEquals(0, run("--expect", policy("filtered")), zprobe::text);
    assertTrue(zprobe.out().contains("POLICY HOLDS"), zprobe::text);
  }

  @Test
  void aPolicyThatDoesNotHoldIsOneWithACase() throws IOException {
    Path junit = place.resolve("out.xml");
    assertEquals(1, run("--expect", policy("open"), "--junit", junit.toString()), zprobe::text);
    assertTrue(zprobe.out().contains("is filtered instead of open"), zprobe::text);
    assertTrue(Files.readString(junit).contains("failures=\"1\""));
  }

  @Test
  void whatGotWorseThanTheBaselineIsOneAndStandsBesideTheReport() {
    zprobe.pipeline.diagnosis = diagnosis(Diagnosis.State.OPEN);
    run();
    zprobe.pipeline.diagnosis = diagnosis(Diagnosis.State.FILTERED);
    Captured later = new Captured();
    later.pipeline.diagnosis = diagnosis(Diagnosis.State.FILTERED);
    int code =
        later.run(
            "run",
            "203.0.113.1:443/tcp",
            "--out",
            place.resolve("later").toString(),
            "--baseline",
            place.resolve("bundle0").toString(),
            "--report",
            "-");
    assertEquals(1, code, later::text);
    ReportSchema.accepts(later.out());
    assertTrue(later.err().contains("WORSE"), later::text);
  }

  @Test
  void wrongFilesCostNoRun() throws IOException {
    assertEquals(2, run("--expect", place.resolve("none").toString()));
    assertEquals(2, run("--baseline", policy("open")));
    assertEquals(2, zprobe.err().size(), zprobe::text);
    assertEquals("", zprobe.out());
  }

  @Test
  void aPolicyIsDerivedCheckedAndVerified() throws IOException {
    run();
    Captured derive = new Captured();
    String bundle = place.resolve("bundle0").toString();
    assertEquals(0, derive.run("policy", "derive", bundle, "--times"), derive::text);
    String file = Files.writeString(place.resolve("derived.json"), derive.out()).toString();
    assertEquals(0, new Captured().run("policy", "check", file));
    assertEquals(0, new Captured().run("policy", "verify", file, bundle));
    assertEquals(1, new Captured().run("policy", "verify", policy("open"), bundle));
    assertEquals(2, new Captured().run("policy"));
    Captured machine = new Captured();
    assertEquals(1, machine.run("policy", "verify", policy("open"), bundle, "--json"));
    JsonNode result = new ObjectMapper().readTree(machine.out());
    assertFalse(result.path("holds").asBoolean(true), machine::text);
    assertTrue(result.at("/results/0").has("complaint"), machine::text);
    Captured checked = new Captured();
    assertEquals(0, checked.run("policy", "check", file, "--json"));
    assertTrue(new ObjectMapper().readTree(checked.out()).path("valid").asBoolean());
  }

  private int run(String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "run";
    all[1] = "203.0.113.1:443/tcp";
    all[2] = "--out";
    all[3] = place.resolve("bundle" + bundles++).toString();
    System.arraycopy(more, 0, all, 4, more.length);
    return zprobe.run(all);
  }

  private String policy(String state) throws IOException {
    return Files.writeString(
            place.resolve("policy.json"),
            "{\"schema\":\"zprobe.policy/1\",\"expect\":[{\"target\":\"web\",\"state\":\""
                + state
                + "\"}]}")
        .toString();
  }

  private static Diagnosis diagnosis(Diagnosis.State state) {
    Endpoint endpoint = Endpoint.tcp(Addresses.parse("203.0.113.1").orElseThrow(), 443);
    return new Diagnosis(
        new Diagnosis.Verdict(
            Diagnosis.Status.BLOCKED,
            "s",
            Optional.of(Blame.NETWORK),
            Diagnosis.Error104103.EXPLAINED),
        List.of(),
        List.of(new Diagnosis.TargetState("web", endpoint, state, "r", List.of())));
  }
}
