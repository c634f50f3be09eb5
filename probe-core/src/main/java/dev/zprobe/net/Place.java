package dev.zprobe.net;

import java.net.InetAddress;
import java.util.List;

/** Where a target is: a name to be resolved, or fixed addresses. */
public sealed interface Place {
  /** A DNS name, lower case, without the final dot; every address it resolves to is probed. */
  record Named(String host) implements Place {}

  /** At least one address. */
  record Listed(List<InetAddress> addresses) implements Place {
    public Listed {
      addresses = List.copyOf(addresses);
    }
  }
}
