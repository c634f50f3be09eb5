package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.correlate.AnnotatedCapture;
import dev.zprobe.capture.correlate.Annotations;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.render.MarkdownReport;
import dev.zprobe.cli.render.page.HtmlReport;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.BundleException;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.BundleZip;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A bundle from the empty directory to the sealed whole. The key for the signature is made when it
 * is needed, or by {@link #prepare} while the run lasts.
 */
final class BundleCompletion {
  private final Path wanted;
  private final BundleDirectory directory;
  private final FutureTask<SigningKey> key;
  private final Optional<TimeStampRequest> stamp;

  private BundleCompletion(
      Path wanted,
      BundleDirectory directory,
      FutureTask<SigningKey> key,
      Optional<TimeStampRequest> stamp) {
    this.wanted = wanted;
    this.directory = directory;
    this.key = key;
    this.stamp = stamp;
  }

  /**
   * Makes the directory; for a zip one beside it, until it is whole.
   *
   * @param wanted a directory that is empty or new, or a new zip
   * @param console for a warning when the time stamp cannot be had
   */
  static BundleCompletion begin(Path wanted, OutputOptions output, Console console) {
    Optional<TimeStampRequest> stamp =
        output.timeStampAuthority().map(at -> new TimeStampRequest(at, console));
    FutureTask<SigningKey> key = key(output);
    boolean zip = BundleZip.isWanted(wanted);
    Path place = zip ? BundleZip.workplace(wanted) : wanted;
    try {
      if (zip && Files.exists(wanted)) {
        throw Refusal.environment(wanted + " exists already; choose a new one with --out FILE.zip");
      }
      return new BundleCompletion(wanted, BundleDirectory.create(place), key, stamp);
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot make the bundle's directory "
              + place
              + " ("
              + FileTrouble.words(refused)
              + "); choose an empty or new one with --out DIR");
    }
  }

  /** A file that cannot be used is refused before the first packet. */
  private static FutureTask<SigningKey> key(OutputOptions output) {
    if (output.signingKey().isEmpty()) {
      // Not as a method reference, which would load half a library at once.
      return new FutureTask<>(() -> SigningKey.generate());
    }
    try {
      SigningKey own = SigningKey.read(output.signingKey().get());
      return new FutureTask<>(() -> own);
    } catch (BundleException unusable) {
      throw Refusal.usage("--sign: " + unusable.getMessage());
    }
  }

  /** Does what can be done before there is a report; may be called by another thread, or not. */
  void prepare() {
    key.run();
  }

  private SigningKey key() {
    key.run(); // Does nothing where it was made, or is being made.
    try {
      return await(key);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // it is made in memory
    }
  }

  private static <T> T await(FutureTask<T> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } catch (ExecutionException broken) {
      if (broken.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IllegalStateException(broken.getCause());
    }
  }

  BundleDirectory directory() {
    return directory;
  }

  /** Where the bundle is once it is complete. */
  Path place() {
    return wanted;
  }

  /** SHA-256 of the signer's certificate. */
  String fingerprint() {
    return key().fingerprint();
  }

  /** {@link #finish}, with comments in the capture. For captures whose frames the report counts. */
  void finishWithCapture(EvidenceBundle bundle, ObjectNode report) throws IOException {
    String keys = keysText(); // Before the reports are written, which takes an empty file away.
    FutureTask<Void> annotating =
        new FutureTask<>(
            () -> {
              annotate(bundle, report, keys);
              return null;
            });
    new Thread(annotating, "zprobe-annotate").start();
    try {
      writeReports(report);
    } finally {
      await(annotating);
    }
    seal();
  }

  private String keysText() throws IOException {
    return Files.exists(directory.keys())
        ? Files.readString(directory.keys(), StandardCharsets.US_ASCII)
        : "";
  }

  private void annotate(EvidenceBundle bundle, ObjectNode report, String keys) throws IOException {
    if (Files.exists(directory.capture())) {
      AnnotatedCapture.replace(directory.capture(), Annotations.of(bundle, digest(report), keys));
    }
  }

  /** Writes the reports, seals the bundle, packs it where that was asked for. */
  void finish(ObjectNode report) throws IOException {
    writeReports(report);
    seal();
  }

  private void writeReports(ObjectNode report) throws IOException {
    BundleWriter.write(directory, report);
    write(directory.html(), HtmlReport.of(report));
    write(directory.markdown(), MarkdownReport.of(report));
  }

  private void seal() throws IOException {
    if (stamp.isPresent()) {
      stamp.get().into(directory);
    }
    BundleWriter.seal(directory, key());
    if (BundleZip.isWanted(wanted)) {
      BundleZip.pack(directory, wanted);
    }
  }

  private static void write(Path file, String text) throws IOException {
    BundleWriter.atomically(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String digest(ObjectNode report) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    JsonText.write(report, text);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.toByteArray()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }
}
