package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.flow.FlowSink;
import dev.zprobe.capture.flow.FlowTracker;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.HandshakeFollowers;
import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.SipFacts;
import dev.zprobe.capture.handshake.SocksFacts;
import dev.zprobe.capture.handshake.StunFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.capture.handshake.ZoomMediaFacts;
import dev.zprobe.capture.handshake.ZoomRecognition;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The servers of the service that a client used in a capture: by the names in its hellos, by
 * address where there is no name. For one thread.
 */
public final class LearnedServers implements FrameSink, FlowSink {
  private static final long MEMORY = 256L << 20;

  private final FlowTracker tracker;
  private final ZoomRecognition recognition;
  private final LearnedTargets targets;
  private final boolean everybody;

  /**
   * @param catalog tells the service's names and ranges
   * @param everybody learn every server, whoever's it is
   */
  public LearnedServers(Catalog catalog, boolean everybody) {
    this.recognition = CaptureAnalysis.recognition(catalog);
    this.targets = new LearnedTargets(catalog);
    this.everybody = everybody;
    this.tracker =
        new FlowTracker(
            FlowLimits.ofMemory(MEMORY),
            new HandshakeFollowers(new KeyLog(), HandshakeFollowers.HELD_BYTES),
            this);
  }

  /** Reads everything; a damaged file is read up to the damage. */
  public void read(PacketSource source) throws IOException {
    source.deliver(this);
    tracker.finish();
  }

  /**
   * What was learned so far.
   *
   * @param origin of the capture, for the source of each entry
   */
  public List<Target> targets(String origin) {
    return targets.list(origin);
  }

  @Override
  public void frame(Frame frame) {
    tracker.frame(frame);
  }

  @Override
  public void finished(Flow flow) {
    FlowView view = FlowView.of(flow, tracker.totals().lastNanos());
    List<ProtocolFacts> facts = view.facts();
    recognition.learn(facts);
    boolean ours = everybody || !recognition.reasons(flow, facts).isEmpty();
    boolean serves = facts.stream().noneMatch(LearnedServers::isInfrastructure);
    if (ours && serves && view.server().packets() > 0 && isServer(view)) {
      boolean complete = view.progress().filter(each -> each.complete()).isPresent();
      targets.add(view.serverEnd(), name(facts), application(view, facts), complete);
    }
  }

  /** Resolvers and time servers are chosen otherwise. */
  private static boolean isInfrastructure(ProtocolFacts facts) {
    return facts instanceof DnsFacts || facts instanceof NtpFacts;
  }

  /** Of a UDP flow between two clients nobody can tell; a server's port is the lower one. */
  private static boolean isServer(FlowView view) {
    int port = view.serverEnd().port();
    return port > 0
        && port != 53
        && Addresses.canBeProbed(view.serverEnd().address())
        && (view.tcp().isPresent() || port < view.clientEnd().port() || port < 10_000);
  }

  private static Optional<String> name(List<ProtocolFacts> facts) {
    return facts.stream()
        .flatMap(each -> nameIn(each).stream())
        .flatMap(each -> HostNames.parse(each).stream())
        .findFirst();
  }

  private static Optional<String> nameIn(ProtocolFacts facts) {
    if (facts instanceof TlsFacts tls) {
      return tls.offer().flatMap(TlsFacts.Offer::serverName);
    }
    if (facts instanceof QuicFacts quic) {
      return quic.offer().flatMap(TlsFacts.Offer::serverName);
    }
    return facts instanceof HttpFacts http
        ? http.exchanges().stream()
            .flatMap(each -> each.asked().stream())
            .flatMap(asked -> asked.host().stream())
            .findFirst()
        : Optional.empty();
  }

  private static Application application(FlowView view, List<ProtocolFacts> facts) {
    boolean tcp = view.serverEnd().transport() == Transport.TCP;
    Application found = tcp ? Application.NONE : Application.ZOOM_MEDIA;
    for (ProtocolFacts each : facts) {
      if (each instanceof TlsFacts tls && tcp) {
        return speaksHttp(tls) ? Application.HTTPS : Application.TLS;
      } else if (each instanceof QuicFacts && !tcp) {
        return Application.QUIC;
      } else if (each instanceof SipFacts) {
        return Application.SIP;
      } else if (each instanceof ZoomMediaFacts) {
        return Application.ZOOM_MEDIA;
      } else if (each instanceof StunFacts stun) {
        boolean dialect = stun.dialect() == StunFacts.Dialect.ZOOM && !tcp;
        found = dialect ? Application.ZOOM_STUN : Application.STUN;
      } else if (each instanceof HttpFacts && tcp || each instanceof SocksFacts && tcp) {
        found = each instanceof HttpFacts ? Application.HTTP : Application.NONE;
      }
    }
    return found;
  }

  private static boolean speaksHttp(TlsFacts tls) {
    return tls.offer()
        .filter(offer -> offer.protocols().contains("http/1.1") || offer.protocols().contains("h2"))
        .isPresent();
  }
}
