package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.redact.CaptureRedactor;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.render.BundleText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.BundleException;
import dev.zprobe.evidence.BundleFiles;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.Pseudonyms;
import dev.zprobe.evidence.ReportRedactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a copy that may be shown to others, and keeps the way back beside it. */
@Command(
    name = "redact",
    description = "Make a copy with stand-ins for addresses and names, without keys and content.")
final class RedactCommand implements Callable<Integer> {
  private static final String CAPTURE = "capture.pcapng";
  private static final int KEY_BYTES = 32;

  private final Console console;

  @Mixin private GlobalOptions options;

  @Parameters(paramLabel = "PATH", description = "A bundle's directory or zip.")
  private Path path;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "The copy: a directory that is empty or new, or a new zip.")
  private Path out;

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "Where the way back is kept (default: beside the copy).")
  private Path map;

  RedactCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (out.toAbsolutePath().normalize().startsWith(path.toAbsolutePath().normalize())) {
      throw Refusal.usage(out + ": a copy within the bundle would change it; choose another --out");
    }
    Path wayBack = wayBack();
    Pseudonyms stands = new Pseudonyms(key());
    EvidenceCommand.use(
        path,
        files -> {
          redact(files, stands);
          return stands;
        });
    try {
      BundleWriter.atomically(wayBack, file -> JsonText.write(stands.json(), file));
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write " + wayBack + " (" + FileTrouble.words(refused) + "); choose --map FILE");
    }
    if (options.json()) {
      ResultFiles.json(
          console,
          JsonNodeFactory.instance
              .objectNode()
              .put("redacted", out.toString())
              .put("map", wayBack.toString()));
    } else if (!options.quiet()) {
      console.out().println("redacted: " + out);
      console.out().println("the way back, for you alone: " + wayBack);
    }
    return ExitCode.HEALTHY.number();
  }

  private void redact(BundleFiles files, Pseudonyms stands) throws BundleException {
    JsonNode report = BundleText.report(files);
    BundleCompletion copy = BundleCompletion.begin(out, new OutputOptions(), console);
    ObjectNode redacted = new ReportRedactor(stands).redact(report);
    try {
      if (files.has(CAPTURE)) {
        CaptureRedactor.copy(() -> content(files), copy.directory().capture(), stands);
      }
      copy.finish(redacted);
    } catch (NotACaptureException none) {
      throw new BundleException(CAPTURE + " is no capture");
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write " + out + " (" + FileTrouble.words(refused) + "); choose another place");
    }
  }

  private static java.io.InputStream content(BundleFiles files) throws IOException {
    try {
      return files.content(CAPTURE);
    } catch (BundleException gone) {
      throw new IOException(gone.getMessage(), gone);
    }
  }

  private Path wayBack() {
    if (map != null) {
      return map;
    }
    Path name = out.toAbsolutePath().normalize();
    Path beside = name.resolveSibling(name.getFileName() + ".private-map.json");
    if (Files.exists(beside)) {
      throw Refusal.environment(beside + " exists already; choose another with --map FILE");
    }
    return beside;
  }

  private static byte[] key() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
