package dev.zprobe.cli.render;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Place;
import dev.zprobe.net.Ports;
import dev.zprobe.net.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A catalog as a table. */
public final class CatalogText {
  private final Palette palette;

  public CatalogText(Palette palette) {
    this.palette = palette;
  }

  public List<String> lines(Catalog catalog) {
    Table table = new Table(palette);
    table.add(
        List.of("service", "target", "place", "ports", "application", "without it").stream()
            .map(title -> new Cell(Palette.Tone.FAINT, title))
            .toList());
    catalog.targets().forEach(target -> table.add(row(target)));
    catalog.controls().forEach(target -> table.add(row(target)));
    List<String> lines = new ArrayList<>(table.lines(""));
    lines.add("");
    lines.add("as of " + catalog.date() + ", " + catalog.ranges().size() + " address ranges");
    lines.add(
        "compared with the resolvers "
            + catalog.dnsControls().stream()
                .map(Endpoint::addressText)
                .collect(Collectors.joining(", ")));
    lines.add("time from " + Inert.text(String.join(", ", catalog.timeServers())));
    return lines;
  }

  private static List<Cell> row(Target target) {
    String loss = target.isControl() ? "-" : target.promise().required() ? "blocked" : "degraded";
    return List.of(
        plain(target.service()),
        new Cell(Palette.Tone.STRONG, Inert.text(target.id())),
        plain(place(target)),
        plain(Ports.text(target.ports()) + "/" + target.transport().text()),
        plain(target.application().text()),
        plain(loss));
  }

  private static String place(Target target) {
    return target.place() instanceof Place.Listed listed
        ? listed.addresses().stream().map(Addresses::text).collect(Collectors.joining(","))
        : target.host().orElse("");
  }

  private static Cell plain(String words) {
    return new Cell(Palette.Tone.NORMAL, Inert.text(words));
  }
}
