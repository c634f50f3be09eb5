package dev.zprobe.probe.udp;

import dev.zprobe.net.Application;
import dev.zprobe.net.FiveTuple;

/** Makes a fresh request each time. Safe for many threads. */
interface RequestSource {
  /**
   * @param host for what is addressed by name; empty when only the address is known
   */
  UdpRequest of(Application application, FiveTuple flow, String host);
}
