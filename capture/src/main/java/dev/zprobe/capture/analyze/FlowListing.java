package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.evidence.JsonText;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Lines of the flow listing, put into the order in which flows begin. Flows end in another order,
 * and the line for the capture comes first although it is known last: the lines wait in a temporary
 * file, and only their places in memory.
 */
final class FlowListing implements AutoCloseable {
  private final Path spool;
  private final FileChannel channel;
  private final OutputStream out;
  private long[] begins = new long[1024];
  private int[] lengths = new int[1024];
  private int highest;
  private long written;

  FlowListing() throws IOException {
    spool = Files.createTempFile("zprobe-flows", ".jsonl");
    channel =
        FileChannel.open(
            spool,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  void add(long number, ObjectNode flow) throws IOException {
    byte[] line = line(flow);
    int index = Math.toIntExact(number);
    if (index >= begins.length) {
      int room = Math.max(index + 1, begins.length * 2);
      begins = Arrays.copyOf(begins, room);
      lengths = Arrays.copyOf(lengths, room);
    }
    begins[index] = written;
    lengths[index] = line.length;
    highest = Math.max(highest, index);
    out.write(line);
    written += line.length;
  }

  void writeTo(ObjectNode capture, OutputStream target) throws IOException {
    out.flush();
    target.write(line(capture));
    for (int index = 0; index <= highest; index++) {
      if (lengths[index] > 0) {
        ByteBuffer line = ByteBuffer.allocate(lengths[index]);
        while (line.hasRemaining()) {
          if (channel.read(line, begins[index] + line.position()) < 0) {
            throw new IOException("the temporary file " + spool + " was cut");
          }
        }
        target.write(line.array());
      }
    }
    target.flush();
  }

  private static byte[] line(ObjectNode json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    JsonText.writeLine(json, bytes);
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
