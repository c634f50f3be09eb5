package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.PeerText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Questions as bytes, and bytes as answers to them. */
final class DnsMessages {
  /** RFC 6891 section 6.2.5, in the size that DNS flag day 2020 settled on. */
  static final int UDP_PAYLOAD = 1232;

  private static final int MOST_RECORDS = 64;

  private DnsMessages() {}

  /** What a datagram or a TCP message turned out to be. */
  sealed interface Reading {
    /** An answer to this question, whatever it says. */
    record Fitting(int id, Answer answer, Optional<Failure> failure) implements Reading {}

    /**
     * Something else.
     *
     * @param answer whose rcode is {@code WRONG-ID}, {@code WRONG-QUESTION} or {@code MALFORMED}
     */
    record Stray(Answer answer) implements Reading {}
  }

  static byte[] query(int id, Question question) {
    Message message = new Message(id);
    message.addRecord(record(question), Section.QUESTION);
    message.getHeader().setFlag(Flags.RD);
    if (question.purpose() == Purpose.UNCHECKED) {
      message.getHeader().setFlag(Flags.CD);
    }
    List<EDNSOption> options =
        question.purpose() == Purpose.IDENTITY ? List.of(new NSIDOption(new byte[0])) : List.of();
    message.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, 0, options), Section.ADDITIONAL);
    return message.toWire();
  }

  /** A question that is read as its own answer, so that the first real one is not slow. */
  static void rehearse() {
    Question question = new Question("warm-up.invalid", "A", Purpose.SERVICE);
    byte[] bytes = query(0, question);
    bytes[2] |= (byte) 0x80; // QR, RFC 1035 section 4.1.1
    read(bytes, question, Set.of(0));
  }

  static Reading read(byte[] bytes, Question question, Set<Integer> ids) {
    try {
      Message message = new Message(bytes);
      if (!message.getHeader().getFlag(Flags.QR)) {
        return stray("MALFORMED", List.of());
      }
      if (!ids.contains(message.getHeader().getID())) {
        return stray("WRONG-ID", addresses(message, Set.of()));
      }
      Record asked = message.getQuestion();
      // Some servers answer an error without repeating the question.
      boolean bareError = asked == null && message.getRcode() != Rcode.NOERROR;
      if (!bareError && !record(question).equals(asked)) {
        return stray("WRONG-QUESTION", addresses(message, Set.of()));
      }
      return fitting(message, question);
    } catch (IOException | RuntimeException malformed) {
      return stray("MALFORMED", List.of());
    }
  }

  private static Reading fitting(Message message, Question question) {
    List<String> chain = new ArrayList<>();
    Set<Name> owners = owners(message, chain);
    boolean truncated = message.getHeader().getFlag(Flags.TC);
    List<InetAddress> addresses = addresses(message, owners);
    List<String> texts = texts(message, question);
    List<String> trail = texts.isEmpty() ? chain : texts;
    String rcode = Rcode.string(message.getRcode()).toUpperCase(Locale.ROOT);
    long ttl =
        message.getSection(Section.ANSWER).stream()
            .filter(each -> owners.contains(each.getName()))
            .mapToLong(Record::getTTL)
            .min()
            .orElse(0);
    boolean something =
        switch (question.type()) {
          case "A", "AAAA" -> !addresses.isEmpty();
          default -> !texts.isEmpty();
        };
    Optional<Failure> failure =
        truncated && !something
            ? Optional.empty()
            : failure(message.getRcode(), something, extendedError(message));
    Answer answer = new Answer(rcode, addresses, trail, ttl, truncated, Duration.ZERO, List.of());
    return new Reading.Fitting(message.getHeader().getID(), answer, failure);
  }

  private static Optional<Failure> failure(int rcode, boolean something, String detail) {
    return switch (rcode) {
      case Rcode.NOERROR ->
          something ? Optional.empty() : Optional.of(new Failure(FailureCode.DNS_NO_DATA, detail));
      case Rcode.NXDOMAIN -> Optional.of(new Failure(FailureCode.DNS_NXDOMAIN, detail));
      case Rcode.SERVFAIL -> Optional.of(new Failure(FailureCode.DNS_SERVFAIL, detail));
      case Rcode.REFUSED -> Optional.of(new Failure(FailureCode.DNS_REFUSED, detail));
      default ->
          Optional.of(
              new Failure(FailureCode.DNS_ERROR, (Rcode.string(rcode) + " " + detail).strip()));
    };
  }

  /** The question's name and the aliases that lead on from it, in whatever order they stand. */
  private static Set<Name> owners(Message message, List<String> chain) {
    Set<Name> owners = new HashSet<>();
    Name current = message.getQuestion() == null ? Name.root : message.getQuestion().getName();
    List<Record> answers = message.getSection(Section.ANSWER);
    while (owners.add(current) && chain.size() < MOST_RECORDS) {
      Name alias = current;
      Optional<Name> next =
          answers.stream()
              .filter(each -> each instanceof CNAMERecord && each.getName().equals(alias))
              .map(each -> ((CNAMERecord) each).getTarget())
              .findFirst();
      if (next.isEmpty()) {
        break;
      }
      current = next.get();
      chain.add(text(current));
    }
    return owners;
  }

  private static List<InetAddress> addresses(Message message, Set<Name> owners) {
    List<InetAddress> addresses = new ArrayList<>();
    for (Record each : message.getSection(Section.ANSWER)) {
      boolean counts = owners.isEmpty() || owners.contains(each.getName());
      if (!counts || addresses.size() >= MOST_RECORDS) {
        continue;
      }
      if (each instanceof ARecord four) {
        addresses.add(bare(four.getAddress()));
      } else if (each instanceof AAAARecord six) {
        addresses.add(bare(six.getAddress()));
      }
    }
    return addresses;
  }

  /**
   * TXT strings, SRV targets, CAA as in a zone file, and for an identity query the NSID (RFC 5001).
   */
  private static List<String> texts(Message message, Question question) {
    List<String> texts = new ArrayList<>();
    for (Record each : message.getSection(Section.ANSWER)) {
      if (each instanceof TXTRecord text) {
        text.getStrings().stream().limit(8).map(PeerText::clean).forEach(texts::add);
      } else if (each instanceof SRVRecord service) {
        texts.add(text(service.getTarget()) + ":" + service.getPort());
      } else if (each instanceof CAARecord caa) {
        String said = caa.getFlags() + " " + caa.getTag() + " \"" + caa.getValue() + "\"";
        texts.add(PeerText.clean(said));
      }
    }
    if (question.purpose() == Purpose.IDENTITY && message.getOPT() != null) {
      for (EDNSOption option : message.getOPT().getOptions()) {
        if (option instanceof NSIDOption name) {
          byte[] wire = name.toWire(); // code and length, two bytes each, then the name
          String visible = new String(wire, 4, wire.length - 4, StandardCharsets.US_ASCII);
          texts.add("NSID " + PeerText.clean(visible));
        }
      }
    }
    return texts.subList(0, Math.min(texts.size(), MOST_RECORDS));
  }

  /** RFC 8914: why a resolver failed or filtered, in its own words. */
  private static String extendedError(Message message) {
    if (message.getOPT() == null) {
      return "";
    }
    for (EDNSOption option : message.getOPT().getOptions()) {
      if (option instanceof ExtendedErrorCodeOption error) {
        String said = error.getText() == null ? "" : " " + PeerText.clean(error.getText());
        String name = ExtendedErrorCodeOption.text(error.getErrorCode());
        return ("extended error " + error.getErrorCode() + " " + name + said).strip();
      }
    }
    return "";
  }

  /** Without the name that dnsjava remembers in it. */
  private static InetAddress bare(InetAddress address) {
    return Addresses.parse(address.getHostAddress()).orElse(address);
  }

  private static Reading stray(String what, List<InetAddress> addresses) {
    return new Reading.Stray(
        new Answer(what, addresses, List.of(), 0, false, Duration.ZERO, List.of()));
  }

  private static Record record(Question question) {
    try {
      int dclass = isChaos(question) ? DClass.CH : DClass.IN;
      return Record.newRecord(
          Name.fromString(question.name() + "."), Type.value(question.type()), dclass);
    } catch (TextParseException malformed) {
      throw new IllegalArgumentException("not a name: " + question.name(), malformed);
    }
  }

  private static boolean isChaos(Question question) {
    return question.purpose() == Purpose.IDENTITY && question.type().equals("TXT");
  }

  private static String text(Name name) {
    String text = name.toString(true).toLowerCase(Locale.ROOT);
    return PeerText.clean(text);
  }
}
