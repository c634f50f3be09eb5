package dev.zprobe.probe.tls;

import dev.zprobe.observation.TlsHandshake.Alert;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.probe.KeyLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.OCSPStatusRequest;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsSecret;

/** Offers what a plan says, accepts every certificate, and keeps what it is told. */
final class ProbeClient extends DefaultTlsClient {
  private static final int MOST_HANDSHAKE_BYTES = 128 * 1024;
  private static final int LONGEST_CHAIN = 20;

  private final HelloPlan plan;
  private final KeyLog keyLog;
  private final List<Alert> alerts = new ArrayList<>();
  private Certificate certificate = Certificate.EMPTY_CHAIN;
  private String version = "";
  private int cipher;
  private String staple = "";
  private boolean wantsCredentials;

  ProbeClient(TlsCrypto crypto, HelloPlan plan, KeyLog keyLog) {
    super(crypto);
    this.plan = plan;
    this.keyLog = keyLog;
  }

  List<Alert> alerts() {
    return List.copyOf(alerts);
  }

  Certificate certificate() {
    return certificate;
  }

  /** As the RFCs write it; empty before ServerHello. */
  String version() {
    return version;
  }

  /** The number, 0 before ServerHello. */
  int cipher() {
    return cipher;
  }

  /** What {@link Staple} reads; empty where none came. */
  String staple() {
    return staple;
  }

  /** The server asked for a certificate of ours, and got none. */
  boolean wantsCredentials() {
    return wantsCredentials;
  }

  String applicationProtocol() {
    Optional<SecurityParameters> connection = connection();
    return connection
        .map(SecurityParameters::getApplicationProtocol)
        .map(ProtocolName::getUtf8Decoding)
        .orElse("");
  }

  private Optional<SecurityParameters> connection() {
    return Optional.ofNullable(context).map(TlsContext::getSecurityParametersConnection);
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return plan.versions();
  }

  @Override
  protected Vector<ServerName> getSNIServerNames() {
    Vector<ServerName> names = new Vector<>();
    if (!plan.serverName().isEmpty()) {
      byte[] name = plan.serverName().getBytes(StandardCharsets.US_ASCII);
      names.add(new ServerName(NameType.host_name, name));
    }
    return names.isEmpty() ? null : names; // the library's word for "no extension"
  }

  @Override
  protected Vector<ProtocolName> getProtocolNames() {
    Vector<ProtocolName> names = new Vector<>();
    if (plan.variant() != Variant.SMALL) {
      plan.protocols().forEach(each -> names.add(ProtocolName.asUtf8Encoding(each)));
    }
    return names.isEmpty() ? null : names;
  }

  @Override
  protected CertificateStatusRequest getCertificateStatusRequest() {
    return plan.variant() == Variant.SMALL
        ? null
        : new CertificateStatusRequest(
            CertificateStatusType.ocsp, new OCSPStatusRequest(null, null));
  }

  @Override
  public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
    Hashtable<Integer, byte[]> extensions = new Hashtable<>();
    Hashtable<?, ?> regular = super.getClientExtensions();
    regular.forEach((type, content) -> extensions.put((Integer) type, (byte[]) content));
    if (plan.variant() == Variant.LARGE) {
      TlsExtensionsUtils.addPaddingExtension(extensions, HelloPlan.LARGE_BYTES);
    }
    return extensions;
  }

  /** Whatever signs the chain: it is to be seen, not refused. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return MOST_HANDSHAKE_BYTES;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return LONGEST_CHAIN;
  }

  @Override
  public void notifyServerVersion(ProtocolVersion chosen) throws IOException {
    version = chosen.toString().replace("TLS ", "TLSv");
    super.notifyServerVersion(chosen);
  }

  @Override
  public void notifySelectedCipherSuite(int chosen) {
    cipher = chosen;
    super.notifySelectedCipherSuite(chosen);
  }

  @Override
  public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
    addAlert(true, level, description);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    addAlert(false, level, description);
  }

  private void addAlert(boolean outgoing, short level, short description) {
    if (alerts.size() < 16) {
      String name = AlertDescription.getName(description);
      alerts.add(new Alert(outgoing, level == AlertLevel.fatal, description, name));
    }
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    SecurityParameters agreed = context.getSecurityParametersConnection();
    if (agreed.getNegotiatedVersion().isLaterVersionOf(ProtocolVersion.TLSv12)) {
      log("CLIENT_TRAFFIC_SECRET_0", agreed, agreed.getTrafficSecretClient());
      log("SERVER_TRAFFIC_SECRET_0", agreed, agreed.getTrafficSecretServer());
      log("EXPORTER_SECRET", agreed, agreed.getExporterMasterSecret());
    }
  }

  void logHandshakeSecrets() {
    SecurityParameters agreed = context.getSecurityParametersHandshake();
    log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", agreed, agreed.getTrafficSecretClient());
    log("SERVER_HANDSHAKE_TRAFFIC_SECRET", agreed, agreed.getTrafficSecretServer());
  }

  /** TLS 1.2 and before. */
  void logMasterSecret() {
    SecurityParameters agreed = context.getSecurityParametersHandshake();
    log("CLIENT_RANDOM", agreed, agreed.getMasterSecret());
  }

  private void log(String label, SecurityParameters agreed, TlsSecret secret) {
    if (secret == null || !secret.isAlive()) {
      return;
    }
    // Extracting destroys a secret, so that a copy is extracted.
    byte[] copied = getCrypto().adoptSecret(secret).extract();
    HexFormat hex = HexFormat.of();
    keyLog.add(label + " " + hex.formatHex(agreed.getClientRandom()) + " " + hex.formatHex(copied));
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) {
        certificate = server.getCertificate();
        staple = Staple.of(server);
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) {
        wantsCredentials = true;
        return null;
      }
    };
  }
}
