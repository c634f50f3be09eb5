package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One question to one resolver over one transport. */
public record DnsLookup(
    Stamp stamp,
    Question question,
    NameServer server,
    Answer answer,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** Why a question is asked. */
  public enum Purpose {
    /** For an address of a target. */
    SERVICE,
    /** The same once more with signatures left unchecked: CD, RFC 4035 section 3.2.2. */
    UNCHECKED,
    /** A label that cannot exist: an answer means that the resolver rewrites. */
    RANDOM_LABEL,
    /** Who answers: a query whose answer names the server. */
    IDENTITY,
    /** Who may issue certificates for the name: CAA, RFC 8659. */
    ISSUANCE
  }

  /**
   * @param name lower case, without the final dot
   * @param type A, AAAA, SRV …
   */
  public record Question(String name, String type, Purpose purpose) {}

  /** Whose resolver it is. */
  public enum Role {
    SYSTEM,
    CONTROL,
    /** A control over HTTPS (RFC 8484) with a valid certificate: nobody answers in its place. */
    SECURE_CONTROL,
    AUTHORITY,
    HOSTS_FILE
  }

  /** Who was asked, over which transport. */
  public record NameServer(Endpoint endpoint, Role role) {
    /** Chosen to compare with. */
    public boolean isControl() {
      return role == Role.CONTROL || role == Role.SECURE_CONTROL;
    }
  }

  /**
   * What came back first.
   *
   * @param rcode RFC 1035 name, NOERROR, NXDOMAIN …; empty when nothing came
   * @param chain the CNAMEs followed, in order
   * @param ttlSeconds smallest TTL of the answer, 0 when there is none
   * @param after from the query to this answer
   * @param others later answers to the same query that differ from the first
   */
  public record Answer(
      String rcode,
      List<InetAddress> addresses,
      List<String> chain,
      long ttlSeconds,
      boolean truncated,
      Duration after,
      List<Answer> others) {
    public static final Answer NONE =
        new Answer("", List.of(), List.of(), 0, false, Duration.ZERO, List.of());

    public Answer {
      addresses = List.copyOf(addresses);
      chain = List.copyOf(chain);
      others = List.copyOf(others);
    }

    /** The same answer, which came so long after its query. */
    public Answer cameAfter(Duration elapsed) {
      return new Answer(rcode, addresses, chain, ttlSeconds, truncated, elapsed, others);
    }
  }

  @Override
  public DnsLookup withTrace(Trace seen) {
    return new DnsLookup(stamp, question, server, answer, failure, seen);
  }

  @Override
  public String step() {
    return "dns-lookup";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
