package dev.zprobe.probe.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCountTest {
  @Test
  void recordsThatComeInAnyPiecesAreWholeInTheEnd() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int i = 0; i < 5; i++) {
        records.writeBytes(record(random.nextInt(3) == 0 ? 0 : random.nextInt(2_000)));
      }
      byte[] last = record(1_000);
      int part = random.nextInt(last.length);
      records.write(last, 0, part);
      assertEquals(part, countInPieces(records.toByteArray(), random));
    }
  }

  private static int countInPieces(byte[] bytes, Random random) {
    RecordCount count = new RecordCount();
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(700));
      count.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return count.unfinished();
  }

  private static byte[] record(int size) {
    byte[] record = new byte[5 + size];
    record[0] = 23;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (size >> 8);
    record[4] = (byte) size;
    return record;
  }
}
