package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.RespondOptions;
import dev.zprobe.cli.option.TokenOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Ports;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.respond.Responder;
import dev.zprobe.wire.FarEndToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The far end: answers on many ports those who know the token, and nobody else. */
@Command(
    name = "respond",
    description = "Answer on the catalog's or the given ports those who prove the token.")
public final class RespondCommand implements Callable<Integer> {
  private static final int LOWEST_UNPRIVILEGED = 1024;

  private final Console console;
  private final CountDownLatch asked = new CountDownLatch(1);

  @Mixin private GlobalOptions options;
  @Mixin private RespondOptions how;
  @Mixin private TokenOptions token;

  public RespondCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<String> given = token();
    String text = given.orElseGet(() -> FarEndToken.fresh(new SecureRandom()));
    Responder.Places places =
        new Responder.Places(
            addresses(), ports(how.udp(), Transport.UDP), ports(how.tcp(), Transport.TCP));
    StopHook hook = StopHook.around(Thread.currentThread(), asked::countDown, console);
    try (Responder responder = Responder.open(places, FarEndToken.of(text))) {
      if (responder.endpoints().isEmpty()) {
        throw nothing(responder);
      }
      announce(responder, given.isPresent() ? Optional.empty() : Optional.of(text));
      await();
      report(responder);
      hook.ended(ExitCode.HEALTHY);
      return ExitCode.HEALTHY.number();
    } catch (IOException refused) {
      throw Refusal.environment("cannot listen: " + FileTrouble.words(refused));
    } finally {
      hook.ended(ExitCode.ENVIRONMENT);
    }
  }

  private Optional<String> token() {
    try {
      return token.text(console.environment());
    } catch (IllegalArgumentException unusable) {
      throw Refusal.usage(unusable.getMessage());
    }
  }

  private List<InetAddress> addresses() {
    if (how.listen().isEmpty()) {
      // One socket for both families where the system has both.
      return List.of(new InetSocketAddress(0).getAddress());
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (String each : how.listen()) {
      addresses.add(
          Addresses.parse(each)
              .orElseThrow(() -> Refusal.usage("--listen \"" + each + "\" is not an address")));
    }
    return addresses;
  }

  private List<Integer> ports(List<String> given, Transport transport) {
    if (!how.udp().isEmpty() || !how.tcp().isEmpty()) {
      return parsed(given, transport);
    }
    TreeSet<Integer> ports = new TreeSet<>();
    for (Target target :
        how.catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn).targets()) {
      if (target.transport() == transport) {
        ports.addAll(target.ports());
      }
    }
    return List.copyOf(ports);
  }

  private static List<Integer> parsed(List<String> given, Transport transport) {
    try {
      return given.isEmpty() ? List.of() : Ports.parse(String.join(",", given));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.usage("--" + transport.text() + ": " + malformed.getMessage());
    }
  }

  private static Refusal nothing(Responder responder) {
    boolean low = responder.refused().stream().allMatch(each -> each.port() < LOWEST_UNPRIVILEGED);
    String why = responder.refused().isEmpty() ? "" : " (" + responder.refused().get(0).why() + ")";
    return responder.refused().isEmpty()
        ? Refusal.usage("there are no ports to listen on; give --udp or --tcp")
        : Refusal.environment(
            "no port is to be had"
                + why
                + (low
                    ? "; ports below 1024 need a capability: sudo setcap"
                        + " cap_net_bind_service=+ep on the java binary, or higher ports with --udp"
                        + " and --tcp"
                    : "; choose others with --udp and --tcp"));
  }

  /**
   * Results, because a script may need a new token: the rest goes to standard error.
   *
   * @param fresh empty where the token was given: who gave it has it, and nobody else should see it
   */
  private void announce(Responder responder, Optional<String> fresh) throws IOException {
    if (options.json()) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      fresh.ifPresent(text -> json.put("token", text));
      ArrayNode endpoints = json.putArray("endpoints");
      responder.endpoints().forEach(each -> endpoints.add(each.toString()));
      ArrayNode refused = json.putArray("refused");
      responder.refused().forEach(each -> refused.add(each.port() + "/" + each.transport().text()));
      JsonText.writeLine(json, console.out());
    } else {
      console.out().println("token  " + fresh.orElse("as given"));
      for (Transport transport : Transport.values()) {
        console.out().println(transport.text() + "    " + listed(responder, transport));
      }
      if (!options.quiet()) {
        remarks(responder);
      }
    }
    console.out().flush();
    console.err().flush();
  }

  private static String listed(Responder responder, Transport transport) {
    List<Integer> ports =
        responder.endpoints().stream()
            .filter(each -> each.transport() == transport)
            .map(Endpoint::port)
            .distinct()
            .toList();
    return ports.isEmpty() ? "-" : Ports.text(ports);
  }

  private void remarks(Responder responder) {
    for (Responder.Refused each : responder.refused()) {
      console
          .err()
          .println("zprobe: no " + each.transport().text() + " " + each.port() + ": " + each.why());
    }
    console
        .err()
        .println(
            "zprobe: answering; on the other side: ZPROBE_TOKEN=... zprobe run --far-end"
                + " THIS-HOST; stop with Ctrl-C");
  }

  private void await() {
    try {
      if (how.length().isEmpty()) {
        asked.await();
      } else if (!asked.await(how.length().get().toMillis(), TimeUnit.MILLISECONDS)) {
        asked.countDown();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Responder responder) {
    if (!options.quiet()) {
      Responder.Counts counts = responder.counts();
      console
          .err()
          .printf(
              "zprobe: %d answered with %d bytes, %d refused, %d bytes came in%n",
              counts.answered(), counts.bytesOut(), counts.refused(), counts.bytesIn());
    }
  }
}
