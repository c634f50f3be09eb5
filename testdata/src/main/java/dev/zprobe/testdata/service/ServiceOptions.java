package dev.zprobe.testdata.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How to start an {@link EmbeddedService}.
 *
 * @param addresses loopback addresses, at least one. Roles are spread over them in turn; with
 *     {@link #SPREAD} of them each role has its own. Several roles may share an address, since
 *     ports tell them apart
 * @param ports whether ports are the kernel's choice or the real service's
 * @param fault the one thing that is wrong
 * @param directory an existing directory for {@code trust.pem} and {@code catalog.json}
 */
public record ServiceOptions(
    List<InetAddress> addresses, PortChoice ports, Fault fault, Path directory) {
  /** As many addresses as give each role its own. */
  public static final int SPREAD = 12;

  /** Where port numbers come from. */
  public enum PortChoice {
    /** Free ones: works without privilege, several services at a time. */
    EPHEMERAL,
    /** 443, 8801 and so on: needs {@link #SPREAD} addresses and the right to bind low ports. */
    WELL_KNOWN
  }

  public ServiceOptions {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("the service needs an address");
    }
    if (ports == PortChoice.WELL_KNOWN && addresses.size() < SPREAD) {
      throw new IllegalArgumentException("well-known ports need " + SPREAD + " addresses");
    }
  }

  /**
   * No fault, free ports, on the addresses that this machine has without set-up: 127.77.0.1 to
   * 127.77.0.12 on Linux and Windows, where all of 127.0.0.0/8 is local, else 127.0.0.1 alone.
   */
  public static ServiceOptions forThisMachine(Path directory) {
    boolean onlyOne = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    List<InetAddress> addresses = new ArrayList<>();
    for (int last = 1; last <= (onlyOne ? 1 : SPREAD); last++) {
      addresses.add(address(127, onlyOne ? 0 : 77, 0, last));
    }
    return new ServiceOptions(addresses, PortChoice.EPHEMERAL, Fault.NONE, directory);
  }

  /** The same with another fault. */
  public ServiceOptions with(Fault other) {
    return new ServiceOptions(addresses, ports, other, directory);
  }

  /** The same with another choice of ports. */
  public ServiceOptions with(PortChoice other) {
    return new ServiceOptions(addresses, other, fault, directory);
  }

  /** The same on other addresses. */
  public ServiceOptions on(List<InetAddress> others) {
    return new ServiceOptions(others, ports, fault, directory);
  }

  private static InetAddress address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }
}
