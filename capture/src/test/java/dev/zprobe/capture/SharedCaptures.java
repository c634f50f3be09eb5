package dev.zprobe.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where captures of other projects lie; a test that asks is skipped where there are none. */
public final class SharedCaptures {
  private SharedCaptures() {}

  /** {@code -Dzprobe.shared} names another folder. */
  public static Path folder() {
    Path folder = Path.of("../../shared/captures");
    Path beside = Files.isDirectory(folder) ? folder : Path.of("../shared/captures");
    Path captures = Path.of(System.getProperty("zprobe.shared", beside.toString()));
    Assumptions.assumeTrue(Files.isDirectory(captures), "../shared/captures is not there: skipped");
    return captures;
  }
}
