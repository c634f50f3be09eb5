package dev.zprobe.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A JSON object of which every key must be known: reading a key marks it as known, {@link #finish}
 * rejects the others. All errors are {@link CatalogException}s that name the key and its path.
 */
public final class StrictObject {
  private static final int LONGEST_FILE = 16 << 20;

  private final JsonNode node;
  private final String where;
  private final Set<String> known = new HashSet<>();

  private StrictObject(JsonNode node, String where) {
    this.node = node;
    this.where = where;
  }

  /**
   * Reads a whole text as one object.
   *
   * @param origin the file's name, for messages
   */
  public static StrictObject parse(String json, String origin) {
    if (json.length() > LONGEST_FILE) {
      throw new CatalogException(origin + ": longer than " + LONGEST_FILE + " characters");
    }
    try {
      JsonNode root = JsonTree.read(json);
      if (!root.isObject()) {
        throw new CatalogException(origin + ": must be a JSON object");
      }
      return new StrictObject(root, origin + ": ");
    } catch (JsonProcessingException malformed) {
      throw new CatalogException(origin + ": " + explain(malformed));
    }
  }

  public boolean has(String key) {
    known.add(key);
    return node.has(key);
  }

  public String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  public Optional<String> optionalText(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isTextual()) {
      throw error(key, "must be a string");
    }
    return Optional.of(node.get(key).textValue());
  }

  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isBoolean()) {
      throw error(key, "must be true or false");
    }
    return node.get(key).booleanValue();
  }

  public int number(String key) {
    if (!has(key)) {
      throw missing(key);
    }
    if (!node.get(key).isInt()) {
      throw error(key, "must be a whole number");
    }
    return node.get(key).intValue();
  }

  /** Strings and numbers as text; a single one counts as a list of one; empty when left out. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    if (!has(key)) {
      return texts;
    }
    JsonNode value = node.get(key);
    Iterable<JsonNode> elements = value.isArray() ? value : List.of(value);
    for (JsonNode element : elements) {
      if (!element.isTextual() && !element.isInt()) {
        throw error(key, "must hold strings");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  /** Lists of strings within a list; empty when left out. */
  public List<List<String>> textLists(String key) {
    List<List<String>> lists = new ArrayList<>();
    for (JsonNode row : array(key)) {
      List<String> texts = new ArrayList<>();
      if (!row.isArray()) {
        throw error(key, "must hold lists of strings");
      }
      for (JsonNode element : row) {
        if (!element.isTextual()) {
          throw error(key, "must hold lists of strings");
        }
        texts.add(element.textValue());
      }
      lists.add(texts);
    }
    return lists;
  }

  /** The objects of a list; empty when left out. */
  public List<StrictObject> objects(String key) {
    List<StrictObject> objects = new ArrayList<>();
    for (JsonNode element : array(key)) {
      String at = path(key) + "[" + objects.size() + "]";
      if (!element.isObject()) {
        throw new CatalogException(at + " must be an object");
      }
      objects.add(new StrictObject(element, at + "."));
    }
    return objects;
  }

  /** An object below a key; empty when left out. */
  public Optional<StrictObject> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isObject()) {
      throw error(key, "must be an object");
    }
    return Optional.of(new StrictObject(node.get(key), path(key) + "."));
  }

  /** All keys, in the order of the file; for objects whose keys are data. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Rejects what was never asked for. */
  public void finish() {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw error(key, "is unknown here; known are " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  public CatalogException error(String key, String what) {
    return new CatalogException(path(key) + " " + what);
  }

  private JsonNode array(String key) {
    if (!has(key)) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (!node.get(key).isArray()) {
      throw error(key, "must be a list");
    }
    return node.get(key);
  }

  private CatalogException missing(String key) {
    return error(key, "is missing");
  }

  private String path(String key) {
    return where + Printable.bounded(key, 60);
  }

  private static String explain(JsonProcessingException malformed) {
    String what = Printable.bounded(malformed.getOriginalMessage(), 160);
    return malformed.getLocation() == null
        ? what
        : "line "
            + malformed.getLocation().getLineNr()
            + ", column "
            + malformed.getLocation().getColumnNr()
            + ": "
            + what;
  }
}
