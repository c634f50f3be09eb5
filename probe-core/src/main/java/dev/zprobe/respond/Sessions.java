package dev.zprobe.respond;

import dev.zprobe.wire.Octets;
import java.util.HashMap;
import java.util.Map;

/**
 * What arrived, by session and port, and which messages were seen before. Bounded. Safe for many
 * threads.
 */
final class Sessions {
  private static final int MOST_SESSIONS = 1024;
  private static final int MOST_PORTS = 8192;
  private static final int MOST_REMEMBERED = 1 << 17;

  private final Map<Octets, Map<Integer, Long>> arrivals = new RateLimit.Lru<>(MOST_SESSIONS);
  private final Map<Octets, Boolean> seen = new RateLimit.Lru<>(MOST_REMEMBERED);

  /** False for a message that was there before: somebody plays it again. */
  synchronized boolean isFresh(Octets nonce) {
    return seen.put(nonce, true) == null;
  }

  /** One more on this port; the number so far. */
  synchronized long arrived(Octets session, int transport, int port) {
    Map<Integer, Long> ports = arrivals.computeIfAbsent(session, fresh -> new HashMap<>());
    int key = key(transport, port);
    if (ports.size() >= MOST_PORTS && !ports.containsKey(key)) {
      return 0;
    }
    return ports.merge(key, 1L, Long::sum);
  }

  synchronized long count(Octets session, int transport, int port) {
    return arrivals.getOrDefault(session, Map.of()).getOrDefault(key(transport, port), 0L);
  }

  private static int key(int transport, int port) {
    return transport << 16 | port;
  }
}
