package dev.zprobe.probe.run;

import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.http.HttpStep;
import dev.zprobe.probe.http.MessageStep;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.netty.TcpStep;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.TlsStep;
import dev.zprobe.probe.udp.UdpStep;

/** The steps that probes are made of. */
record Steps(TcpStep tcp, TlsStep tls, HttpStep http, MessageStep message, UdpStep udp) {
  static Steps of(Sockets sockets, Attempts attempts, ChainJudge judge, KeyLog keyLog) {
    return new Steps(
        new TcpStep(sockets, attempts),
        new TlsStep(attempts, judge, keyLog),
        new HttpStep(attempts),
        new MessageStep(attempts),
        new UdpStep(sockets, attempts));
  }
}
