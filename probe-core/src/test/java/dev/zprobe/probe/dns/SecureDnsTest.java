package dev.zprobe.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.zprobe.net.Deadline;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.traffic.TrafficObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureDnsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path directory;
  private Path certificate;
  private Path key;

  /** What a server does with a question. */
  @FunctionalInterface
  private interface Manner {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void certificate() throws Exception {
    certificate = directory.resolve("certificate.pem");
    key = directory.resolve("key.pem");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=resolver"
            + " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out certificate.pem");
  }

  @Test
  void aRealServerAnswersOverHttp2() throws Exception {
    RealUnbound.assume();
    int plain = RealUnbound.freePort();
    int port = RealUnbound.freePort();
    String rest =
        """
          interface: 127.0.0.1@%d
          https-port: %d
          tls-service-pem: "%s"
          tls-service-key: "%s"
          module-config: "iterator"
          local-zone: "zoom.test." static
          local-data: "zoom.test. 60 IN A 192.0.2.80"
        """
            .formatted(port, port, certificate, key);
    try (RealUnbound unbound = RealUnbound.start(directory, plain, rest)) {
      assertTrue(unbound.runs());
      DnsLookup right = ask(port, List.of(certificate), "zoom.test");
      assertEquals(List.of(InetAddress.getByName("192.0.2.80")), right.answer().addresses());
      assertTrue(right.worked());
      assertTrue(
          ask(port, List.of(certificate), "none.zoom.test").failedWith(FailureCode.DNS_NXDOMAIN));
      DnsLookup untrusted = ask(port, List.of(), "zoom.test");
      assertEquals(FailureCode.DNS_ERROR, untrusted.failure().orElseThrow().code());
      assertTrue(untrusted.failure().orElseThrow().detail().startsWith("TLS"));
    }
  }

  @Test
  void anotherStatusIsNoAnswer() throws Exception {
    DnsLookup lookup = asked(exchange -> exchange.sendResponseHeaders(403, -1));
    assertEquals(FailureCode.DNS_ERROR, lookup.failure().orElseThrow().code());
    assertEquals("HTTP status 403", lookup.failure().orElseThrow().detail());
  }

  @Test
  void aPageIsNoAnswer() throws Exception {
    DnsLookup lookup =
        asked(
            exchange -> {
              exchange.getResponseHeaders().add("Content-Type", "text/html\u0007");
              send(exchange, new byte[40]);
            });
    assertEquals(FailureCode.DNS_ERROR, lookup.failure().orElseThrow().code());
    assertTrue(lookup.failure().orElseThrow().detail().indexOf(7) < 0);
  }

  @Test
  void anEndlessAnswerIsCut() throws Exception {
    DnsLookup lookup =
        asked(
            exchange -> {
              exchange.getResponseHeaders().add("Content-Type", "application/dns-message");
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream body = exchange.getResponseBody()) {
                for (int kilobytes = 0; kilobytes < 100_000; kilobytes++) {
                  body.write(new byte[1024]);
                }
              }
            });
    assertEquals(FailureCode.DNS_MALFORMED, lookup.failure().orElseThrow().code());
  }

  @Test
  void whoNeverEndsIsNotWaitedFor() throws Exception {
    long began = System.nanoTime();
    DnsLookup lookup =
        asked(
            exchange -> {
              exchange.getResponseHeaders().add("Content-Type", "application/dns-message");
              exchange.sendResponseHeaders(200, 400);
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
            });
    assertEquals(FailureCode.DNS_TIMEOUT, lookup.failure().orElseThrow().code());
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void aClosedPortIsARejection() throws Exception {
    DnsLookup lookup = ask(RealUnbound.freePort(), List.of(certificate), "zoom.test");
    assertEquals(FailureCode.DNS_REJECTED, lookup.failure().orElseThrow().code());
  }

  private DnsLookup asked(Manner manner) throws Exception {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 8);
    server.setHttpsConfigurator(new HttpsConfigurator(context()));
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/dns-query", manner::answer);
    server.start();
    try {
      return ask(server.getAddress().getPort(), List.of(certificate), "zoom.test");
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static DnsLookup ask(int port, List<Path> trust, String name) {
    URI url = URI.create("https://127.0.0.1:" + port + "/dns-query");
    try (NameService names =
        new NameService(
            new Asker(
                Attempts.of(TrafficObserver.blind("test")),
                new Asker.Servers(List.of(), List.of(), List.of(url)),
                SecureDns.trusting(trust),
                UdpInquirer.Pace.STANDARD),
            Plan.Families.IPV4,
            List.of())) {
      names.lookup("web", name, Deadline.after(Duration.ofSeconds(10)));
      List<DnsLookup> all = names.settle();
      assertEquals(1, all.size());
      assertEquals(Role.SECURE_CONTROL, all.get(0).server().role());
      return all.get(0);
    }
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private SSLContext context() throws Exception {
    openssl(
        "pkcs12 -export -in certificate.pem -inkey key.pem -passout pass:changeit -out both.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = "changeit".toCharArray();
    try (var file = Files.newInputStream(directory.resolve("both.p12"))) {
      store.load(file, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    Path program = Path.of("/usr/bin/openssl");
    Assumptions.assumeTrue(Files.isExecutable(program), "needs openssl");
    Process process =
        new ProcessBuilder(List.of((program + " " + arguments).split(" ", -1)))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    assertEquals(0, process.waitFor());
  }
}
