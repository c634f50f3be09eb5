package dev.zprobe.testdata.service;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenSSL, which shares nothing with the JDK, sees of the service. */
class OpensslTest {
  private static final String WEB = "web.service.test";

  @TempDir private Path directory;

  @BeforeEach
  void opensslIsHere() {
    boolean here;
    try {
      here = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException missing) {
      here = false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      here = false;
    }
    assumeTrue(here, "openssl is not installed: apt-get install openssl");
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
  void bothVersionsVerify(String option, String version) throws Exception {
    String seen = connect(Fault.NONE, WEB, option);
    assertTrue(seen.contains("Verification: OK"), seen);
    assertTrue(seen.contains(version), seen);
    assertTrue(seen.contains("ALPN protocol: http/1.1"), seen);
  }

  @ParameterizedTest
  @CsvSource({
    "CERTIFICATE_EXPIRED,certificate has expired",
    "CERTIFICATE_WRONG_NAME,hostname mismatch",
    "CERTIFICATE_SELF_SIGNED,self-signed certificate",
    "CERTIFICATE_CHAIN_INCOMPLETE,unable to get local issuer certificate",
    "TLS_INTERCEPTED,unable to get local issuer certificate",
    "CLOCK_SKEW,certificate is not yet valid",
    "CAPTIVE_PORTAL,hostname mismatch",
    "TLS_ALERT,alert handshake failure",
    "TLS_OLD_VERSION,unsupported protocol",
  })
  void badHandshakesAreCalledByTheirName(Fault fault, String words) throws Exception {
    String seen = connect(fault, WEB);
    assertTrue(seen.contains(words), seen);
  }

  @Test
  void resetByNameLeavesAnotherNameAlone() throws Exception {
    String reset = connect(Fault.HELLO_RESET, WEB);
    assertTrue(reset.contains("errno=104") || reset.contains("reset"), reset);
    String other = connect(Fault.HELLO_RESET, "www.neutral.test");
    assertTrue(other.contains("BEGIN CERTIFICATE"), other);
  }

  private String connect(Fault fault, String name, String... more) throws Exception {
    ServiceOptions options = ServiceOptions.forThisMachine(directory).with(fault);
    try (EmbeddedService service = EmbeddedService.start(options)) {
      InetSocketAddress at = service.first(Role.WEB_TLS);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "openssl",
                  "s_client",
                  "-connect",
                  at.getAddress().getHostAddress() + ":" + at.getPort(),
                  "-servername",
                  name,
                  "-verify_hostname",
                  WEB,
                  "-min_protocol",
                  "TLSv1.2",
                  "-alpn",
                  "h2,http/1.1",
                  "-CAfile",
                  service.trustFile().toString()));
      command.addAll(List.of(more));
      Path output = directory.resolve("output");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
  }
}
