package dev.zprobe.testdata.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a leaf certificate shall say.
 *
 * @param names the DNS names of the subject alternative name; the first one is the common name too
 * @param notBefore first moment of validity, whole seconds
 * @param notAfter last moment of validity, whole seconds
 */
public record Leaf(List<String> names, Instant notBefore, Instant notAfter) {
  public Leaf {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a leaf needs a name");
    }
  }

  /** Valid from an hour before {@code now} until 90 days after. */
  public static Leaf validAt(Instant now, String... names) {
    return new Leaf(List.of(names), now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(90)));
  }

  /** Ran out a day before {@code now}. */
  public static Leaf expiredAt(Instant now, String... names) {
    return new Leaf(List.of(names), now.minus(Duration.ofDays(90)), now.minus(Duration.ofDays(1)));
  }

  /** The same names in another span of time. */
  public Leaf valid(Instant from, Instant until) {
    return new Leaf(names, from, until);
  }
}
