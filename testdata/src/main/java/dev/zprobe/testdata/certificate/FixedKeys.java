package dev.zprobe.testdata.certificate;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows one chain to everybody, right or wrong: a key store would refuse a chain that is not one.
 */
final class FixedKeys extends X509ExtendedKeyManager {
  private static final String ONLY = "only";

  private final Issued issued;

  FixedKeys(Issued issued) {
    this.issued = issued;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {ONLY};
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return keyType.startsWith("EC") ? ONLY : nobody();
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return keyType.startsWith("EC") ? ONLY : nobody();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return issued.chain().toArray(new X509Certificate[issued.chain().size()]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return issued.keys().getPrivate();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return nobody();
  }

  /** The JDK's contract says null for "no such key". */
  private static String nobody() {
    return null;
  }
}
