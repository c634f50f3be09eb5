package dev.zprobe.capture.path;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import dev.zprobe.wire.ClientHello;
import dev.zprobe.wire.TlsRecord;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the trials of a capture together to ladders: one for each place and each content. */
final class LadderAssembly {
  /** Fewer different TTLs are no ladder, but a packet that happened to have a small one. */
  private static final int FEWEST_HOPS = 3;

  /** RFC 2606: names that no filter has a reason to know. */
  private static final Pattern NEUTRAL =
      Pattern.compile("(?:.*\\.)?example(?:\\.(?:com|net|org))?|", Pattern.CASE_INSENSITIVE);

  /** Type and length, RFC 8446 section 4. */
  private static final int HANDSHAKE_HEADER = 4;

  private static final Pattern HOST =
      Pattern.compile("\\r\\nHost: *([-a-zA-Z0-9.:]{1,253})", Pattern.CASE_INSENSITIVE);

  private final List<Trial> trials;

  LadderAssembly(List<Trial> trials) {
    this.trials = trials;
  }

  /** What a ladder's packets have in common. */
  private record Question(InetAddress client, Endpoint place, Stage stage, String name) {}

  CapturedLadders.Found assemble(int taken) {
    Map<Question, List<Trial>> questions = new LinkedHashMap<>();
    for (Trial each : trials) {
      question(each)
          .ifPresent(asked -> questions.computeIfAbsent(asked, key -> new ArrayList<>()).add(each));
    }
    questions
        .values()
        .removeIf(all -> all.stream().map(Trial::ttl).distinct().count() < FEWEST_HOPS);
    List<PathLadder> ladders = new ArrayList<>();
    Set<FiveTuple> rungs = new HashSet<>();
    questions.forEach(
        (asked, all) -> {
          ladders.add(ladder(taken + ladders.size() + 1, asked, all));
          all.forEach(each -> rungs.add(each.flow()));
        });
    return new CapturedLadders.Found(ladders, rungs);
  }

  private static Optional<Question> question(Trial trial) {
    byte[] bytes = trial.payload();
    InetAddress client = trial.flow().local().address();
    Endpoint place = trial.flow().remote();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length > TlsRecord.HEADER_LENGTH && TlsRecord.isHeader(buffer, 0)) {
      return serverName(bytes).map(name -> new Question(client, place, Stage.CLIENT_HELLO, name));
    }
    Matcher host = HOST.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    return host.find()
        ? Optional.of(new Question(client, place, Stage.REQUEST, host.group(1)))
        : Optional.empty();
  }

  private static Optional<String> serverName(byte[] record) {
    int from = TlsRecord.HEADER_LENGTH + HANDSHAKE_HEADER;
    if (record.length < from) {
      return Optional.empty();
    }
    return ClientHello.parse(ByteBuffer.wrap(record), from, record.length - from)
        .whole()
        .map(hello -> hello.serverName().orElse(""));
  }

  private PathLadder ladder(int number, Question asked, List<Trial> all) {
    all.sort(Comparator.comparing(Trial::started));
    List<Hop> hops = hops(all);
    boolean arrived = hops.stream().anyMatch(hop -> hop.reply() == Reply.ANSWER);
    Trial first = all.get(0);
    Duration took = Duration.between(first.started(), all.get(all.size() - 1).started());
    int end = hops.get(hops.size() - 1).ttl();
    Stamp stamp =
        new Stamp(
            "O" + number,
            asked.place().toString(),
            first.started(),
            took,
            all.stream().map(Trial::flow).toList());
    Trace trace =
        new Trace(
            true,
            "",
            all.stream()
                .filter(each -> each.ttl() <= end)
                .flatMap(each -> each.frames().stream())
                .toList(),
            List.of());
    String what = asked.stage() == Stage.REQUEST ? "request for " : "ClientHello for ";
    return new PathLadder(
        stamp,
        asked.place(),
        new Payload(asked.stage(), NEUTRAL.matcher(asked.name()).matches(), what + asked.name()),
        hops,
        arrived ? Optional.empty() : Optional.of(Failure.of(FailureCode.PATH_LOST)),
        trace);
  }

  /** In the order of their TTLs, gaps as silence, up to the first end. */
  private static List<Hop> hops(List<Trial> all) {
    Map<Integer, Hop> byTtl = new TreeMap<>();
    for (Trial each : all.stream().filter(trial -> trial.ttl() > 0).toList()) {
      byTtl.merge(each.ttl(), each.hop(), LadderAssembly::stronger);
    }
    List<Hop> hops = new ArrayList<>();
    for (Hop hop : byTtl.values()) {
      hops.add(hop);
      boolean ends =
          switch (hop.reply()) {
            case ANSWER, RESET, FIN, UNREACHABLE -> true;
            case TIME_EXCEEDED, SILENT -> false;
          };
      if (ends) {
        break;
      }
    }
    return hops;
  }

  /** An end of the connection outweighs a router's error: that is what the ladder looks for. */
  private static Hop stronger(Hop one, Hop other) {
    boolean ends = other.reply() == Reply.RESET || other.reply() == Reply.FIN;
    return ends && one.reply() == Reply.TIME_EXCEEDED ? other.and(one) : one.and(other);
  }
}
