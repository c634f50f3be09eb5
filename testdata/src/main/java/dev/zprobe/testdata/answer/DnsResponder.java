package dev.zprobe.testdata.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resolver that knows a handful of names (RFC 1035, section 4; negative answers of RFC 2308).
 * Names outside are NXDOMAIN, other types of a known name are empty. Usable from any thread.
 */
public final class DnsResponder {
  /** Response codes of RFC 1035, section 4.1.1. */
  public static final int NO_ERROR = 0;

  public static final int SERVER_FAILURE = 2;
  public static final int NAME_ERROR = 3;
  public static final int NOT_IMPLEMENTED = 4;

  private static final int TYPE_A = 1;
  private static final int TYPE_SOA = 6;
  private static final int TYPE_AAAA = 28;
  private static final int CLASS_IN = 1;
  private static final int TTL_SECONDS = 60;
  private static final int HEADER_BYTES = 12;
  private static final int LARGEST_ANSWER = 4096;

  /** What to say about one name. */
  public interface Zone {
    /**
     * Looks a name up.
     *
     * @param name lower case, without the final dot
     */
    Finding find(String name);
  }

  /**
   * What a zone knows of a name.
   *
   * @param responseCode one of the constants above
   * @param addresses IPv4 and IPv6, in the order of the answer
   */
  public record Finding(int responseCode, List<InetAddress> addresses) {
    public Finding {
      addresses = List.copyOf(addresses);
    }
  }

  private final Zone zone;

  /** A resolver for whatever the zone says. */
  public DnsResponder(Zone zone) {
    this.zone = zone;
  }

  /** A zone of fixed names; every other name does not exist. */
  public static Zone zone(Map<String, List<InetAddress>> names) {
    Map<String, List<InetAddress>> known = new TreeMap<>(names);
    return name ->
        known.containsKey(name)
            ? new Finding(NO_ERROR, known.get(name))
            : new Finding(NAME_ERROR, List.of());
  }

  /** The answer to one query, or nothing when it is none. */
  public Optional<byte[]> answer(byte[] query) {
    if (query.length < HEADER_BYTES + 5 || (query[2] & 0x80) != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer(query, ByteBuffer.wrap(query)));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Answers the queries of one TCP connection (RFC 7766, section 8) until the peer ends. */
  public void serve(InputStream input, OutputStream output) throws IOException {
    while (true) {
      byte[] prefix = input.readNBytes(2);
      if (prefix.length < 2) {
        return;
      }
      Optional<byte[]> answer =
          answer(input.readNBytes(ByteBuffer.wrap(prefix).getShort() & 0xffff));
      if (answer.isEmpty()) {
        return;
      }
      byte[] message = answer.get();
      output.write(
          ByteBuffer.allocate(2 + message.length)
              .putShort((short) message.length)
              .put(message)
              .array());
      output.flush();
    }
  }

  private byte[] answer(byte[] bytes, ByteBuffer query) {
    query.position(HEADER_BYTES);
    String name = name(query);
    int type = query.getShort() & 0xffff;
    int questionEnd = query.position() + 2;
    boolean plain = (query.get(2) & 0x78) == 0;
    Finding found = plain ? zone.find(name) : new Finding(NOT_IMPLEMENTED, List.of());
    int addressBytes = type == TYPE_A ? 4 : type == TYPE_AAAA ? 16 : -1;
    List<InetAddress> fitting =
        found.addresses().stream()
            .filter(each -> each.getAddress().length == addressBytes)
            .toList();
    boolean negative = fitting.isEmpty() && found.responseCode() != SERVER_FAILURE;
    ByteBuffer out = ByteBuffer.allocate(LARGEST_ANSWER);
    int recursionDesired = query.get(2) & 0x01;
    out.putShort(query.getShort(0));
    out.put((byte) (0x80 | recursionDesired)).put((byte) (0x80 | found.responseCode()));
    out.putShort((short) 1).putShort((short) fitting.size());
    out.putShort((short) (negative ? 1 : 0)).putShort((short) 0);
    out.put(bytes, HEADER_BYTES, questionEnd - HEADER_BYTES);
    for (InetAddress each : fitting) {
      out.putShort((short) 0xc00c).putShort((short) type).putShort((short) CLASS_IN);
      out.putInt(TTL_SECONDS).putShort((short) addressBytes).put(each.getAddress());
    }
    if (negative) {
      startOfAuthority(out);
    }
    byte[] message = new byte[out.position()];
    out.get(0, message);
    return message;
  }

  private static void startOfAuthority(ByteBuffer out) {
    byte[] test = "\4test\0".getBytes(StandardCharsets.US_ASCII);
    out.put(test).putShort((short) TYPE_SOA).putShort((short) CLASS_IN).putInt(TTL_SECONDS);
    out.putShort((short) (2 * test.length + 20)).put(test).put(test);
    out.putInt(1).putInt(3600).putInt(600).putInt(86_400).putInt(TTL_SECONDS);
  }

  private static String name(ByteBuffer query) {
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length != 0; length = query.get()) {
      if (length < 0 || length > 63) {
        throw new IllegalArgumentException("a query name is not compressed");
      }
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.length() == 0 ? "" : ".");
      name.append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
