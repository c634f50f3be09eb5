package dev.zprobe.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Under which domains public authorities are named in CAA records (RFC 8659 section 4.2). */
public final class Authorities {
  private static final String SCHEMA = "zprobe.authorities/1";

  private final List<Authority> all;

  private record Authority(Set<String> organizations, Set<String> domains) {}

  /** Read when it is first asked for. */
  private static final class BuiltIn {
    private static final Authorities ALL = read();
  }

  private Authorities(List<Authority> all) {
    this.all = all;
  }

  public static Authorities builtIn() {
    return BuiltIn.ALL;
  }

  /**
   * Domains of the issuer with this distinguished name; empty for those that are not listed.
   *
   * @param issuer RFC 2253, with the organization in {@code O}
   */
  public Set<String> domains(String issuer) {
    String name = issuer.replace("\\", "").replace("\"", "");
    return all.stream()
        .filter(
            each ->
                each.organizations().stream()
                    .anyMatch(house -> name.matches("(?:.*,)?O=\\Q" + house + "\\E(?:,.*)?")))
        .flatMap(each -> each.domains().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Authorities read() {
    String file = "authorities.json";
    try (InputStream stream = Authorities.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is not in the class path");
      }
      StrictObject root =
          StrictObject.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), file);
      if (!root.text("schema").equals(SCHEMA)) {
        throw root.error("schema", "must be \"" + SCHEMA + "\"");
      }
      root.text("date");
      List<Authority> all = root.objects("authorities").stream().map(Authorities::one).toList();
      root.finish();
      return new Authorities(all);
    } catch (IOException unreadable) {
      throw new IllegalStateException(file + " cannot be read", unreadable);
    }
  }

  private static Authority one(StrictObject entry) {
    Authority authority =
        new Authority(Set.copyOf(entry.texts("organizations")), Set.copyOf(entry.texts("domains")));
    entry.text("source");
    entry.finish();
    return authority;
  }
}
