package dev.zprobe.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of a JSON report in words, the same in every form. Nothing here is escaped. */
public final class ReportWords {
  private ReportWords() {}

  static String where(JsonNode location) {
    List<String> addresses = texts(location.path("addresses"));
    String named = addresses.isEmpty() ? "" : " (" + String.join(", ", addresses) + ")";
    return switch (location.path("kind").asText("")) {
      case "host" -> "this machine" + named;
      case "hops" -> hops(location.path("first").asInt(), location.path("last").asInt()) + named;
      case "target" -> "the target itself" + named;
      case "resolver" -> "the resolver" + named;
      case "proxy" -> "the proxy" + named;
      default -> "";
    };
  }

  private static String hops(int first, int last) {
    return first == last
        ? "at hop " + first
        : "between hop " + first + " and hop " + last + ", both included";
  }

  /** Of a target: address, port and transport. */
  static String endpoint(JsonNode target) {
    String address = target.path("address").asText("");
    String bracketed = address.contains(":") ? "[" + address + "]" : address;
    return bracketed
        + ":"
        + target.path("port").asText("")
        + "/"
        + target.path("transport").asText("");
  }

  /** Words of a command, those with blanks quoted. */
  public static String command(JsonNode words) {
    return texts(words).stream()
        .map(word -> word.contains(" ") ? "\"" + word + "\"" : word)
        .collect(Collectors.joining(" "));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
