package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;

/** One address and port of a target. */
record Subject(Target target, Endpoint endpoint) {
  String id() {
    return target.id();
  }

  Application application() {
    return target.application();
  }

  /** The name to send and to expect; empty when the target is known by address only. */
  String name() {
    return target.host().orElse("");
  }
}
