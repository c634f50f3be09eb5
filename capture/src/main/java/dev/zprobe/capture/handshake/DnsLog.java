package dev.zprobe.capture.handshake;

import dev.zprobe.wire.DnsMessage;
import dev.zprobe.wire.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pairs DNS queries with answers by id; messages are kept as bytes until somebody asks. */
final class DnsLog implements DatagramFollower {
  private static final int MOST_EXCHANGES = 512;
  private static final int LONGEST_KEPT = 2048;
  private static final int RESPONSE = 0x8000;
  private static final int CHECKING_DISABLED = 0x0010;
  private static final int DNSSEC_OK = 0x8000;

  /** The root's name, type, class, TTL and an empty length. */
  private static final int OPT_LENGTH = 11;

  private final List<Entry> entries = new ArrayList<>(1);
  private final boolean multicast;

  /**
   * @param multicast whether nobody needs to answer (RFC 6762)
   */
  DnsLog(boolean multicast) {
    this.multicast = multicast;
  }

  /** One message as it came. */
  private record Kept(Octets bytes, long frame, long nanos) {}

  private static final class Entry {
    private final int id;
    private final boolean askedByA;
    private Optional<Kept> query = Optional.empty();
    private Optional<Kept> reply = Optional.empty();
    private Optional<Kept> second = Optional.empty();

    Entry(int id, boolean askedByA) {
      this.id = id;
      this.askedByA = askedByA;
    }

    /** An answer repeats the question, whatever the case of its letters, or leaves it out. */
    boolean fits(Kept answer) {
      return query.isEmpty() || DnsLog.sameQuestion(query.get().bytes(), answer.bytes());
    }
  }

