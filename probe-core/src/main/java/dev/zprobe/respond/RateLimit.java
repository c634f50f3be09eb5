package dev.zprobe.respond;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many messages a second from each source, with some in stock. Remembers a bounded number of
 * sources, those seen last. Safe for many threads.
 */
final class RateLimit {
  private static final int MOST_SOURCES = 4096;

  private final double perSecond;
  private final double stock;
  private final Map<InetAddress, Bucket> buckets = new Lru<>(MOST_SOURCES);

  private static final class Bucket {
    private double left;
    private long filledNanos;
  }

  RateLimit(double perSecond, double stock) {
    this.perSecond = perSecond;
    this.stock = stock;
  }

  /**
   * @param nowNanos of a clock that only moves forward
   */
  synchronized boolean allows(InetAddress source, long nowNanos) {
    Bucket bucket = buckets.get(source);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.left = stock;
      bucket.filledNanos = nowNanos;
      buckets.put(source, bucket);
    }
    double gained = (nowNanos - bucket.filledNanos) / 1e9 * perSecond;
    bucket.left = Math.min(stock, bucket.left + Math.max(0, gained));
    bucket.filledNanos = nowNanos;
    if (bucket.left < 1) {
      return false;
    }
    bucket.left -= 1;
    return true;
  }

  /**
   * Forgets what was used longest ago.
   *
   * @param <K> key
   * @param <V> value
   */
  static final class Lru<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Lru(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
