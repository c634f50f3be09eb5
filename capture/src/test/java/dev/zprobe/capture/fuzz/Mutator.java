package dev.zprobe.capture.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages bytes as a fuzzer does, the same way every time. */
final class Mutator {
  private static final int[] TELLING = {0, 1, 2, 4, 16, 32, 64, 100, 127, 128, 129, 255};
  private static final int LONGEST = 1 << 16;

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(long seed, List<byte[]> seeds) {
    this.random = new Random(seed);
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = changed(bytes);
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 3 -> number(bytes, at);
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        return join(bytes, at, bytes, random.nextInt(bytes.length));
      }
      case 6 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return other.length == 0 ? bytes : join(bytes, at, other, random.nextInt(other.length));
      }
      default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt());
    }
    return bytes;
  }

  /** Lengths and counts are where decoders break. */
  private void number(byte[] bytes, int at) {
    int width = 1 << random.nextInt(3);
    int value = random.nextBoolean() ? -1 - random.nextInt(4) : random.nextInt(70_000);
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> 8 * (random.nextBoolean() ? i : width - 1 - i));
    }
  }

  private static byte[] join(byte[] one, int until, byte[] other, int from) {
    byte[] joined = Arrays.copyOf(one, until + other.length - from);
    System.arraycopy(other, from, joined, until, other.length - from);
    return joined;
  }
}
