package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.BundleText;
import dev.zprobe.cli.render.page.MatrixPicture;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.BundleException;
import dev.zprobe.evidence.BundleFiles;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.TimeStamp;
import dev.zprobe.evidence.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with a bundle once it is there. */
@Command(
    name = "evidence",
    description = "Check a bundle's hashes and signature, show it, or make a shareable copy.",
    synopsisSubcommandLabel = "verify|show|redact")
public final class EvidenceCommand implements Runnable {
  @Spec private CommandSpec spec;

  private EvidenceCommand() {}

  /** The verb with its own verbs. */
  public static CommandLine commandLine(Console console) {
    return new CommandLine(new EvidenceCommand())
        .addSubcommand(new Verify(console))
        .addSubcommand(new Show(console))
        .addSubcommand(new RedactCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "verify, show or redact is missing");
  }

  /** What is done with an opened bundle. */
  @FunctionalInterface
  interface Use<T> {
    T with(BundleFiles files) throws BundleException, IOException;
  }

  /** Opens a bundle, and turns what is wrong with it into a refusal. */
  static <T> T use(Path path, Use<T> use) {
    try (BundleFiles files = BundleFiles.open(path)) {
      return use.with(files);
    } catch (BundleException unusable) {
      throw Refusal.usage(path + ": " + unusable.getMessage());
    } catch (IOException broken) {
      throw Refusal.usage(path + ": cannot be read (" + FileTrouble.words(broken) + ")");
    }
  }

  static ObjectNode json(Verification verification) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("verifies", verification.good());
    node.put("complete", verification.complete());
    ArrayNode faults = node.putArray("faults");
    for (Verification.Fault fault : verification.faults()) {
      faults
          .addObject()
          .put("file", fault.file())
          .put("kind", fault.kind().name().toLowerCase(Locale.ROOT))
          .put("what", fault.words());
    }
    verification
        .signer()
        .ifPresent(
            signer ->
                node.putObject("signer")
                    .put("subject", signer.subject())
                    .put("fingerprint", signer.fingerprint())
                    .put("generated", signer.generated()));
    verification
        .timeStamp()
        .ifPresent(
            stamp ->
                node.putObject("timeStamp")
                    .put("time", JsonText.time(stamp.time()))
                    .put("authority", stamp.authority())
                    .put("fingerprint", stamp.fingerprint())
                    .put("trusted", stamp.trusted()));
    return node;
  }

  /** Compares a bundle with its manifest and signature. */
  @Command(
      name = "verify",
      description = "Check hashes and signature; name what was changed, is missing or was added.")
  private static final class Verify implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Option(
        names = "--signer",
        paramLabel = "SHA256",
        description = "The signer's fingerprint that is expected.")
    private String signer = "";

    @Option(
        names = "--timestamp-trust",
        paramLabel = "FILE",
        description =
            "PEM roots of time-stamp authorities: a time stamp by one of them is demanded.")
    private Path authorities;

    @Parameters(paramLabel = "PATH", description = "A bundle's directory or zip.")
    private Path path;

    Verify(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      if (!signer.isEmpty() && !wanted().matches("[0-9a-f]{64}")) {
        throw Refusal.usage(
            "--signer \""
                + signer
                + "\" is no SHA-256 fingerprint: 64 hexadecimal digits, as the run and evidence"
                + " show print it");
      }
      List<X509Certificate> roots = roots();
      Verification verification = use(path, files -> Verification.of(files, roots));
      boolean expected = signer.isEmpty() || isSigner(verification);
      if (options.json()) {
        JsonText.write(json(verification).put("expectedSigner", expected), console.out());
      } else {
        BundleText.verification(verification).forEach(console.out()::println);
        if (!expected) {
          console.out().println("signed by another key than " + signer);
        }
      }
      return (verification.good() && expected ? ExitCode.HEALTHY : ExitCode.FOUND).number();
    }

    private List<X509Certificate> roots() {
      try {
        return authorities == null ? List.of() : TimeStamp.roots(authorities);
      } catch (BundleException unusable) {
        throw Refusal.usage("--timestamp-trust: " + unusable.getMessage());
      }
    }

    private boolean isSigner(Verification verification) {
      return verification.signer().filter(it -> it.fingerprint().equals(wanted())).isPresent();
    }

    private String wanted() {
      return signer.replace(":", "").toLowerCase(Locale.ROOT);
    }
  }

  /** Summarises a bundle. */
  @Command(name = "show", description = "Summarise a bundle: verdict, findings, files, signature.")
  private static final class Show implements Callable<Integer> {
    private final Console console;

    @Mixin private GlobalOptions options;

    @Option(
        names = "--svg",
        paramLabel = "FILE",
        description = "Write the matrix of endpoints and stages there as a picture (SVG).")
    private Optional<Path> picture = Optional.empty();

    @Parameters(paramLabel = "PATH", description = "A bundle's directory or zip.")
    private Path path;

    Show(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      BundleText text =
          use(
              path,
              files -> {
                Verification verification = Verification.of(files);
                return BundleText.of(files, verification);
              });
      if (picture.isPresent()) {
        write(picture.get(), text.report());
      }
      if (options.json()) {
        ObjectNode node = text.json();
        node.set("integrity", json(text.verification()));
        JsonText.write(node, console.out());
      } else {
        text.lines(console.width()).forEach(console.out()::println);
      }
      return ExitCode.HEALTHY.number();
    }

    private void write(Path file, JsonNode report) {
      if (report.isMissingNode()) {
        throw Refusal.usage("--svg: " + path + " has no report: the run never ended");
      }
      String svg = MatrixPicture.of(report);
      try {
        BundleWriter.atomically(file, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
      } catch (IOException refused) {
        throw Refusal.environment(
            "cannot write " + file + " (" + FileTrouble.words(refused) + "); choose another place");
      }
    }
  }
}
