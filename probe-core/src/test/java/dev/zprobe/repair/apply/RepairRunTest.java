package dev.zprobe.repair.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.repair.Platform;
import dev.zprobe.repair.RepairBook;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With the real programs, on files of the test's own, in a place with spaces and umlauts. */
@DisabledOnOs(OS.WINDOWS)
class RepairRunTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T10:00:00Z"));

  @TempDir private Path temporary;
  private final SystemPrograms programs = new SystemPrograms();
  private Path place = Path.of("");
  private Path record = Path.of("");

  @BeforeEach
  void makePlaces() throws IOException {
    place = Files.createDirectory(temporary.resolve("Jörg Müller 山"));
    record = place.resolve("the record");
  }

  @Test
  void aFileComesBackToTheByte() throws IOException {
    Path file = Files.writeString(place.resolve("hosts"), "1.2.3.4\tzoom.us\r\n\u00e4\n");
    byte[] before = Files.readAllBytes(file);
    RepairRun.Outcome outcome =
        apply(step(List.of(file(file)), List.of(line("sed", "-i", "-e", "s/zoom/room/", file))));
    assertTrue(outcome.ok(), outcome::trouble);
    assertTrue(Files.readString(file).contains("room.us"));
    RepairRecord read = RepairRecord.read(record);
    assertEquals(RepairRecord.State.DONE, read.state());
    assertEquals("", new UndoRun(programs, CLOCK).takeBack(read, RepairRecord.State.UNDONE));
    assertEquals(List.of(), different(before, Files.readAllBytes(file)));
    assertEquals(RepairRecord.State.UNDONE, RepairRecord.read(record).state());
  }

  @Test
  void aCommandThatFailsTakesTheOthersBack() throws IOException {
    Path file = Files.writeString(place.resolve("hosts"), "before");
    RepairRun.Outcome outcome =
        apply(
            step(
                List.of(file(file)),
                List.of(line("cp", "/dev/null", file), line("sh", "-c", "exit 3"))));
    assertFalse(outcome.ok());
    assertEquals("before", Files.readString(file));
    assertEquals(RepairRecord.State.FAILED, RepairRecord.read(record).state());
  }

  @Test
  void aProgramThatIsMissingIsNamed() throws IOException {
    RepairRun.Outcome outcome = apply(step(List.of(), List.of(line("no-such-program-here"))));
    assertTrue(outcome.trouble().contains("is not on this machine"), outcome.trouble());
  }

  @Test
  void ofSeveralWaysOneIsEnough() throws IOException {
    List<RepairPlan.Command> ways =
        List.of(
            new RepairPlan.Command(List.of("no-such-program-here"), true),
            new RepairPlan.Command(List.of("true"), true));
    assertTrue(apply(step(List.of(), ways)).ok());
    record = place.resolve("another");
    assertFalse(apply(step(List.of(), ways.subList(0, 1))).ok());
  }

  @Test
  void aDirectoryIsMovedAwayAndNeverDeleted() throws IOException {
    Path directory = Files.createDirectories(place.resolve("cache/deep"));
    Files.writeString(directory.resolve("a"), "content");
    Path cache = place.resolve("cache");
    RepairRun.Outcome outcome =
        apply(step(List.of(file(cache)), List.of(line("rm", "-rf", cache))));
    assertTrue(outcome.ok(), outcome::trouble);
    assertFalse(Files.exists(cache));
    Files.createDirectories(cache);
    Files.writeString(cache.resolve("newer"), "kept as well");
    String left =
        new UndoRun(programs, CLOCK).takeBack(RepairRecord.read(record), RepairRecord.State.UNDONE);
    assertEquals("", left);
    assertEquals("content", Files.readString(cache.resolve("deep/a")));
    try (var files = Files.walk(record)) {
      assertTrue(files.anyMatch(each -> each.endsWith("newer")), "what was newer is kept");
    }
  }

  @Test
  void whatWasNotThereGoesAway() throws IOException {
    Path file = place.resolve("absent");
    apply(step(List.of(file(file)), List.of(line("touch", file))));
    assertTrue(Files.exists(file));
    new UndoRun(programs, CLOCK).takeBack(RepairRecord.read(record), RepairRecord.State.UNDONE);
    assertFalse(Files.exists(file));
  }

  @Test
  void nothingIsChangedWhenItCannotBeKept() throws IOException {
    Path file = Files.writeString(place.resolve("a"), "before");
    Saved output =
        new Saved("", List.of("false"), "out", "", "", List.of("cat", "{record}/out"), true);
    RepairRun.Outcome outcome =
        apply(step(List.of(output), List.of(line("cp", "/dev/null", file))));
    assertTrue(outcome.trouble().contains("nothing was changed"), outcome.trouble());
    assertEquals("before", Files.readString(file));
  }

  @Test
  void whatSomebodyElseChangedSinceIsTold() throws IOException {
    Path file = Files.writeString(place.resolve("a"), "before");
    apply(step(List.of(file(file)), List.of(line("cp", "/dev/null", file))));
    UndoRun undo = new UndoRun(programs, CLOCK);
    assertEquals(List.of(), undo.changedSince(RepairRecord.read(record)));
    Files.writeString(file, "by an editor");
    assertEquals(
        List.of(file.toRealPath().toString()), undo.changedSince(RepairRecord.read(record)));
  }

  @Test
  void whatWasKilledInTheMidstIsUndone() throws IOException {
    Path file = Files.writeString(place.resolve("a"), "before");
    Programs killed =
        line -> {
          if (line.contains("kill")) {
            throw new IllegalStateException("killed");
          }
          return programs.run(line);
        };
    RepairPlan.Step step =
        step(List.of(file(file)), List.of(line("cp", "/dev/null", file), line("kill")));
    assertThrows(
        IllegalStateException.class,
        () -> new RepairRun(killed, CLOCK).apply(step, Platform.LINUX, record, ""));
    RepairRecord read = RepairRecord.read(record);
    assertEquals(RepairRecord.State.BEGUN, read.state());
    UndoRun undo = new UndoRun(programs, CLOCK);
    assertEquals(List.of(), undo.changedSince(read));
    assertEquals("", undo.takeBack(read, RepairRecord.State.UNDONE));
    assertEquals("before", Files.readString(file));
  }

  @Test
  void everyCommandIsLoggedWithItsOutput() throws IOException {
    apply(step(List.of(), List.of(line("echo", "a  b", "c'd\"e", "$HOME"))));
    var tree = RepairRecord.read(record).tree();
    assertEquals("a  b c'd\"e $HOME\n", tree.at("/commands/0/output").asText());
    assertEquals(0, tree.at("/commands/0/exit").asInt());
  }

  @Test
  void onlyWhatTheBookWritesIsUndone() throws IOException {
    ThisMachine machine = new ThisMachine(programs, Map.of(), place);
    String shadow = "{\"form\":\"file\",\"file\":\"/etc/shadow\",\"as\":\"kept-1\"}";
    for (String hostile :
        List.of(
            "\"step\":\"no-such-step\"",
            "\"step\":\"remove-hosts-entry\",\"undo\":[[\"sh\",\"-c\",\"id\"]]",
            "\"step\":\"remove-hosts-entry\",\"kept\":[" + shadow + "]",
            "\"step\":\"allow-client-in-firewall\",\"kept\":[{\"form\":\"output\",\"command\":"
                + "[\"nft\",\"list table a b\"],\"restore\":[\"sh\",\"x\"]}]")) {
      Path file = Files.writeString(place.resolve("record.json"), record(hostile));
      List<String> strangers =
          BookCheck.strangers(RepairRecord.read(file), Platform.LINUX, machine);
      assertFalse(strangers.isEmpty(), hostile);
    }
  }

  @Test
  void whatIsNoRecordIsRefused() throws IOException {
    assertThrows(IOException.class, () -> RepairRecord.read(place));
    for (String text : List.of("", "[]", "{}", "{\"schema\": 7}", "\u0000")) {
      Path file = Files.writeString(place.resolve("record.json"), text);
      assertThrows(IOException.class, () -> RepairRecord.read(file), text);
    }
  }

  private static String record(String inner) {
    return "{\"schema\":\"zprobe.repair-record/1\",\"platform\":\"linux\"," + inner + "}";
  }

  private RepairRun.Outcome apply(RepairPlan.Step step) throws IOException {
    return new RepairRun(programs, CLOCK).apply(step, Platform.LINUX, record, "");
  }

  private static RepairPlan.Step step(List<Saved> saved, List<RepairPlan.Command> commands) {
    return new RepairPlan.Step(
        RepairBook.builtIn().repair("remove-hosts-entry").orElseThrow(),
        List.of("F1"),
        "why",
        new RepairPlan.Work(true, List.of(), saved, commands, List.of()),
        List.of());
  }

  private static Saved file(Path file) {
    return new Saved(file.toString(), List.of(), "", "", "", List.of(), false);
  }

  private static RepairPlan.Command line(Object... words) {
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      line.add(word.toString());
    }
    return new RepairPlan.Command(line, false);
  }

  private static List<Integer> different(byte[] one, byte[] other) {
    List<Integer> places = new ArrayList<>();
    for (int index = 0; index < Math.max(one.length, other.length); index++) {
      if (index >= one.length || index >= other.length || one[index] != other[index]) {
        places.add(index);
      }
    }
    return places;
  }
}
