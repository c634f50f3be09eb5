package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.Side;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.handshake.End;
import dev.zprobe.capture.handshake.FlowProgress;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A finished flow with what its dialogue says.
 *
 * @param progress of the handshake as a whole, the connection included; empty where nothing can be
 *     said, as for a flow that was already under way
 * @param untilNanos how far the capture had got when this flow was over
 * @param zoom reasons to take it for the service's, in the words of the flow listing
 * @param standing what this capture allows to say
 */
record FlowView(
    Flow flow,
    List<ProtocolFacts> facts,
    Optional<HandshakeProgress> progress,
    List<String> zoom,
    long untilNanos,
    Standing standing) {

  /** What can be said of a flow by itself, before it is looked at beside others. */
  static FlowView of(Flow flow, long untilNanos) {
    List<ProtocolFacts> facts = FlowProgress.facts(flow);
    FlowView view =
        new FlowView(
            flow, facts, FlowProgress.of(flow, facts), List.of(), untilNanos, Standing.UNKNOWN);
    return new FlowView(flow, facts, view.progress, view.zoom, untilNanos, Standing.of(view));
  }

  FlowView taken(List<String> forZoom) {
    return new FlowView(flow, facts, progress, forZoom, untilNanos, standing);
  }

  boolean failed() {
    return standing() == Standing.FAILED;
  }

  /** The side that is the client. */
  End opener() {
    return flow.openedByB() ? End.B : End.A;
  }

  /**
   * Who ended a conversation that hangs matters: a client that gives up has got no answer.
   *
   * @param end as in the trail of a handshake
   */
  boolean endedByServer(String end) {
    End server = opener().other();
    return end.equals(server.text() + " fin") || end.equals(server.text() + " rst");
  }

  /** Whether an address, IPv4 ones IPv4-mapped, is the client's. */
  boolean isClient(long high, long low) {
    return flow.openedByB()
        ? high == flow.highB() && low == flow.lowB()
        : high == flow.highA() && low == flow.lowA();
  }

  <T extends ProtocolFacts> Optional<T> only(Class<T> kind) {
    // Every flow is asked several times: no stream for each.
    for (ProtocolFacts each : facts) {
      if (kind.isInstance(each)) {
        return Optional.of(kind.cast(each));
      }
    }
    return Optional.empty();
  }

  /** The status that came in clear where a ServerHello should have come. */
  OptionalInt statusForHello() {
    boolean unanswered = false;
    for (ProtocolFacts each : facts) {
      if (each instanceof TlsFacts tls) {
        unanswered = tls.choice().isEmpty();
      } else if (unanswered && each instanceof HttpFacts http && !http.exchanges().isEmpty()) {
        return http.exchanges().get(0).status();
      }
    }
    return OptionalInt.empty();
  }

  Optional<TcpFlow> tcp() {
    return flow instanceof TcpFlow tcp ? Optional.of(tcp) : Optional.empty();
  }

  Side client() {
    return flow.openedByB() ? flow.b() : flow.a();
  }

  Side server() {
    return flow.openedByB() ? flow.a() : flow.b();
  }

  InetAddress addressA() {
    return FlowAddress.of(flow.ipVersion(), flow.highA(), flow.lowA());
  }

  InetAddress addressB() {
    return FlowAddress.of(flow.ipVersion(), flow.highB(), flow.lowB());
  }

  Endpoint serverEnd() {
    return flow.openedByB()
        ? new Endpoint(addressA(), flow.portA(), transport())
        : new Endpoint(addressB(), flow.portB(), transport());
  }

  Endpoint clientEnd() {
    return flow.openedByB()
        ? new Endpoint(addressB(), flow.portB(), transport())
        : new Endpoint(addressA(), flow.portA(), transport());
  }

  FiveTuple tuple() {
    return new FiveTuple(clientEnd(), serverEnd());
  }

  private Transport transport() {
    return flow.udp() ? Transport.UDP : Transport.TCP;
  }
}
