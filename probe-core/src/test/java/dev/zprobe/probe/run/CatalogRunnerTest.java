package dev.zprobe.probe.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.testdata.service.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogRunnerTest {
  @TempDir private Path directory;

  @Test
  void aHealthyServiceAnswersEverything() throws IOException {
    Observations seen = EmbeddedRun.with(Fault.NONE, directory);
    List<Observation> failed =
        seen.all().stream().filter(each -> !each.worked() && !(each instanceof DnsLookup)).toList();
    assertTrue(failed.isEmpty(), () -> EmbeddedRun.text(seen));
  }

  @Test
  void aHelloThatIsResetForItsNameWorksWithAnother() throws IOException {
    Observations seen = EmbeddedRun.with(Fault.HELLO_RESET, directory);
    TlsHandshake regular = web(seen, Variant.NORMAL);
    assertEquals(FailureCode.TLS_RESET, regular.failure().orElseThrow().code());
    assertTrue(web(seen, Variant.OTHER_NAME).answered());
    assertTrue(web(seen, Variant.REPEAT).failedWith(FailureCode.TLS_RESET));
  }

  private static TlsHandshake web(Observations seen, Variant variant) {
    return seen.each(TlsHandshake.class)
        .filter(each -> each.target().equals("web") && each.hello().variant() == variant)
        .findFirst()
        .orElseThrow(() -> new AssertionError(EmbeddedRun.text(seen)));
  }
}