  /** Takes a message of at least a header's length; a cut one is kept as far as it goes. */
  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    int id = buffer.getShort(offset) & 0xffff;
    boolean response = (buffer.getShort(offset + 2) & RESPONSE) != 0;
    boolean askedByA = moment.fromA() != response;
    Kept kept =
        new Kept(
            Octets.copy(buffer, offset, Math.min(length, LONGEST_KEPT)),
            moment.frame(),
            moment.nanos());
    if (!response) {
      newEntry(id, askedByA).ifPresent(entry -> entry.query = Optional.of(kept));
      return;
    }
    Optional<Entry> open = find(id, askedByA, true).filter(entry -> entry.fits(kept));
    if (open.isPresent()) {
      open.get().reply = Optional.of(kept);
      return;
    }
    Optional<Entry> answered =
        multicast ? Optional.empty() : find(id, askedByA, false).filter(entry -> entry.fits(kept));
    if (answered.isPresent() && answered.get().second.isEmpty()) {
      answered.get().second = Optional.of(kept);
    } else {
      newEntry(id, askedByA).ifPresent(entry -> entry.reply = Optional.of(kept));
    }
  }

  private Optional<Entry> newEntry(int id, boolean askedByA) {
    if (entries.size() == MOST_EXCHANGES) {
      return Optional.empty();
    }
    Entry entry = new Entry(id, askedByA);
    entries.add(entry);
    return Optional.of(entry);
  }

  private Optional<Entry> find(int id, boolean askedByA, boolean unanswered) {
    for (Entry each : entries) {
      boolean same = each.id == id && each.askedByA == askedByA;
      if (same && each.reply.isEmpty() == unanswered) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  @Override
  public DnsFacts facts() {
    List<DnsFacts.Exchange> exchanges = new ArrayList<>(entries.size());
    for (Entry each : entries) {
      exchanges.add(exchange(each));
    }
    return new DnsFacts(exchanges, multicast ? Optional.empty() : progress());
  }

  private static DnsFacts.Exchange exchange(Entry entry) {
    return new DnsFacts.Exchange(
        question(entry),
        End.of(entry.askedByA),
        entry.query.map(kept -> OptionalLong.of(kept.frame())).orElse(OptionalLong.empty()),
        entry.query.map(kept -> OptionalLong.of(kept.nanos())).orElse(OptionalLong.empty()),
        entry.reply.map(DnsLog::reply),
        entry.second.map(DnsLog::reply));
  }

  private static DnsFacts.Question question(Entry entry) {
    Optional<DnsMessage> read =
        entry.query.flatMap(DnsLog::read).or(() -> entry.reply.flatMap(DnsLog::read));
    List<DnsMessage.Question> questions = read.map(DnsMessage::questions).orElse(List.of());
    if (questions.isEmpty()) {
      return new DnsFacts.Question(entry.id, "", "", false);
    }
    DnsMessage.Question first = questions.get(0);
    return new DnsFacts.Question(
        entry.id,
        first.name(),
        DnsMessage.typeName(first.type()),
        entry.query.filter(kept -> isUnchecked(kept.bytes())).isPresent());
  }

  /** CD in the header (RFC 4035), and an OPT record without options and without DO at the end. */
  private static boolean isUnchecked(Octets query) {
    int opt = query.length() - OPT_LENGTH;
    return (query.uint16(2) & CHECKING_DISABLED) != 0
        && opt > DnsMessage.HEADER_LENGTH
        && query.at(opt) == 0
        && query.uint16(opt + 1) == DnsMessage.TYPE_OPT
        && (query.uint16(opt + 7) & DNSSEC_OK) == 0
        && query.uint16(opt + 9) == 0;
  }

  /** RFC 5452 section 9.1. The question follows the header and is not compressed. */
  private static boolean sameQuestion(Octets query, Octets answer) {
    if (answer.uint16(4) == 0 || query.uint16(4) == 0) {
      return true;
    }
    int at = DnsMessage.HEADER_LENGTH;
    int end = Math.min(query.length(), answer.length());
    while (at < end && query.at(at) != 0 && sameLetter(query.at(at), answer.at(at))) {
      at++;
    }
    boolean cut = at >= end;
    return cut || query.at(at) == 0 && answer.at(at) == 0;
  }

  private static boolean sameLetter(int one, int other) {
    boolean letter = (one | 0x20) >= 'a' && (one | 0x20) <= 'z';
    return one == other || letter && (one | 0x20) == (other | 0x20);
  }

  private static Optional<DnsMessage> read(Kept kept) {
    return DnsMessage.parse(kept.bytes().buffer(), 0, kept.bytes().length()).whole();
  }

  private static DnsFacts.Reply reply(Kept kept) {
    Optional<DnsMessage> read = read(kept);
    int flags = kept.bytes().uint16(2);
    List<String> addresses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (DnsMessage.Answer each : read.map(DnsMessage::answers).orElse(List.of())) {
      boolean address = each.type() == DnsMessage.TYPE_A || each.type() == DnsMessage.TYPE_AAAA;
      if (!each.value().isEmpty() && (address || each.type() == DnsMessage.TYPE_CNAME)) {
        (address ? addresses : names).add(each.value());
      }
    }
    return new DnsFacts.Reply(
        kept.frame(),
        kept.nanos(),
        DnsMessage.rcodeName(flags & 15),
        (flags & 0x0200) != 0,
        addresses,
        names,
        kept.bytes().uint16(6));
  }

  /** A query whose id was never answered decides; a repeated one is answered by one answer. */
  private Optional<HandshakeProgress> progress() {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    for (Entry each : entries) {
      boolean open = each.query.isPresent() && each.reply.isEmpty();
      if (open && !isRepeatedAndAnswered(each)) {
        End awaited = End.of(!each.askedByA);
        return Optional.of(
            HandshakeProgress.waiting("dns", "query", "answer", awaited, trail(each.query.get())));
      }
    }
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).reply.isPresent()) {
        return Optional.of(
            HandshakeProgress.complete("dns", "answer", trail(entries.get(i).reply.get())));
      }
    }
    return Optional.empty();
  }

  private boolean isRepeatedAndAnswered(Entry open) {
    for (Entry each : entries) {
      boolean same = each.id == open.id && each.askedByA == open.askedByA;
      if (same && each.query.isPresent() && each.reply.isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static HandshakeProgress.Trail trail(Kept last) {
    return HandshakeProgress.Trail.of(List.of(last.frame()), last.nanos());
  }
}
