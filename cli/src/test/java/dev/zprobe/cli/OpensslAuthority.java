package dev.zprobe.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A time-stamp authority of somebody else's making: openssl behind a small server on loopback. */
final class OpensslAuthority implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      [ca]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign
      [leaf]
      basicConstraints = CA:FALSE
      extendedKeyUsage = critical,timeStamping
      [name]
      [req]
      distinguished_name = name
      [tsa]
      default_tsa = here
      [here]
      serial = $dir/serial
      signer_cert = $dir/tsa.pem
      certs = $dir/ca.pem
      signer_key = $dir/tsa.key
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256
      accuracy = secs:1
      ess_cert_id_chain = no
      ess_cert_id_alg = sha256
      """;

  private final Path directory;
  private final HttpServer server;

  /** Answers with this instead when it is not empty. */
  volatile byte[] instead = {};

  private OpensslAuthority(Path directory, HttpServer server) {
    this.directory = directory;
    this.server = server;
  }

  static boolean isPossible() {
    try {
      return run(Path.of("."), "openssl", "version").isEmpty();
    } catch (UncheckedIOException absent) {
      return false;
    }
  }

  static OpensslAuthority start(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("ts.cnf"), CONFIGURATION.replace("$dir", directory.toString()));
    Files.writeString(directory.resolve("serial"), "01\n");
    certificate(directory, "ca", "/CN=Root of the test", List.of("-x509", "-days", "30"));
    certificate(directory, "tsa", "/CN=Clock of the test, Ltd", List.of());
    require(
        run(
            directory,
            "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30"
                + " -extfile ts.cnf -extensions leaf -out tsa.pem"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OpensslAuthority authority = new OpensslAuthority(directory, server);
    server.createContext("/", authority::answer);
    server.start();
    return authority;
  }

  private static void certificate(Path directory, String name, String subject, List<String> more) {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-config", "ts.cnf"));
    command.addAll(List.of("-newkey", "rsa:2048", "-nodes", "-subj", subject));
    command.addAll(List.of("-keyout", name + ".key"));
    command.addAll(
        more.isEmpty()
            ? List.of("-new", "-out", name + ".csr")
            : List.of("-extensions", "ca", "-out", name + ".pem"));
    command.addAll(more);
    require(run(directory, command.toArray(new String[0])));
  }

  /** The root, in PEM. */
  Path root() {
    return directory.resolve("ca.pem");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/tsa";
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] reply = instead;
    if (reply.length == 0) {
      Path query = directory.resolve("query.tsq");
      Files.write(query, exchange.getRequestBody().readAllBytes());
      require(
          run(
              directory,
              "openssl ts -reply -config ts.cnf -section here -queryfile query.tsq -out"
                  + " reply.tsr"));
      reply = Files.readAllBytes(directory.resolve("reply.tsr"));
    }
    exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
    exchange.sendResponseHeaders(200, reply.length);
    exchange.getResponseBody().write(reply);
    exchange.close();
  }

  /** Its own judgement of a bundle's token. Empty when it agrees, else its words. */
  String judgement(Path bundle) {
    return run(
        bundle,
        "openssl ts -verify -data files.sha256 -in timestamp.tst -token_in -CAfile " + root());
  }

  private static String run(Path where, String line) {
    return run(where, line.split(" "));
  }

  /** Empty when it worked, else what it wrote. */
  private static String run(Path where, String... command) {
    try {
      Process process =
          new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : "it failed: " + words;
    } catch (IOException absent) {
      throw new UncheckedIOException(absent);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static void require(String words) {
    if (!words.isEmpty()) {
      throw new IllegalStateException(words);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
