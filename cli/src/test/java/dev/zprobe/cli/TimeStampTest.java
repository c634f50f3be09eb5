package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time stamps that openssl makes, and its judgement of what we keep. */
class TimeStampTest {
  @TempDir private Path directory;
  @TempDir private Path authorityPlace;
  private OpensslAuthority authority;
  private Path bundle;
  private Captured program = new Captured();

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(OpensslAuthority.isPossible(), "no openssl here: skipped");
    authority = OpensslAuthority.start(authorityPlace);
    bundle = directory.resolve("bundle");
  }

  @AfterEach
  void stop() {
    if (authority != null) {
      authority.close();
    }
  }

  @Test
  void aBundleIsStampedAndBothJudgesAgree() {
    assertEquals(0, run(authority.url()), program.text());
    assertEquals(0, zprobe("evidence", "verify", bundle.toString()), program.text());
    assertTrue(program.out().contains("Clock of the test"), program.out());
    assertTrue(program.out().contains("roots were not given"), program.out());
    assertEquals(0, verify(authority.root()), program.text());
    assertFalse(program.out().contains("roots were not given"), program.out());
    assertEquals("", authority.judgement(bundle));
    assertEquals(0, zprobe("evidence", "verify", bundle.toString(), "--json"));
    assertTrue(program.out().contains("\"trusted\" : false"), program.out());
  }

  @Test
  void oneByteOfItsFilesIsNamedAndNothingElse() throws IOException {
    run(authority.url());
    Random random = new Random(3161);
    for (String name : new String[] {"timestamp.tst", "files.sha256", "report.md"}) {
      Path file = bundle.resolve(name);
      byte[] sealed = Files.readAllBytes(file);
      for (int round = 0; round < 12; round++) {
        byte[] changed = sealed.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, changed);
        assertEquals(1, zprobe("evidence", "verify", bundle.toString()), program.text());
        assertEquals(
            1, program.out().lines().filter(line -> line.startsWith("  " + name + ": ")).count());
        assertEquals(
            1, program.out().lines().filter(line -> line.matches("  [a-z]+\\..*: .*")).count());
      }
      Files.write(file, sealed);
    }
  }

  @Test
  void anAuthorityThatIsNotExpectedOrAStampThatIsMissingDoesNotVerify() throws IOException {
    run(authority.url());
    Path own = bundle;
    Path other = Files.createDirectory(directory.resolve("other"));
    try (OpensslAuthority foreign = OpensslAuthority.start(other)) {
      assertEquals(1, verify(foreign.root()), program.text());
      assertTrue(program.out().contains("none of the given ones"), program.out());
    }
    bundle = directory.resolve("without");
    assertEquals(0, zprobe("run", "--out", bundle.toString(), "--quiet"));
    assertEquals(1, verify(authority.root()));
    assertTrue(program.out().contains("there is no time stamp"), program.out());
    assertEquals(2, verify(own.resolve("report.md")), program.text());
    assertEquals(1, program.err().size(), program.text());
  }

  @Test
  void aRunIsSealedWithoutWhenTheAuthorityFails() throws IOException {
    byte[][] answers = {
      "<html>".getBytes(StandardCharsets.US_ASCII),
      {0x30, 0x03, 0x02, 0x01, 0x02},
      new byte[2 << 20]
    };
    for (byte[] answer : answers) {
      authority.instead = answer;
      assertSealedWithout(authority.url());
    }
    assertSealedWithout("http://127.0.0.1:1/");
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      assertSealedWithout("http://127.0.0.1:" + mute.getLocalPort() + "/");
      assertTrue(System.nanoTime() - began < 9_000_000_000L, "it is not waited for long");
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNoStamp() throws IOException {
    run(authority.url());
    authority.instead = Files.readAllBytes(authorityPlace.resolve("reply.tsr"));
    assertSealedWithout(authority.url());
  }

  @Test
  void whatIsNoUrlIsRefusedInOneLine() {
    for (String url : new String[] {"ftp://a.example/", "nonsense", "http:///x", "http://a b/"}) {
      assertEquals(2, run(url));
      assertEquals(1, program.err().size(), program.text());
    }
  }

  private void assertSealedWithout(String url) throws IOException {
    bundle = Files.createTempDirectory(directory, "bundle");
    assertEquals(0, run(url), program.text());
    assertEquals(1, program.err().size(), program.text());
    assertTrue(program.err().get(0).startsWith("zprobe: no time stamp from "), program.text());
    assertEquals(0, zprobe("evidence", "verify", bundle.toString()), program.text());
    assertFalse(Files.exists(bundle.resolve("timestamp.tst")));
  }

  private int verify(Path roots) {
    return zprobe("evidence", "verify", bundle.toString(), "--timestamp-trust", roots.toString());
  }

  private int run(String url) {
    return zprobe("run", "--out", bundle.toString(), "--quiet", "--timestamp", url);
  }

  private int zprobe(String... words) {
    program = new Captured();
    return program.run(words);
  }
}
