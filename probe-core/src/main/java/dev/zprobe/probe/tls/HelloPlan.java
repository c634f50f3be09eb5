package dev.zprobe.probe.tls;

import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.List;
import org.bouncycastle.tls.ProtocolVersion;

/**
 * What a ClientHello is to say.
 *
 * @param serverName the SNI; empty for none
 * @param protocols for ALPN, empty for none
 */
public record HelloPlan(String serverName, Variant variant, List<String> protocols) {
  /** More than one segment of an Ethernet path carries. */
  static final int LARGE_BYTES = 1800;

  public HelloPlan {
    protocols = List.copyOf(protocols);
  }

  /** The same but for one property. */
  public HelloPlan with(String otherName, Variant otherVariant) {
    return new HelloPlan(otherName, otherVariant, protocols);
  }

  ProtocolVersion[] versions() {
    return variant == Variant.TLS12_ONLY
        ? ProtocolVersion.TLSv12.only()
        : ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
  }

  List<String> versionNames() {
    return variant == Variant.TLS12_ONLY ? List.of("TLSv1.2") : List.of("TLSv1.3", "TLSv1.2");
  }
}
