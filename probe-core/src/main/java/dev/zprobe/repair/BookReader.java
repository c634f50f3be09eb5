package dev.zprobe.repair;

import dev.zprobe.catalog.StrictObject;
import dev.zprobe.diagnosis.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the book's file; whatever is wrong with it is a CatalogException with key and path. */
final class BookReader {
  private static final String SCHEMA = "zprobe.repairs/1";
  private static final String BOOK = "book.json";

  private BookReader() {}

  static List<Repair> builtIn() {
    try (InputStream stream = BookReader.class.getResourceAsStream(BOOK)) {
      if (stream == null) {
        throw new IllegalStateException("the repair book is not in the class path");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), "repair book");
    } catch (IOException unreadable) {
      throw new IllegalStateException("the repair book cannot be read", unreadable);
    }
  }

  static List<Repair> parse(String json, String origin) {
    StrictObject root = StrictObject.parse(json, origin);
    if (!root.text("schema").equals(SCHEMA)) {
      throw root.error("schema", "must be \"" + SCHEMA + "\"");
    }
    root.text("date");
    List<Repair> repairs = root.objects("repairs").stream().map(BookReader::repair).toList();
    root.finish();
    return repairs;
  }

  private static Repair repair(StrictObject page) {
    String who = page.text("who");
    Repair repair =
        new Repair(
            page.text("id"),
            page.flag("guide", false),
            Who.parse(who).orElseThrow(() -> page.error("who", "is nobody known")),
            new Repair.Words(
                page.text("title"),
                page.text("why"),
                page.optionalText("otherwise").orElse(""),
                page.text("changes"),
                page.text("loses"),
                page.text("restart")),
            page.objects("mends").stream().map(BookReader::reason).toList(),
            page.objects("useless").stream().map(BookReader::objection).toList(),
            procedures(page));
    page.finish();
    return repair;
  }

  private static Repair.Reason reason(StrictObject reason) {
    String when = reason.optionalText("when").orElse(Condition.ALWAYS.text());
    Repair.Reason read =
        new Repair.Reason(
            cause(reason, "cause", reason.text("cause")),
            Condition.parse(when).orElseThrow(() -> reason.error("when", "is unknown")));
    reason.finish();
    return read;
  }

  private static Repair.Objection objection(StrictObject objection) {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    objection.texts("causes").forEach(id -> causes.add(cause(objection, "causes", id)));
    Repair.Objection read =
        new Repair.Objection(causes, objection.flag("harmful", false), objection.text("why"));
    objection.finish();
    return read;
  }

  private static Cause cause(StrictObject at, String key, String id) {
    return Cause.parse(id).orElseThrow(() -> at.error(key, "names no cause: " + id));
  }

  private static Map<Platform, Procedure> procedures(StrictObject page) {
    Map<Platform, Procedure> procedures = new EnumMap<>(Platform.class);
    Optional<StrictObject> all = page.object("on");
    if (all.isPresent()) {
      for (Platform platform : Platform.values()) {
        all.get()
            .object(platform.text())
            .ifPresent(each -> procedures.put(platform, procedure(each)));
      }
      all.get().finish();
    }
    return procedures;
  }

  private static Procedure procedure(StrictObject each) {
    Procedure procedure =
        new Procedure(
            each.text("versions"),
            each.flag("privileged", false),
            each.flag("asked", false),
            blocks(each, "before"),
            each.objects("saved").stream().map(BookReader::saved).toList(),
            blocks(each, "commands"),
            blocks(each, "undo"));
    each.finish();
    return procedure;
  }

  private static Saved saved(StrictObject each) {
    Saved saved =
        new Saved(
            each.optionalText("file").orElse(""),
            each.texts("command"),
            each.optionalText("as").orElse(""),
            each.optionalText("head").orElse(""),
            each.optionalText("line").orElse(""),
            each.texts("restore"),
            each.flag("stable", false));
    each.finish();
    return saved;
  }

  private static List<Block> blocks(StrictObject procedure, String key) {
    List<Block> blocks = new ArrayList<>();
    for (StrictObject each : procedure.objects(key)) {
      blocks.add(new Block(each.flag("optional", false), each.textLists("run")));
      each.finish();
    }
    return blocks;
  }
}
