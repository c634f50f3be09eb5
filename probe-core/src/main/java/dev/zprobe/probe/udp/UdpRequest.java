package dev.zprobe.probe.udp;

import dev.zprobe.net.Endpoint;
import dev.zprobe.wire.Octets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One datagram and how its answer is known.
 *
 * @param reader what a datagram from the asked endpoint says
 */
record UdpRequest(Octets datagram, Function<Octets, Understood> reader) {
  /**
   * What was read from an answer.
   *
   * @param complaint empty when it is an answer to this request in its protocol
   * @param mapped this host's address and port as the peer saw them
   */
  record Understood(String complaint, Optional<Endpoint> mapped, List<String> alterations) {
    static final Understood PLAIN = new Understood("", Optional.empty(), List.of());

    static Understood mapped(Optional<Endpoint> mapped) {
      return new Understood("", mapped, List.of());
    }

    static Understood malformed(String complaint) {
      return new Understood(complaint, Optional.empty(), List.of());
    }
  }
}
