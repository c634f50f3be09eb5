package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.option.TelemetryOptions;
import dev.zprobe.cli.option.WatchOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.cli.telemetry.Collector;
import dev.zprobe.cli.telemetry.Gauges;
import dev.zprobe.cli.watch.Metrics;
import dev.zprobe.cli.watch.MetricsEndpoint;
import dev.zprobe.cli.watch.Round;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.OwnerOnly;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.HostPort;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.Planner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The same run again and again; shows only what changed. */
@Command(
    name = "watch",
    description = "Repeat run until healthy, or for a time; show only what changed.")
public final class WatchCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;
  private final InstantSource clock = InstantSource.system();

  @Mixin private GlobalOptions options;
  @Mixin private RunOptions what;
  @Mixin private WatchOptions how;
  @Mixin private TelemetryOptions telemetry;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description = "host[:port][/tcp|/udp|/tls|/https|/stun|/sip|/sips] instead of the catalog.")
  private List<String> targets = new ArrayList<>();

  public WatchCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    Catalog catalog = what.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    Plan plan = Planner.plan(catalog, what.request(targets));
    if (how.rounds() < 1) {
      throw Refusal.usage("--rounds must be 1 or more");
    }
    Path directory = directory();
    AtomicReference<String> metrics = new AtomicReference<>(Metrics.NONE);
    Optional<MetricsEndpoint> endpoint = listen(metrics);
    try {
      announce(directory, endpoint);
      WatchLoop loop =
          new WatchLoop(
              new WatchLoop.Stage(console, pipeline, clock), plan, directory, options, how);
      return stoppable(loop, metrics).number();
    } finally {
      endpoint.ifPresent(WatchCommand::close);
    }
  }

  private ExitCode stoppable(WatchLoop loop, AtomicReference<String> metrics) {
    StopHook hook = StopHook.around(Thread.currentThread(), loop::stop, console);
    Optional<Collector> collector = telemetry.collector(console);
    try {
      ExitCode code =
          loop.run(
              (Round round) -> {
                metrics.set(Metrics.of(round));
                collector.ifPresent(each -> each.take(gauges(round)));
              });
      hook.ended(code);
      return code;
    } finally {
      hook.ended(ExitCode.ENVIRONMENT);
    }
  }

  private static ObjectNode gauges(Round round) {
    Instant ended = round.started().plus(round.elapsed());
    return Gauges.of(round.report(), ended, round.elapsed(), Version.TEXT);
  }

  private Path directory() {
    Path path =
        how.out()
            .orElseGet(
                () ->
                    Path.of(
                        BundleDirectory.defaultName(clock.instant(), HostName.own())
                            .replaceFirst("zprobe-", "zprobe-watch-")));
    try {
      if (!Files.isDirectory(path)) {
        OwnerOnly.directory(path);
      } else if (Files.exists(path.resolve(WatchLoop.FIRST_FAILURE))) {
        throw Refusal.environment(
            path + " holds an earlier first failure; choose an empty or new one with --out DIR");
      }
      return path;
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot make " + path + " (" + FileTrouble.words(refused) + "); choose --out DIR");
    }
  }

  private Optional<MetricsEndpoint> listen(AtomicReference<String> metrics) {
    if (how.listen().isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress place = place(how.listen());
    try {
      return Optional.of(MetricsEndpoint.open(place, metrics::get));
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot listen on "
              + how.listen()
              + " ("
              + FileTrouble.words(refused)
              + "); choose another port with --listen");
    }
  }

  /** Port 0 takes any free one, which is then announced. */
  private static InetSocketAddress place(String text) {
    boolean port = text.matches("\\d{1,5}");
    boolean any = text.equals("0") || text.endsWith(":0");
    try {
      String dressed = port ? "127.0.0.1:" + text : text;
      HostPort parsed =
          HostPort.parse(any ? dressed.substring(0, dressed.length() - 1) + "1" : dressed);
      InetAddress address =
          Addresses.parse(parsed.host())
              .orElseThrow(() -> new IllegalArgumentException("no address before the port"));
      int number =
          parsed.port().orElseThrow(() -> new IllegalArgumentException("the port is missing"));
      return new InetSocketAddress(address, any ? 0 : number);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.usage(
          "--listen \"" + text + "\": " + malformed.getMessage() + "; write 127.0.0.1:9115");
    }
  }

  private void announce(Path directory, Optional<MetricsEndpoint> endpoint) {
    if (options.quiet()) {
      return;
    }
    String served =
        endpoint
            .map(each -> each.place())
            .map(
                at -> "; metrics at http://" + at.getHostString() + ":" + at.getPort() + "/metrics")
            .orElse("");
    console.err().println("zprobe: watching, history in " + directory + served);
    console.err().flush();
  }

  private static void close(MetricsEndpoint endpoint) {
    try {
      endpoint.close();
    } catch (IOException gone) {
      // It was ours alone, and nobody waits for it.
    }
  }
}
