package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.net.Listeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A peer that misbehaves in one way on a free loopback port until it is closed. Whatever it sends
 * is bounded by the connection's life: nothing of it grows in this process's memory.
 */
public final class AdversePeer implements AutoCloseable {
  private final Listeners listeners;
  private final InetSocketAddress address;

  private AdversePeer(Listeners listeners, InetSocketAddress address) {
    this.listeners = listeners;
    this.address = address;
  }

  /**
   * Starts on the IPv4 loopback address.
   *
   * @throws IOException when no port can be had
   */
  public static AdversePeer start(Misbehaviour misbehaviour) throws IOException {
    return start(misbehaviour, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  /**
   * Starts on a given local address.
   *
   * @throws IOException when the address is not local or no port can be had
   */
  public static AdversePeer start(Misbehaviour misbehaviour, InetAddress on) throws IOException {
    Listeners listeners = Listeners.start("adverse-peer");
    try {
      return new AdversePeer(listeners, listeners.open(on, misbehaviour.opening()));
    } catch (IOException | RuntimeException refused) {
      listeners.close();
      throw refused;
    }
  }

  /** Where it is. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    listeners.close();
  }
}
