package dev.zprobe.startup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Lambdas and records of every shape; what each gives is a line. */
public final class Samples implements Supplier<List<String>> {
  private final List<String> lines = new ArrayList<>();
  private final String own = "own";

  record Empty() {}

  record Everything(
      boolean flag,
      byte small,
      short less,
      char letter,
      int number,
      long more,
      float part,
      double whole,
      String text,
      int[] array,
      List<String> list,
      Object any) {
    Everything with(double other) {
      return new Everything(
          flag, small, less, letter, number, more, part, other, text, array, list, any);
    }
  }

  interface Named {
    String name();

    default Supplier<String> loud() {
      return () -> hidden() + name().toUpperCase(java.util.Locale.ROOT);
    }

    private String hidden() {
      return "!";
    }
  }

  @Override
  public List<String> get() {
    functions();
    captures("text", 7, 1L << 40, 2.5, 'c');
    methods();
    numbers();
    records();
    nested();
    return lines;
  }

  private void say(Object line) {
    lines.add(String.valueOf(line));
  }

  private void functions() {
    Supplier<String> nothing = () -> "nothing";
    Predicate<String> empty = String::isEmpty;
    say(nothing.get() + empty.test("") + empty.negate().test(""));
    Runnable run = () -> say("ran");
    run.run();
    Runnable popped = () -> lines.add("popped");
    popped.run();
    Stream.of("popped too").forEach(lines::add);
  }

  private void captures(String text, int number, long more, double part, char letter) {
    BiFunction<String, Integer, String> all =
        (one, other) -> own + text + number + more + part + letter + one + other;
    say(all.apply("x", 3));
  }

  private void methods() {
    Function<String, StringBuilder> maker = StringBuilder::new;
    say(maker.apply("made"));
    IntFunction<int[]> arrays = int[]::new;
    say(arrays.apply(3).length);
    Supplier<Integer> bound = "bound"::length;
    say(bound.get());
    Comparator<String> order = Comparator.comparing(String::length);
    say(order.compare("a", "bb"));
    Function<Object, String> wide = Object::toString;
    say(wide.apply(4));
  }

  private void numbers() {
    BinaryOperator<Integer> sum = Integer::sum;
    say(sum.apply(2, 3));
    ToLongFunction<String> wider = String::length;
    say(wider.applyAsLong("four"));
    ToDoubleFunction<Integer> unboxed = each -> each;
    say(unboxed.applyAsDouble(5));
    ToIntFunction<Integer> same = Integer::intValue;
    say(same.applyAsInt(6));
    Function<Integer, Object> boxed = Integer::bitCount;
    say(boxed.apply(7));
    Supplier<Long> none = () -> Long.valueOf(9);
    say(none.get());
  }

  private void records() {
    Everything one =
        new Everything(
            true, (byte) 1, (short) 2, 'c', 4, 5L << 33, 1.5f, 0.0, "t", null, List.of("l"), null);
    Everything same = one.with(0.0);
    Everything other = one.with(-0.0);
    say(one);
    say(one.hashCode());
    for (Object each : Arrays.asList(one, same, other, null, "t")) {
      say(one.equals(each));
    }
    say(one.with(Double.NaN).equals(one.with(Double.NaN)));
    say(new Empty() + " " + new Empty().hashCode() + new Empty().equals(new Empty()));
  }

  private void nested() {
    Named named = () -> "name";
    say(named.loud().get());
    class Inner {
      private String secret() {
        return "secret";
      }

      Supplier<String> tell() {
        return this::secret;
      }
    }
    say(new Inner().tell().get());
    Supplier<Supplier<String>> twice = () -> () -> own;
    say(twice.get().get());
  }
}
