package dev.zprobe.capture.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.wire.StunNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Compares the application facts of one flow, item by item. */
final class FactComparison {
  private final JsonNode expected;
  private final List<ProtocolFacts> found;
  private final List<String> differences = new ArrayList<>();
  private long facts;

  FactComparison(JsonNode expected, List<ProtocolFacts> found) {
    this.expected = expected;
    this.found = found;
  }

  long facts() {
    return facts;
  }

  List<String> differences() {
    return differences;
  }

  void all(boolean udp) {
    if (udp) {
      quic();
      dtls();
      list("sip", expected.path("sip"), limit(sip(), 20));
      list("ntp", expected.path("ntp"), limit(ntp(), 20));
    } else {
      tls();
      http();
    }
    stun();
    list("dns", dns(expected.path("dns")), limit(dns(), 60));
  }

  private <T> List<T> of(Class<T> kind) {
    return found.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private Optional<TlsFacts> tls(TlsFacts.Kind kind) {
    return of(TlsFacts.class).stream().filter(each -> each.kind() == kind).findFirst();
  }

  private void tls() {
    JsonNode node = expected.path("tls");
    Optional<TlsFacts> mine = tls(TlsFacts.Kind.TLS);
    list("tls message", node.path("handshake"), limit(messages(mine), 60));
    list("tls alert", node.path("alerts"), limit(alerts(mine), 20));
    Optional<TlsFacts.Offer> offer = mine.flatMap(TlsFacts::offer);
    set("sni", node.path("sni"), offer.flatMap(TlsFacts.Offer::serverName).stream().toList());
    Optional<TlsFacts.Choice> choice = mine.flatMap(TlsFacts::choice);
    set("cipher", node.path("cipher"), choice.map(TlsFacts.Choice::cipherSuite).stream().toList());
    certificates(node.path("certificates"), mine);
  }

  private void certificates(JsonNode node, Optional<TlsFacts> mine) {
    if (!node.isEmpty() && mine.isPresent()) {
      facts++;
      int server = 0;
      String dir = node.get(0).path("dir").asText();
      for (JsonNode each : node) {
        server += each.path("dir").asText().equals(dir) ? 1 : 0;
      }
      int here = mine.get().chain().certificates().size();
      if (here < Math.min(1, server)) {
        differences.add("certificates: " + server + ", here " + here);
      }
    }
  }

  private void quic() {
    Optional<QuicFacts> mine = of(QuicFacts.class).stream().findFirst();
    JsonNode node = expected.path("tls");
    List<String> messages = new ArrayList<>();
    mine.ifPresent(
        quic ->
            quic.messages()
                .forEach(each -> messages.add(text(each.frame(), each.from(), each.type()))));
    list("quic message", node.path("handshake"), limit(messages, 60));
    set(
        "quic sni",
        node.path("sni"),
        mine.flatMap(QuicFacts::offer).flatMap(TlsFacts.Offer::serverName).stream().toList());
    JsonNode versions = expected.path("quic").path("versions");
    if (!versions.isEmpty()) {
      facts++;
      String here = mine.map(quic -> "0x%08x".formatted(quic.version())).orElse("none");
      boolean known = false;
      for (JsonNode each : versions) {
        known |= each.asText().equals(here);
      }
      if (!known) {
        differences.add("quic version: " + versions.get(0).asText() + ", here " + here);
      }
    }
  }

  private void dtls() {
    JsonNode node = expected.path("dtls");
    Optional<TlsFacts> mine = tls(TlsFacts.Kind.DTLS);
    list("dtls message", node.path("handshake"), messages(mine));
    list("dtls alert", node.path("alerts"), alerts(mine));
    set(
        "dtls sni",
        node.path("sni"),
        mine.flatMap(TlsFacts::offer).flatMap(TlsFacts.Offer::serverName).stream().toList());
  }

  private void stun() {
    JsonNode node = expected.path("stun");
    Map<String, Integer> wanted = new TreeMap<>();
    node.path("messages")
        .properties()
        .forEach(
            each ->
                wanted.merge(
                    each.getKey().replace(" (classic)", ""),
                    each.getValue().asInt(),
                    Integer::sum));
    Map<String, Integer> here = new TreeMap<>();
    List<String> errors = new ArrayList<>();
    for (StunFacts each : of(StunFacts.class)) {
      for (StunFacts.Message message : each.messages()) {
        String title = StunNames.name(message.type()).replace(" Response", "");
        boolean unnamed = title.startsWith("Method");
        here.merge(
            message.from().text() + " " + (unnamed ? "0x%04x".formatted(message.type()) : title),
            1,
            Integer::sum);
        if (message.error().isPresent()) {
          errors.add(text(message.frame(), message.from(), "" + message.error().getAsInt()));
        }
      }
    }
    for (String key : union(wanted, here)) {
      facts++;
      if (!wanted.getOrDefault(key, 0).equals(here.getOrDefault(key, 0))) {
        differences.add("stun " + key + ": " + wanted.get(key) + ", here " + here.get(key));
      }
    }
    List<String> wantedErrors = new ArrayList<>();
    node.path("errors")
        .forEach(
            each ->
                wantedErrors.add(
                    each.get(0).asText()
                        + " "
                        + each.get(1).asText()
                        + " "
                        + each.get(2).asText()));
    compare("stun error", wantedErrors, limit(errors, 20));
  }

  private static Iterable<String> union(Map<String, Integer> one, Map<String, Integer> other) {
    TreeSet<String> keys = new TreeSet<>(one.keySet());
    keys.addAll(other.keySet());
    return keys;
  }

  private List<String> messages(Optional<TlsFacts> mine) {
    List<String> list = new ArrayList<>();
    mine.ifPresent(
        tls ->
            tls.messages().forEach(each -> list.add(text(each.frame(), each.from(), each.type()))));
    return list;
  }

  private List<String> alerts(Optional<TlsFacts> mine) {
    List<String> list = new ArrayList<>();
    mine.ifPresent(
        tls ->
            tls.alerts()
                .forEach(
                    each ->
                        list.add(
                            text(
                                each.frame(),
                                each.from(),
                                each.alert().levelName() + " " + each.alert().descriptionName()))));
    return list;
  }

  private List<String> sip() {
    List<String> list = new ArrayList<>();
    for (SipFacts each : of(SipFacts.class)) {
      for (SipFacts.Message message : each.messages()) {
        OptionalInt status = message.status();
        String what = status.isPresent() ? "" + status.getAsInt() : message.method();
        list.add(text(message.frame(), message.from(), what));
      }
    }
    return list;
  }

  private List<String> ntp() {
    List<String> list = new ArrayList<>();
    for (NtpFacts each : of(NtpFacts.class)) {
      for (NtpFacts.Packet packet : each.packets()) {
        list.add(
            text(
                packet.frame(),
                packet.from(),
                "mode "
                    + packet.mode()
                    + " stratum "
                    + (packet.mode() > 5 ? "null" : "" + packet.stratum())));
      }
    }
    return list;
  }

  /** Heads in the order of frames, without frame numbers: tshark waits for whole bodies. */
  private static List<String> http(JsonNode node) {
    List<String> list = new ArrayList<>();
    for (JsonNode each : node) {
      StringBuilder text = new StringBuilder(each.get(1).asText());
      for (int i = 2; i < each.size(); i++) {
        text.append(' ').append(each.get(i).asText());
      }
      list.add(text.toString());
    }
    return list;
  }

  /** The facts name the first request of a frame, or else its first status; at most twelve. */
  private void http() {
    List<String> wanted = http(expected.path("http"));
    Map<Long, List<String>> byFrame = new TreeMap<>();
    for (HttpFacts each : of(HttpFacts.class)) {
      for (HttpFacts.Exchange exchange : each.exchanges()) {
        exchange.frame().ifPresent(frame -> put(byFrame, frame, request(exchange)));
        exchange
            .statusFrame()
            .ifPresent(
                frame ->
                    put(
                        byFrame,
                        frame,
                        exchange.from().other().text() + " " + exchange.status().getAsInt()));
      }
    }
    List<String> here = new ArrayList<>();
    boolean cut = wanted.size() == 12;
    byFrame.values().forEach(frame -> here.addAll(cut ? frame : frame.subList(0, 1)));
    if (cut) {
      List<String> kept = new ArrayList<>(wanted);
      here.removeIf(each -> !kept.remove(each));
    }
    compare("http", wanted, here);
  }

  private static void put(Map<Long, List<String>> byFrame, long frame, String text) {
    byFrame.computeIfAbsent(frame, none -> new ArrayList<>()).add(text);
  }

  private static String request(HttpFacts.Exchange exchange) {
    HttpFacts.Asked asked = exchange.asked().orElseThrow();
    String path = asked.path().substring(0, Math.min(120, asked.path().length()));
    return exchange.from().text()
        + " "
        + asked.method()
        + " "
        + path
        + " "
        + asked.host().orElse("");
  }

  private static List<String> dns(JsonNode node) {
    List<String> list = new ArrayList<>();
    for (JsonNode each : node) {
      String name = each.path("qname").path(0).asText("");
      String rcode = each.path("response").asBoolean() ? " " + each.path("rcode").asText() : "";
      String cut = each.path("tc").asBoolean() ? " truncated" : "";
      list.add(
          each.get("frame").asText()
              + " "
              + each.get("dir").asText()
              + " "
              + each.get("id").asText()
              + " "
              + plain(name.equals("<Root>") ? "." : name)
              + rcode
              + cut);
    }
    return list;
  }

  private List<String> dns() {
    Map<Long, List<String>> byFrame = new TreeMap<>();
    for (DnsFacts each : of(DnsFacts.class)) {
      for (DnsFacts.Exchange exchange : each.exchanges()) {
        String id =
            " 0x%04x ".formatted(exchange.question().id()) + plain(exchange.question().name());
        String asked = exchange.from().text();
        exchange.frame().ifPresent(frame -> put(byFrame, frame, frame + " " + asked + id));
        String answered = exchange.from().other().text();
        Function<DnsFacts.Reply, String> reply =
            answer ->
                answer.frame()
                    + " "
                    + answered
                    + id
                    + " "
                    + answer.rcode()
                    + (answer.truncated() ? " truncated" : "");
        exchange.reply().ifPresent(answer -> put(byFrame, answer.frame(), reply.apply(answer)));
        exchange.second().ifPresent(answer -> put(byFrame, answer.frame(), reply.apply(answer)));
      }
    }
    List<String> list = new ArrayList<>();
    // The facts name only the first message of a frame.
    byFrame.values().forEach(frame -> list.add(frame.get(0)));
    return list;
  }

  /** What is not printable is written in many ways. */
  private static String plain(String name) {
    return name.replaceAll("(\\\\[0-9]{3}|[^!-~])+", "?");
  }

  private static String text(long frame, End from, String what) {
    // The facts call a retry request what it is on the wire.
    String plain = what.equals("hello_retry_request") ? "server_hello" : what;
    return frame + " " + from.text() + " " + plain;
  }

  private static <T> List<T> limit(List<T> list, int most) {
    return list.subList(0, Math.min(most, list.size()));
  }

  private void list(String what, JsonNode wanted, List<String> here) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : wanted) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : each) {
        String one =
            part.isObject()
                ? "mode " + part.path("mode").asText() + " stratum " + part.path("stratum").asText()
                : part.asText();
        text.append(text.length() == 0 ? "" : " ").append(one);
      }
      texts.add(text.toString());
    }
    compare(what, texts, here);
  }

  private void list(String what, List<String> wanted, List<String> here) {
    compare(what, wanted, here);
  }

  private void set(String what, JsonNode wanted, List<String> here) {
    TreeSet<String> texts = new TreeSet<>();
    wanted.forEach(each -> texts.add(each.asText()));
    List<String> first = texts.isEmpty() ? List.of() : List.copyOf(texts);
    boolean contained = here.isEmpty() == first.isEmpty() && first.containsAll(here);
    if (!first.isEmpty() || !here.isEmpty()) {
      facts++;
      if (!contained) {
        differences.add(what + ": " + first + ", here " + here);
      }
    }
  }

  /** Each wanted item is a fact; each item too many is one as well. */
  private void compare(String what, List<String> wanted, List<String> here) {
    List<String> left = new ArrayList<>(here);
    for (String each : wanted) {
      facts++;
      if (!left.remove(each)) {
        differences.add(what + " missing: " + each);
      }
    }
    for (String each : left) {
      facts++;
      differences.add(what + " too many: " + each);
    }
  }
}
