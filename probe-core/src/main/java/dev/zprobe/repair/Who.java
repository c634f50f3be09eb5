package dev.zprobe.repair;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who can do a repair. */
public enum Who {
  /** Whoever sits at the machine. */
  USER,
  /** Whoever may change the machine's settings. */
  ADMINISTRATOR,
  /** Whose firewall, resolver, proxy or router it is. */
  NETWORK_TEAM,
  /** The internet provider. */
  PROVIDER,
  /** Whoever runs the servers. */
  SERVICE;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True when it is done on this machine. */
  public boolean isHere() {
    return this == USER || this == ADMINISTRATOR;
  }

  public static Optional<Who> parse(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }
}
