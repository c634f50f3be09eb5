package dev.zprobe.probe.proxy;

import com.sun.management.ThreadMXBean;
import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.probe.PeerText;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/**
 * A proxy auto-configuration file. It is foreign code: it sees no Java, runs for at most one second
 * and so many instructions, cannot build huge strings by one call, and may ask for few names.
 */
final class PacScript {
  static final int LONGEST = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** A call counts as 100, so that what a call allocates is seen at once. */
  private static final int INSTRUCTIONS_PER_CHECK = 100;

  private static final long MOST_BYTES = 64 << 20;
  private static final long MOST_INSTRUCTIONS = 20_000_000;
  private static final int DEEPEST_CALL = 200;
  private static final int MOST_NAMES = 20;

  private final String source;
  private final World world;

  /**
   * What the script may know.
   *
   * @param resolver the addresses of a name, none when it does not resolve
   * @param own addresses of this host
   */
  record World(
      Function<String, List<InetAddress>> resolver,
      Supplier<List<InetAddress>> own,
      InstantSource clock) {}

  /** The script is no script, fails, or wants too much. */
  static final class PacException extends Exception {
    private static final long serialVersionUID = 1L;

    PacException(String message) {
      super(message);
    }
  }

  PacScript(String source, World world) {
    this.source = source;
    this.world = world;
  }

  /**
   * Calls FindProxyForURL.
   *
   * @return its text, such as {@code PROXY a.test:3128; DIRECT}; empty for null
   */
  String find(String url, String host) throws PacException {
    if (source.length() > LONGEST) {
      throw new PacException("longer than " + LONGEST + " characters");
    }
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread thread = new Thread(null, () -> evaluate(url, host, found), "zprobe-pac", 1 << 20);
    thread.setDaemon(true);
    thread.start();
    try {
      return found.get(4 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException endless) {
      throw new PacException("did not end within its time");
    } catch (ExecutionException failed) {
      throw new PacException(PeerText.clean(String.valueOf(failed.getCause().getMessage())));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new PacException("interrupted");
    }
  }

  private void evaluate(String url, String host, CompletableFuture<String> found) {
    Sandbox sandbox = new Sandbox();
    try {
      found.complete(sandbox.call(context -> run(sandbox, context, url, host)));
    } catch (RhinoException | Limit | StackOverflowError | OutOfMemoryError failed) {
      found.completeExceptionally(failed);
    } catch (RuntimeException failed) {
      found.completeExceptionally(failed);
    }
  }

  private String run(Sandbox sandbox, Context context, String url, String host) {
    ScriptableObject scope = world(context);
    context.evaluateString(scope, prelude(), "pac.js", 1, null);
    sandbox.foreignCodeStarts();
    context.evaluateString(scope, source, "the file", 1, null);
    Object function = scope.get("FindProxyForURL", scope);
    if (!(function instanceof org.mozilla.javascript.Function callable)) {
      throw new Limit("there is no FindProxyForURL in it");
    }
    Object answer = callable.call(context, scope, scope, new Object[] {url, host});
    boolean none = answer == null || Undefined.isUndefined(answer);
    return none ? "" : PeerText.clean(Context.toString(answer));
  }

  private ScriptableObject world(Context context) {
    ScriptableObject scope = context.initSafeStandardObjects();
    int[] asked = {0};
    define(
        scope,
        "hostAddresses",
        name -> ++asked[0] > MOST_NAMES ? List.of() : texts(world.resolver().apply(name)));
    define(scope, "ownAddresses", nothing -> texts(world.own().get()));
    scope.put(
        "nowMillis",
        scope,
        new LambdaFunction(
            scope, "nowMillis", 0, (c, s, self, args) -> (double) world.clock().millis()));
    scope.put(
        "addressInPrefix",
        scope,
        new LambdaFunction(scope, "addressInPrefix", 2, (c, s, self, args) -> inPrefix(args)));
    return scope;
  }

  private static void define(
      ScriptableObject scope, String name, Function<String, List<String>> behaviour) {
    scope.put(
        name,
        scope,
        new LambdaFunction(
            scope,
            name,
            1,
            (context, where, self, arguments) ->
                context.newArray(
                    where,
                    behaviour
                        .apply(arguments.length == 0 ? "" : Context.toString(arguments[0]))
                        .toArray())));
  }

  private static boolean inPrefix(Object[] arguments) {
    if (arguments.length < 2) {
      return false;
    }
    return Addresses.parse(Context.toString(arguments[0]))
        .flatMap(
            address ->
                AddressRange.parse(Context.toString(arguments[1]))
                    .map(range -> range.contains(address)))
        .orElse(false);
  }

  private static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(Addresses::text).toList();
  }

  private static String prelude() {
    try (InputStream stream = PacScript.class.getResourceAsStream("pac.js")) {
      if (stream == null) {
        throw new IllegalStateException("pac.js is not in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException("pac.js cannot be read", unreadable);
    }
  }

  /** An error and no exception, so that a script's own try does not catch it. */
  private static final class Limit extends Error {
    private static final long serialVersionUID = 1L;

    Limit(String message) {
      super(message);
    }
  }

  private static final class Sandbox extends ContextFactory {
    private long until = Long.MAX_VALUE;
    private long instructions;
    private long allocatedBefore;

    /** Own code comes first: loading it the first time is not the script's fault. */
    void foreignCodeStarts() {
      until = System.nanoTime() + LIMIT.toNanos();
      allocatedBefore = allocated();
    }

    @Override
    protected Context makeContext() {
      Context context = super.makeContext();
      context.setInterpretedMode(true);
      context.setInstructionObserverThreshold(INSTRUCTIONS_PER_CHECK);
      context.setMaximumInterpreterStackDepth(DEEPEST_CALL);
      context.setLanguageVersion(Context.VERSION_ES6);
      context.setClassShutter(name -> false);
      return context;
    }

    @Override
    protected void observeInstructionCount(Context context, int count) {
      instructions += count;
      if (instructions > MOST_INSTRUCTIONS || System.nanoTime() > until) {
        throw new Limit("ran for too long");
      }
      if (until != Long.MAX_VALUE && allocated() - allocatedBefore > MOST_BYTES) {
        throw new Limit("used too much memory");
      }
    }

    /** By this thread, garbage included. */
    private static long allocated() {
      return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
          ? threads.getCurrentThreadAllocatedBytes()
          : 0;
    }
  }
}
