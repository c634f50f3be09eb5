package dev.zprobe.capture.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.path.Climb;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.Rungs;
import java.io.IOException;

/**
 * Climbs with packets of its own making, through libpcap or Npcap: on every system that allows to
 * capture, and with the quoted packets to compare.
 */
public final class InjectionEngine implements LadderEngine {
  @Override
  public String name() {
    return "inject";
  }

  @Override
  public boolean usable() {
    return PacketWire.permitted();
  }

  @Override
  public Rungs open(Climb climb, Attempt attempt, Deadline deadline) throws IOException {
    Anchor anchor = Anchor.of(climb.endpoint(), climb.localPort());
    try {
      FiveTuple flow = new FiveTuple(anchor.local(), climb.endpoint());
      PacketWire wire = PacketWire.open(flow);
      attempt.announce(flow);
      boolean within = climb.endpoint().transport() == Transport.TCP && climb.bytes().length > 0;
      try {
        return within
            ? InjectedRungs.within(anchor, wire, flow, climb.bytes(), deadline)
            : InjectedRungs.alone(anchor, wire, flow, climb.bytes(), deadline);
      } catch (IOException refused) {
        wire.close();
        throw refused;
      }
    } catch (IOException refused) {
      anchor.close();
      throw refused;
    }
  }
}
