package dev.zprobe.testdata.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client made of the JDK alone: what it sees, anybody sees. */
final class Visitor {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 300;

  private final EmbeddedService service;

  Visitor(EmbeddedService service) {
    this.service = service;
  }

  /** The status line that an HTTPS server gives, after a handshake that trusts only the service. */
  String https(InetSocketAddress at, String name) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connectTls(at, name)) {
      socket.startHandshake();
      return statusLine(socket, name, "/");
    }
  }

  /** A socket that trusts only the service and checks the name; the handshake is still to come. */
  SSLSocket connectTls(InetSocketAddress at, String name)
      throws IOException, GeneralSecurityException {
    return connectTls(trusting(service.trustFile()), at, name);
  }

  private static SSLSocket connectTls(SSLContext context, InetSocketAddress at, String name)
      throws IOException {
    Socket plain = new Socket();
    plain.connect(at, PATIENCE_MILLIS);
    plain.setSoTimeout(PATIENCE_MILLIS);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, name, at.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** The chain that a server shows to a client that trusts anybody. */
  X509Certificate[] chain(InetSocketAddress at, String name)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    try (SSLSocket socket = connectTls(context, at, name)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      Certificate[] shown = socket.getSession().getPeerCertificates();
      return Arrays.copyOf(shown, shown.length, X509Certificate[].class);
    }
  }

  /** The head that a plain HTTP server gives. */
  String http(InetSocketAddress at, String name, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(at, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      request(socket, name, path);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The first answer to a datagram. */
  byte[] ask(InetSocketAddress at, byte[] request) throws IOException {
    return ask(at, request, PATIENCE_MILLIS);
  }

  /** Whether a datagram stays unanswered for a while. */
  boolean staysSilent(InetSocketAddress at, byte[] request) throws IOException {
    try {
      ask(at, request, SILENCE_MILLIS);
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  private static byte[] ask(InetSocketAddress at, byte[] request, int patienceMillis)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(at);
      socket.setSoTimeout(patienceMillis);
      socket.send(new DatagramPacket(request, request.length));
      DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  private static String statusLine(Socket socket, String name, String path) throws IOException {
    request(socket, name, path);
    String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.substring(0, all.indexOf("\r\n"));
  }

  private static void request(Socket socket, String name, String path) throws IOException {
    String text = "GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    Certificate root =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** Looks at certificates and judges none. */
  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
