package dev.zprobe.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** The head of a SIP message, RFC 3261. At most 64 KiB; compact header names are spelled out. */
public record SipMessage(StartLine start, Headers headers) {
  /** RFC 3261 section 8.1.1.7: every branch begins so. */
  public static final String BRANCH_COOKIE = "z9hG4bK";

  /**
   * An OPTIONS request of RFC 3261 section 11 with rport of RFC 3581.
   *
   * @param transport {@code UDP}, {@code TCP} or {@code TLS} for the Via header
   * @param local the address that is written into Via, From and Contact
   * @param target host, with a port where it is not the default one
   */
  public static Octets options(
      RandomGenerator random, String transport, InetSocketAddress local, String target) {
    String host = literal(local);
    String place = host + ":" + local.getPort();
    String suffix =
        transport.equals("UDP") ? "" : ";transport=" + transport.toLowerCase(Locale.ROOT);
    String text =
        ("OPTIONS sip:%s%s SIP/2.0\r\n"
                + "Via: SIP/2.0/%s %s;branch=%s%s;rport\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:zprobe@%s>;tag=%s\r\n"
                + "To: <sip:%s>\r\n"
                + "Call-ID: %s@%s\r\n"
                + "CSeq: 1 OPTIONS\r\n"
                + "Contact: <sip:zprobe@%s%s>\r\n"
                + "Accept: application/sdp\r\n"
                + "Content-Length: 0\r\n\r\n")
            .formatted(
                target,
                suffix,
                transport,
                place,
                BRANCH_COOKIE,
                Octets.random(random, 8).hex(),
                host,
                Octets.random(random, 4).hex(),
                target,
                Octets.random(random, 8).hex(),
                host,
                place,
                suffix);
    return Octets.ascii(text);
  }

  private static String literal(InetSocketAddress address) {
    String text = address.getAddress().getHostAddress();
    int scope = text.indexOf('%');
    String plain = scope < 0 ? text : text.substring(0, scope);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }

  /** Reads a request or a response up to and with its empty line. */
  public static Parsed<SipMessage> parse(ByteBuffer buffer, int offset, int length) {
    Parsed<MessageHead> parsed = MessageHead.parse(buffer, offset, length, "SIP");
    if (parsed instanceof Parsed.Whole<MessageHead> whole) {
      MessageHead head = whole.message();
      return Parsed.of(new SipMessage(head.start(), head.headers()), whole.bytes());
    }
    return parsed instanceof Parsed.Truncated<MessageHead> cut
        ? Parsed.truncated(cut.wanted())
        : Parsed.malformed(((Parsed.Malformed<MessageHead>) parsed).what());
  }

  /** A header by its long name, also where it was sent in the compact form of section 7.3.3. */
  public Optional<String> header(String name) {
    Optional<String> value = headers.first(name);
    if (value.isPresent()) {
      return value;
    }
    return switch (name) {
      case "Via" -> headers.first("v");
      case "From" -> headers.first("f");
      case "To" -> headers.first("t");
      case "Call-ID" -> headers.first("i");
      case "Contact" -> headers.first("m");
      case "Content-Length" -> headers.first("l");
      default -> Optional.empty();
    };
  }

  /** The status of a response; empty for a request. */
  public OptionalInt status() {
    return start instanceof StartLine.Status status
        ? OptionalInt.of(status.code())
        : OptionalInt.empty();
  }

  /** The method: of a request from its start line, of a response from CSeq. */
  public Optional<String> method() {
    if (start instanceof StartLine.Request request) {
      return Optional.of(request.method());
    }
    Optional<String> sequence = header("CSeq");
    if (sequence.isEmpty()) {
      return Optional.empty();
    }
    String value = sequence.get();
    return Optional.of(value.substring(value.lastIndexOf(' ') + 1));
  }

  /** The branch of the topmost Via, which ties a response to its request. */
  public Optional<String> branch() {
    return viaParameter("branch");
  }

  /** The address that the peer saw us come from (RFC 3261 section 18.2.1), where it says so. */
  public Optional<String> received() {
    return viaParameter("received");
  }

  /** The port that the peer saw us come from (RFC 3581), where it says so. */
  public OptionalInt receivedPort() {
    Optional<String> port = viaParameter("rport");
    if (port.isEmpty() || !port.get().matches("[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(port.get()));
  }

  private Optional<String> viaParameter(String name) {
    Optional<String> via = header("Via");
    if (via.isEmpty()) {
      return Optional.empty();
    }
    String value = via.get();
    int at = value.indexOf(';');
    while (at >= 0) {
      int stop = value.indexOf(';', at + 1);
      String parameter = value.substring(at + 1, stop < 0 ? value.length() : stop).strip();
      int comma = parameter.indexOf(',');
      parameter = comma < 0 ? parameter : parameter.substring(0, comma);
      if (parameter.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
        return Optional.of(parameter.substring(name.length() + 1).strip());
      }
      at = comma < 0 ? stop : -1;
    }
    return Optional.empty();
  }
}
