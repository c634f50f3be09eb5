package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.Console;
import dev.zprobe.cli.ExitCode;
import dev.zprobe.cli.Refusal;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.CatalogText;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Place;
import dev.zprobe.net.Ports;
import dev.zprobe.net.Target;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The endpoints that a run probes. */
@Command(
    name = "catalog",
    description = "Show the endpoints, or check a catalog file.",
    synopsisSubcommandLabel = "show|check")
public final class CatalogCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  public CatalogCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show or check is missing");
  }

  @Command(name = "show", description = "List the endpoints of the built-in catalog or of a file.")
  int show(
      @Mixin GlobalOptions options,
      @Option(
              names = "--catalog",
              paramLabel = "FILE",
              description = "A catalog file instead of the built-in catalog.")
          Path file) {
    Catalog catalog = file == null ? CatalogReader.builtIn() : CatalogReader.read(file);
    if (options.json()) {
      print(json(catalog));
    } else {
      new CatalogText(options.palette(console)).lines(catalog).forEach(console.out()::println);
    }
    return ExitCode.HEALTHY.number();
  }

  @Command(name = "check", description = "Say whether a catalog file can be used.")
  int check(
      @Mixin GlobalOptions options,
      @Parameters(paramLabel = "FILE", description = "The catalog file.") Path file) {
    Catalog catalog = CatalogReader.read(file);
    if (!options.quiet()) {
      console
          .out()
          .println(
              "a valid catalog: "
                  + catalog.targets().size()
                  + " targets, "
                  + catalog.controls().size()
                  + " controls");
    }
    return ExitCode.HEALTHY.number();
  }

  private void print(ObjectNode tree) {
    try {
      JsonText.write(tree, console.out());
    } catch (IOException closed) {
      throw Refusal.environment("standard output does not take the catalog");
    }
  }

  private static ObjectNode json(Catalog catalog) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("date", catalog.date().toString());
    ArrayNode targets = node.putArray("targets");
    for (Target target : catalog.targets()) {
      ObjectNode entry = targets.addObject();
      entry.put("id", target.id());
      entry.put("service", target.service());
      target.host().ifPresent(host -> entry.put("host", host));
      if (target.place() instanceof Place.Listed listed) {
        ArrayNode addresses = entry.putArray("addresses");
        listed.addresses().forEach(address -> addresses.add(Addresses.text(address)));
      }
      entry.put("transport", target.transport().text());
      entry.put("ports", Ports.text(target.ports()));
      entry.put("application", target.application().text());
      entry.put("expects", target.promise().answers() ? "answer" : "nothing");
      entry.put("required", target.promise().required());
      entry.put("source", target.promise().source());
    }
    return node;
  }
}
