package dev.zprobe.testdata.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers SIP OPTIONS with 200 (RFC 3261, sections 8.2.6 and 11.2), with {@code received} and
 * {@code rport} filled in (RFC 3581, section 4).
 */
public final class SipResponder {
  private static final List<String> COPIED = List.of("from:", "f:", "call-id:", "i:", "cseq:");

  private SipResponder() {}

  /** The answer to one message, or nothing when it is no OPTIONS. */
  public static Optional<byte[]> answer(byte[] request, InetSocketAddress from) {
    String text = new String(request, StandardCharsets.UTF_8);
    if (!text.startsWith("OPTIONS ") || !text.contains("\r\n\r\n")) {
      return Optional.empty();
    }
    List<String> out = new ArrayList<>();
    out.add("SIP/2.0 200 OK");
    boolean first = true;
    for (String line : text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("via:") || lower.startsWith("v:")) {
        out.add(first ? seenFrom(line, from) : line);
        first = false;
      } else if (lower.startsWith("to:") || lower.startsWith("t:")) {
        out.add(lower.contains(";tag=") ? line : line + ";tag=testdata");
      } else if (COPIED.stream().anyMatch(lower::startsWith)) {
        out.add(line);
      }
    }
    out.add("Allow: OPTIONS");
    out.add("Server: zprobe-testdata");
    out.add("Content-Length: 0");
    return Optional.of((String.join("\r\n", out) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Answers the messages of one TCP or TLS connection until the peer ends. */
  public static void serve(InputStream input, OutputStream output, InetSocketAddress from)
      throws IOException {
    while (true) {
      String head = HttpResponder.head(input);
      HttpResponder.skipBody(head, input);
      Optional<byte[]> answer = answer(head.getBytes(StandardCharsets.ISO_8859_1), from);
      if (answer.isEmpty()) {
        return;
      }
      output.write(answer.get());
      output.flush();
    }
  }

  private static String seenFrom(String via, InetSocketAddress from) {
    String address = from.getAddress().getHostAddress();
    String filled = via.replaceFirst(";rport(?![=A-Za-z0-9])", ";rport=" + from.getPort());
    return filled + ";received=" + address;
  }
}
