package dev.zprobe.repair;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What must be so, beside the cause, for a repair to make sense. */
public enum Condition {
  ALWAYS,
  /** What fails through the proxy works without it. */
  DIRECT_WORKS,
  DIRECT_FAILS,
  /** The resolver that was asked runs on this machine. */
  RESOLVER_HERE,
  RESOLVER_ELSEWHERE,
  /** Another resolver gave the right answer. */
  CONTROL_RESOLVER,
  /** UDP, with ports of the meetings among them. */
  UDP_MEDIA,
  UDP_OTHER,
  NOT_UDP,
  /** It is known which size still passes. */
  SIZE_KNOWN,
  /** The local firewall's rules could not be read, or none of them does it. */
  RULES_UNKNOWN,
  /** The clock was compared with trustworthy time and is off. */
  CLOCK_OFF,
  /** The service's own server does it, so that nobody on the path can be asked. */
  BY_SERVICE,
  NOT_BY_SERVICE;

  private static final int FIRST_MEDIA_PORT = 8801;
  private static final int LAST_MEDIA_PORT = 8810;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Condition> parse(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  boolean holds(Situation situation, Complaint complaint) {
    boolean udp = complaint.scope().transport().filter(Transport.UDP::equals).isPresent();
    return switch (this) {
      case ALWAYS -> true;
      case DIRECT_WORKS -> complaint.weight().severity() == Severity.DEGRADING;
      case DIRECT_FAILS -> complaint.weight().severity() != Severity.DEGRADING;
      case RESOLVER_HERE -> resolverHere(complaint);
      case RESOLVER_ELSEWHERE -> !resolverHere(complaint);
      case CONTROL_RESOLVER -> controlResolver(situation, complaint).isPresent();
      case UDP_MEDIA -> udp && isMedia(complaint.scope().ports());
      case UDP_OTHER -> udp && !isMedia(complaint.scope().ports());
      case NOT_UDP -> !udp;
      case SIZE_KNOWN -> complaint.detail().path("largestWorking").asInt(0) > 0;
      case RULES_UNKNOWN -> complaint.detail().path("rules").isEmpty();
      case CLOCK_OFF -> complaint.detail().path("offsetMs").isNumber();
      case BY_SERVICE -> complaint.weight().blame() == Blame.SERVICE;
      case NOT_BY_SERVICE -> complaint.weight().blame() != Blame.SERVICE;
    };
  }

  /** The address of a resolver that answered as it should, if one was asked beside the subject. */
  static Optional<String> controlResolver(Situation situation, Complaint complaint) {
    return complaint.proof().controls().stream()
        .map(situation.seen()::get)
        .filter(seen -> seen != null && seen.step().equals("dns-lookup"))
        .map(Situation.Seen::address)
        .filter(
            address ->
                Addresses.parse(address)
                    .filter(each -> !each.isLoopbackAddress() && !each.isAnyLocalAddress())
                    .isPresent())
        .findFirst();
  }

  private static boolean resolverHere(Complaint complaint) {
    List<InetAddress> at = complaint.location().addresses();
    return !at.isEmpty() && at.stream().allMatch(InetAddress::isLoopbackAddress);
  }

  private static boolean isMedia(List<Integer> ports) {
    return ports.stream().anyMatch(port -> port >= FIRST_MEDIA_PORT && port <= LAST_MEDIA_PORT);
  }
}
