package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.correlate.AnnotatedCapture;
import dev.zprobe.capture.correlate.Annotations;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.render.MarkdownReport;
import dev.zprobe.cli.render.page.HtmlReport;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/**
 * A bundle from the empty directory to the sealed whole. The key for the signature is made while
 * the run lasts.
 */
final class BundleCompletion {
  private final Path wanted;
  private final BundleDirectory directory;
  private final CompletableFuture<SigningKey> key;

  private BundleCompletion(
      Path wanted, BundleDirectory directory, CompletableFuture<SigningKey> key) {
    this.wanted = wanted;
    this.directory = directory;
    this.key = key;
  }

  /**
   * Makes the directory; for a zip one beside it, until it is whole.
   *
   * @param wanted a directory that is empty or new, or a new zip
   */
  static BundleCompletion begin(Path wanted, OutputOptions output) {
    CompletableFuture<SigningKey> key = key(output);
    boolean zip = BundleZip.isWanted(wanted);
    Path place = zip ? BundleZip.workplace(wanted) : wanted;
    try {
      if (zip && Files.exists(wanted)) {
        throw Refusal.environment(wanted + " exists already; choose a new one with --out FILE.zip");
      }
      return new BundleCompletion(wanted, BundleDirectory.create(place), key);
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
  private static CompletableFuture<SigningKey> key(OutputOptions output) {
    if (output.signingKey().isEmpty()) {
      return CompletableFuture.supplyAsync(SigningKey::generate);
    }
    try {
      return CompletableFuture.completedFuture(SigningKey.read(output.signingKey().get()));
    } catch (BundleException unusable) {
      throw Refusal.usage("--sign: " + unusable.getMessage());
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
    return key.join().fingerprint();
  }

  /** Comments in the capture, then {@link #finish}. For captures whose frames the report counts. */
  void finishWithCapture(EvidenceBundle bundle, ObjectNode report) throws IOException {
    if (Files.exists(directory.capture())) {
      String keys =
          Files.exists(directory.keys())
              ? Files.readString(directory.keys(), StandardCharsets.US_ASCII)
              : "";
      AnnotatedCapture.replace(directory.capture(), Annotations.of(bundle, digest(report), keys));
    }
    finish(report);
  }

  /** Writes the reports, seals the bundle, packs it where that was asked for. */
  void finish(ObjectNode report) throws IOException {
    BundleWriter.write(directory, report);
    write(directory.html(), HtmlReport.of(report));
    write(directory.markdown(), MarkdownReport.of(report));
    BundleWriter.seal(directory, key.join());
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
