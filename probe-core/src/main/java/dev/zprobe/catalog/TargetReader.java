package dev.zprobe.catalog;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.Place;
import dev.zprobe.net.Ports;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one entry of {@code targets} or {@code controls}. */
final class TargetReader {
  private static final int MOST_PORTS = 2048;

  private TargetReader() {}

  static Target target(StrictObject entry) {
    return read(entry, entry.optionalText("service").orElse("service"));
  }

  static Target control(StrictObject entry) {
    return read(entry, Target.CONTROL_SERVICE);
  }

  private static Target read(StrictObject entry, String service) {
    String id = entry.text("id");
    if (!id.matches("[\\p{Graph}]{1,100}")) {
      throw entry.error("id", "must be a word of at most 100 characters");
    }
    Place place = place(entry);
    Transport transport = transport(entry);
    List<Integer> ports = ports(entry);
    Application application = application(entry, transport);
    Target.Promise promise =
        new Target.Promise(
            answers(entry, application),
            entry.flag("required", true),
            entry.optionalText("source").orElse(""));
    entry.finish();
    return new Target(id, service, place, transport, ports, application, promise);
  }

  private static Place place(StrictObject entry) {
    Optional<String> host = entry.optionalText("host");
    List<String> texts = entry.texts("addresses");
    if (host.isPresent() == !texts.isEmpty()) {
      throw entry.error("host", "or addresses must be given, and not both");
    }
    if (host.isEmpty()) {
      return new Place.Listed(texts.stream().map(text -> address(entry, text)).toList());
    }
    if (Addresses.parse(host.get()).isPresent()) {
      return new Place.Listed(List.of(address(entry, host.get())));
    }
    return new Place.Named(
        HostNames.parse(host.get())
            .orElseThrow(
                () ->
                    entry.error(
                        "host", "\"" + Printable.bounded(host.get(), 80) + "\" is not a name")));
  }

  private static InetAddress address(StrictObject entry, String text) {
    InetAddress address =
        Addresses.parse(text)
            .orElseThrow(
                () ->
                    entry.error(
                        "addresses", "\"" + Printable.bounded(text, 60) + "\" is not an address"));
    if (!Addresses.canBeProbed(address)) {
      throw entry.error("addresses", text + " is not the address of one host");
    }
    return address;
  }

  private static Transport transport(StrictObject entry) {
    return switch (entry.text("transport")) {
      case "tcp" -> Transport.TCP;
      case "udp" -> Transport.UDP;
      default -> throw entry.error("transport", "must be \"tcp\" or \"udp\"");
    };
  }

  private static List<Integer> ports(StrictObject entry) {
    List<String> parts = new ArrayList<>(entry.texts("ports"));
    if (parts.isEmpty()) {
      throw entry.error("ports", "is missing");
    }
    try {
      List<Integer> ports = Ports.parse(String.join(",", parts));
      if (ports.size() > MOST_PORTS) {
        throw entry.error("ports", "holds more than " + MOST_PORTS + " ports");
      }
      return ports;
    } catch (IllegalArgumentException malformed) {
      throw entry.error("ports", "is wrong: " + malformed.getMessage());
    }
  }

  private static Application application(StrictObject entry, Transport transport) {
    Application application =
        Application.parse(entry.text("application"))
            .orElseThrow(() -> entry.error("application", "must be one of " + applications()));
    if (!application.speaksOver(transport)) {
      throw entry.error(
          "application", "\"" + application.text() + "\" is not spoken over " + transport.text());
    }
    return application;
  }

  private static boolean answers(StrictObject entry, Application application) {
    if (!entry.has("expects")) {
      return application != Application.ZOOM_MEDIA;
    }
    return switch (entry.text("expects")) {
      case "answer" -> true;
      case "nothing" -> false;
      default -> throw entry.error("expects", "must be \"answer\" or \"nothing\"");
    };
  }

  private static String applications() {
    return Arrays.stream(Application.values())
        .map(Application::text)
        .collect(Collectors.joining(", "));
  }
}
