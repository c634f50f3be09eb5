package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The DNS queries of a flow and their answers, in the order of first sight; at most 512. */
public record DnsFacts(List<Exchange> exchanges, Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /**
   * A query, its answer, and a second answer where one came, which an injection leaves.
   *
   * @param from who asked
   * @param frame of the query, where it is in the capture
   * @param nanos of the query, since the epoch, where it is in the capture
   */
  public record Exchange(
      Question question,
      End from,
      OptionalLong frame,
      OptionalLong nanos,
      Optional<Reply> reply,
      Optional<Reply> second) {
    /** Whether a second answer says something else than the first. */
    public boolean isAnsweredTwice() {
      return reply.isPresent() && second.isPresent() && !reply.get().agrees(second.get());
    }
  }

  /**
   * What was asked.
   *
   * @param name without the last dot
   * @param type such as {@code AAAA}
   * @param unchecked whether signatures were not to be checked (CD) by somebody who does not want
   *     them either (DO): who validates himself asks for them
   */
  public record Question(int id, String name, String type, boolean unchecked) {}

  /**
   * An answer.
   *
   * @param addresses of A and AAAA records, canonical text
   * @param names of CNAME records, in order
   * @param answers the number of records in the answer section
   */
  public record Reply(
      long frame,
      long nanos,
      String rcode,
      boolean truncated,
      List<String> addresses,
      List<String> names,
      int answers) {
    public Reply {
      addresses = List.copyOf(addresses);
      names = List.copyOf(names);
    }

    boolean agrees(Reply other) {
      return rcode.equals(other.rcode)
          && addresses.equals(other.addresses)
          && names.equals(other.names);
    }
  }

  public DnsFacts {
    exchanges = List.copyOf(exchanges);
  }
}
