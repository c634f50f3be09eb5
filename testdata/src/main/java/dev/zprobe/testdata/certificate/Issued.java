package dev.zprobe.testdata.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * A certificate with its key and the chain that a server sends with it, leaf first, root left out.
 * Immutable and usable from any thread.
 */
public record Issued(KeyPair keys, List<X509Certificate> chain) {
  public Issued {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain needs a leaf");
    }
  }

  /** The certificate of the server itself. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** The same key and leaf, sent without the certificates that lead to the root. */
  public Issued withoutIntermediates() {
    return new Issued(keys, List.of(leaf()));
  }

  /** A server's context which presents this chain whatever name is asked for. */
  public SSLContext serverContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new FixedKeys(this)}, null, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("this JDK cannot serve an ECDSA P-256 key", unusable);
    }
  }
}
