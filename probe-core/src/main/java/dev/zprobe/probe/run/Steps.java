package dev.zprobe.probe.run;

import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.http.HttpStep;
import dev.zprobe.probe.http.MessageStep;
import dev.zprobe.probe.http.ProxyStep;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.TlsStep;
import dev.zprobe.probe.udp.BandwidthStep;
import dev.zprobe.probe.udp.DatagramSizeStep;
import dev.zprobe.probe.udp.FarEndStep;
import dev.zprobe.probe.udp.MappingStep;
import dev.zprobe.probe.udp.RateStep;
import dev.zprobe.probe.udp.UdpStep;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import java.util.Optional;
import java.util.function.Supplier;

/** The steps that probes are made of, all of one run. */
final class Steps {
  private final Sockets sockets;
  private final Supplier<ChainJudge> judge;
  private final KeyLog keyLog;
  private final Attempts attempts;
  private final TcpStep tcp;
  private Optional<TlsStep> tls = Optional.empty();
  private final UdpStep udp;

  /**
   * @param judge asked for the first handshake, and not before
   */
  Steps(Sockets sockets, Supplier<ChainJudge> judge, KeyLog keyLog, Attempts attempts) {
    this.sockets = sockets;
    this.judge = judge;
    this.keyLog = keyLog;
    this.attempts = attempts;
    this.tcp = new TcpStep(sockets, attempts);
    this.udp = new UdpStep(sockets, attempts);
  }

  /** The same steps, which number, time and announce otherwise. */
  Steps with(Attempts others) {
    return new Steps(sockets, judge, keyLog, others);
  }

  TcpStep tcp() {
    return tcp;
  }

  /** Made when it is first wanted: what has no TLS need not wait for it. */
  synchronized TlsStep tls() {
    TlsStep step = tls.orElseGet(() -> new TlsStep(attempts, judge.get(), keyLog));
    tls = Optional.of(step);
    return step;
  }

  UdpStep udp() {
    return udp;
  }

  HttpStep http() {
    return new HttpStep(attempts);
  }

  MessageStep message() {
    return new MessageStep(attempts);
  }

  ProxyStep proxy() {
    return new ProxyStep(attempts);
  }

  RateStep rate() {
    return RateStep.atOnce(sockets, attempts);
  }

  RateStep rateInTurn(int tests) {
    return RateStep.inTurn(sockets, attempts, tests);
  }

  RateStep series() {
    return RateStep.series(sockets, attempts);
  }

  BandwidthStep bandwidth() {
    return new BandwidthStep(sockets, attempts);
  }

  FarEndStep farEnd(FarEndToken token, Octets session) {
    return new FarEndStep(sockets, attempts, token, session);
  }

  MappingStep mapping() {
    return new MappingStep(sockets, attempts);
  }

  DatagramSizeStep datagramSizes() {
    return new DatagramSizeStep(sockets, attempts);
  }
}
