package dev.zprobe.probe.run;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.RevocationHosts;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whether the hosts accept connections where a client would ask if a valid chain is revoked. A fact
 * beside the others: clients go on without an answer, some of them late.
 */
final class RevocationProbe {
  /** The stamp's target. */
  static final String TARGET = "revocation-host";

  private static final int MOST_HOSTS = 4;
  private static final int HTTP = 80;

  private final Errand errand;
  private final Function<String, List<InetAddress>> resolver;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final int limit;

  /**
   * @param planned names that are probed anyway
   * @param resolver blocks
   */
  RevocationProbe(
      Errand errand, Set<String> planned, Function<String, List<InetAddress>> resolver) {
    this.errand = errand;
    this.resolver = resolver;
    known.addAll(planned);
    limit = known.size() + MOST_HOSTS;
  }

  /** Hands it out. */
  void begin(TlsHandshake handshake) {
    if (!handshake.worked() || !handshake.outcome().trust().publicRoot()) {
      return;
    }
    boolean here = Addresses.isLocalOnly(handshake.endpoint().address());
    for (String host : RevocationHosts.of(handshake.outcome().chain())) {
      if (known.size() < limit && known.add(host)) {
        errand.crew().submit(() -> run(host, here));
      }
    }
  }

  /** What a certificate names must not lead into networks that the service is not in. */
  private void run(String host, boolean here) {
    if (errand.patience().run().expired()) {
      return;
    }
    Optional<InetAddress> address =
        resolver.apply(host).stream()
            .filter(each -> Addresses.canBeProbed(each) && (here || !Addresses.isLocalOnly(each)))
            .findFirst();
    if (address.isEmpty()) {
      return;
    }
    TcpStep.Opened tcp =
        errand.steps().tcp().connect(TARGET, Endpoint.tcp(address.get(), HTTP), errand.patience());
    errand.journal().add(tcp.observation());
    tcp.stream().ifPresent(ByteStream::close);
  }
}
