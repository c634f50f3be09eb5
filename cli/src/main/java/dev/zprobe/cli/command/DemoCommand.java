package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanRequest;
import dev.zprobe.plan.Planner;
import dev.zprobe.testdata.service.EmbeddedService;
import dev.zprobe.testdata.service.Fault;
import dev.zprobe.testdata.service.ServiceOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything on this machine: a service on loopback, one fault, the whole run. */
@Command(
    name = "demo",
    description = "Run against an embedded service on this machine, with one fault injected.")
public final class DemoCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;

  @Mixin private GlobalOptions options;
  @Mixin private OutputOptions output;

  @Parameters(
      paramLabel = "FAULT",
      arity = "0..1",
      defaultValue = "hello-reset",
      description = "What is wrong (default: hello-reset); --list names all.")
  private String fault;

  @Option(names = "--list", description = "List the faults and what each shows.")
  private boolean list;

  @Option(names = "--no-capture", description = "Do not capture on loopback.")
  private boolean noCapture;

  public DemoCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    if (list) {
      list();
      return ExitCode.HEALTHY.number();
    }
    Fault chosen = Fault.of(fault).orElseThrow(this::unknown);
    introduce(chosen);
    return run(chosen).number();
  }

  private void list() {
    if (options.json()) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      ArrayNode faults = node.putArray("faults");
      for (Fault each : Fault.values()) {
        faults.addObject().put("id", each.id()).put("explanation", each.explanation());
      }
      ResultFiles.json(console, node);
      return;
    }
    for (Fault each : Fault.values()) {
      console.out().printf("%-29s %s%n", each.id(), each.explanation());
    }
  }

  private Refusal unknown() {
    String known = Arrays.stream(Fault.values()).map(Fault::id).collect(Collectors.joining(", "));
    return Refusal.usage("there is no fault \"" + fault + "\"; choose one of " + known);
  }

  private void introduce(Fault chosen) {
    if (options.quiet() || options.json() || output.reportToStandardOutput()) {
      return;
    }
    console.err().println("zprobe demo: a service on loopback addresses of this machine, where");
    console.err().println("  " + chosen.id() + ": " + chosen.explanation());
    console.err().println();
  }

  private ExitCode run(Fault chosen) {
    Path directory = temporary();
    // Until the run has a hook of its own.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "zprobe-demo-end"));
    try (EmbeddedService service = start(chosen, directory)) {
      Assignment assignment = new Assignment("demo", plan(service), output, options);
      return new RunAndReport(console, pipeline, InstantSource.system())
          .cleaning(() -> delete(directory))
          .carryOut(assignment);
    } catch (IOException refused) {
      throw Refusal.environment("the embedded service cannot start: " + FileTrouble.words(refused));
    } finally {
      delete(directory);
    }
  }

  /** On the real ports where this process may have them, else on free ones. */
  private static EmbeddedService start(Fault chosen, Path directory) throws IOException {
    ServiceOptions free = ServiceOptions.forThisMachine(directory).with(chosen);
    if (free.addresses().size() < ServiceOptions.SPREAD) {
      return EmbeddedService.start(free);
    }
    try {
      return EmbeddedService.start(free.with(ServiceOptions.PortChoice.WELL_KNOWN));
    } catch (IOException taken) {
      return EmbeddedService.start(free);
    }
  }

  private Plan plan(EmbeddedService service) {
    InetSocketAddress resolver = service.resolver();
    String resolverText = resolver.getAddress().getHostAddress() + ":" + resolver.getPort();
    PlanRequest request =
        PlanRequest.STANDARD
            .withCompared(new PlanRequest.Compared(List.of(resolverText), List.of(), List.of()))
            .withProxy("none")
            .withTrust(List.of(service.trustFile()))
            .withStages(
                new Plan.Stages(
                    !noCapture,
                    true,
                    true,
                    Plan.Stages.ALL.captureInterface(),
                    Plan.Stages.ALL.farEnd(),
                    List.of()));
    return Planner.plan(CatalogReader.read(service.catalogFile()), request);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("zprobe-demo");
    } catch (IOException refused) {
      throw Refusal.environment(
          "no temporary directory to be had: " + FileTrouble.words(refused) + "; set TMPDIR");
    }
  }

  private static void delete(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
      Files.deleteIfExists(directory);
    } catch (IOException left) {
      // Two small files stay in the temporary directory, which the system empties.
    }
  }
}
