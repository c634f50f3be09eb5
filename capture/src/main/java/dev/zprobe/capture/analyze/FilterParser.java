package dev.zprobe.capture.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a filter expression.
 *
 * <p>As in pcap-filter(7): {@code host}, {@code net}, {@code port}, {@code portrange} with {@code
 * src} or {@code dst} and {@code tcp} or {@code udp} before them, {@code ip}, {@code ip6}, {@code
 * vlan}, and {@code and}, {@code or}, {@code not}, parentheses. {@code and} and {@code or} bind
 * alike, from left to right; a value without a keyword takes the last one. The source of a flow is
 * who opened it.
 *
 * <p>Beyond that: {@code KEY OP VALUE}, with a key of the flow listing ({@code tls.sni}, {@code
 * tcp.a.rst}, {@code handshake.complete}), one of {@code = != < <= > >=}, and a value in which
 * {@code *} stands for anything; a key alone asks whether the flow has it.
 */
final class FilterParser {
  private static final int LONGEST = 4_096;
  private static final int DEEPEST = 64;
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"[^\"]*\"|\\(|\\)|&&|\\|\\||[!=<>]=|==|[!=<>]|[^\\s()!=<>&|\"]+)");
  private static final Set<String> COMPARISONS = Set.of("=", "==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> VALUE_ENDS = Set.of("and", "or", "&&", "||", ")");

  private final List<String> tokens = new ArrayList<>();
  private FilterTerms.Qualifier last = FilterTerms.Qualifier.NONE;
  private int at;
  private int depth;

  FilterParser(String expression) {
    if (expression.length() > LONGEST) {
      throw new IllegalArgumentException("longer than " + LONGEST + " characters");
    }
    Matcher matcher = TOKEN.matcher(expression);
    int end = 0;
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
      matcher.region(end, expression.length());
    }
    if (!expression.substring(end).isBlank()) {
      throw new IllegalArgumentException(
          "cannot read \"" + expression.substring(end).strip() + '"');
    }
  }

  /** The whole expression; an empty one matches everything. */
  Predicate<FilterSubject> whole() {
    if (tokens.isEmpty()) {
      return flow -> true;
    }
    Predicate<FilterSubject> test = chain();
    if (at < tokens.size()) {
      throw new IllegalArgumentException("\"" + tokens.get(at) + "\" stands where nothing may");
    }
    return test;
  }

  private Predicate<FilterSubject> chain() {
    Predicate<FilterSubject> test = factor();
    while (isNext("and") || isNext("&&") || isNext("or") || isNext("||")) {
      boolean both = isNext("and") || isNext("&&");
      at++;
      Predicate<FilterSubject> other = factor();
      test = both ? test.and(other) : test.or(other);
    }
    return test;
  }

  private Predicate<FilterSubject> factor() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("nested deeper than " + DEEPEST);
    }
    Predicate<FilterSubject> test;
    if (isNext("not") || isNext("!")) {
      at++;
      test = factor().negate();
    } else if (isNext("(")) {
      at++;
      test = chain();
      if (!isNext(")")) {
        throw new IllegalArgumentException("a parenthesis is not closed");
      }
      at++;
    } else {
      test = primitive();
    }
    depth--;
    return test;
  }

  private Predicate<FilterSubject> primitive() {
    if (at + 1 < tokens.size() && COMPARISONS.contains(tokens.get(at + 1))) {
      String key = next();
      String operator = next();
      return FilterComparison.of(key, operator, unquoted(next()));
    }
    FilterTerms.Qualifier qualifier = FilterTerms.Qualifier.NONE;
    while (at < tokens.size() && qualifier.takes(word())) {
      qualifier = qualifier.with(word());
      at++;
    }
    boolean alone = at >= tokens.size() || VALUE_ENDS.contains(word());
    if (qualifier.isProtocolOnly() && alone) {
      return qualifier.speaks();
    }
    if (!qualifier.equals(FilterTerms.Qualifier.NONE)) {
      last = qualifier;
      return FilterTerms.of(qualifier, unquoted(next()));
    }
    String value = unquoted(next());
    if (FlowKeys.isMeant(value)) {
      return FilterComparison.present(value);
    }
    return FilterTerms.of(last, value);
  }

  private boolean isNext(String word) {
    return at < tokens.size() && word().equals(word);
  }

  private String word() {
    return tokens.get(at).toLowerCase(Locale.ROOT);
  }

  private String next() {
    if (at >= tokens.size()) {
      throw new IllegalArgumentException("it ends where a value should follow");
    }
    return tokens.get(at++);
  }

  private static String unquoted(String token) {
    boolean quoted = token.length() > 1 && token.startsWith("\"") && token.endsWith("\"");
    return quoted ? token.substring(1, token.length() - 1) : token;
  }
}
