package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.handshake.FlowProgress;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.ProtocolFacts;
import java.util.List;
import java.util.Optional;

/** What is said of a finished flow by itself, before it is looked at beside others. */
record Followed(List<ProtocolFacts> facts, Optional<HandshakeProgress> progress) {
  static Followed of(Flow flow) {
    List<ProtocolFacts> facts = FlowProgress.facts(flow);
    return new Followed(facts, FlowProgress.of(flow, facts));
  }
}
