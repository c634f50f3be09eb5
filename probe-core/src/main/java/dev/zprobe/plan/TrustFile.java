package dev.zprobe.plan;

import dev.zprobe.catalog.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Makes sure, before anything is sent, that a file of roots can be used. */
public final class TrustFile {
  private TrustFile() {}

  /**
   * @throws PlanException when it cannot be read, or holds no certificate
   */
  public static void check(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new PlanException(
          "--trust "
              + file
              + (Files.exists(file) ? ": it is no file" : ": there is no such file")
              + "; give a PEM file with roots");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(stream).isEmpty()) {
        throw new PlanException("--trust " + file + ": there is no certificate in it");
      }
    } catch (IOException unreadable) {
      throw new PlanException(
          "--trust " + file + ": cannot be read: " + InputFile.reason(file, unreadable));
    } catch (CertificateException malformed) {
      throw new PlanException("--trust " + file + ": not PEM certificates");
    }
  }
}
