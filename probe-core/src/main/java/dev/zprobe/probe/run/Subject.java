package dev.zprobe.probe.run;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import java.util.Comparator;

/** One address and port of a target. */
record Subject(Target target, Endpoint endpoint) {
  /** IPv4 before IPv6, else any order that is the same in every run. */
  static final Comparator<Subject> BY_PLACE =
      Comparator.comparing((Subject each) -> !each.endpoint().isIpv4())
          .thenComparing(each -> each.endpoint().toString())
          .thenComparing(Subject::id);

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
