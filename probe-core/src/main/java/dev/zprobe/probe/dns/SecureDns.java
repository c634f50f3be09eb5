package dev.zprobe.probe.dns;

import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.PeerText;
import dev.zprobe.probe.tls.Roots;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks over HTTPS, RFC 8484: one POST a question, HTTP/2 where the server has it. Only chains to
 * public roots count, since its answers are to be nobody else's. The first question opens the
 * connection that all share, so that no observation names its frames; where it gets no answer, the
 * others are not tried. Safe for many threads.
 */
final class SecureDns {
  private static final String MESSAGE = "application/dns-message";
  private static final int MOST_BYTES = 65535;
  private static final Duration PATIENCE = Duration.ofMillis(3300);

  /** RFC 8484 section 4.1: the same bytes for the same question. */
  private static final int ID = 0;

  private final Supplier<Set<X509Certificate>> roots;
  private final Map<URI, CompletableFuture<Optional<Failure>>> opened = new ConcurrentHashMap<>();
  private Optional<HttpClient> client = Optional.empty();

  private SecureDns(Supplier<Set<X509Certificate>> roots) {
    this.roots = roots;
  }

  /**
   * Nothing is read before the first question.
   *
   * @param trust PEM files whose certificates count as public roots
   */
  static SecureDns trusting(Collection<Path> trust) {
    return new SecureDns(() -> Roots.publicOnly(trust).publicRoots());
  }

  /** Blocks; the inquiry is complete in every case when it returns. */
  void ask(URI url, Inquiry inquiry, Attempt attempt) {
    CompletableFuture<Optional<Failure>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Failure>> first = opened.putIfAbsent(url, mine);
    if (first == null) {
      try {
        exchange(url, inquiry, attempt);
      } finally {
        boolean silent = inquiry.first().join().answer().rcode().isEmpty();
        mine.complete(silent ? inquiry.first().join().failure() : Optional.empty());
      }
      return;
    }
    Optional<Failure> closed = first.join();
    if (closed.isPresent()) {
      inquiry.ended(attempt, Answer.NONE, closed);
    } else {
      exchange(url, inquiry, attempt);
    }
  }

  private void exchange(URI url, Inquiry inquiry, Attempt attempt) {
    try {
      HttpClient http = client();
      Duration left = inquiry.deadline().within(PATIENCE).remaining();
      long end = System.nanoTime() + left.toNanos();
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(left.plusMillis(1))
              .header("Content-Type", MESSAGE)
              .header("Accept", MESSAGE)
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(DnsMessages.query(ID, inquiry.question())))
              .build();
      long sent = System.nanoTime();
      // As a stream: who never ends is closed when the time is over, and who sends much is cut.
      HttpResponse<InputStream> response =
          within(http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()), end);
      try (InputStream body = response.body()) {
        byte[] bytes = within(reading(body), end);
        judge(inquiry, attempt, response, bytes, Duration.ofNanos(System.nanoTime() - sent));
      }
    } catch (ExecutionException broken) {
      inquiry.answered(attempt, Answer.NONE, Optional.of(failure(broken.getCause())));
    } catch (TimeoutException late) {
      inquiry.answered(attempt, Answer.NONE, Optional.of(failure(late)));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (IOException | GeneralSecurityException unusable) {
      inquiry.answered(attempt, Answer.NONE, Optional.of(failure(unusable)));
    } finally {
      inquiry.answered(attempt, Answer.NONE, Optional.of(Failure.of(FailureCode.NOT_TESTED)));
      inquiry.settled(List.of());
    }
  }

  private static void judge(
      Inquiry inquiry,
      Attempt attempt,
      HttpResponse<InputStream> response,
      byte[] bytes,
      Duration after) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !type.startsWith(MESSAGE)) {
      String what = "HTTP status " + response.statusCode() + " " + PeerText.clean(type);
      inquiry.answered(
          attempt, Answer.NONE, Optional.of(new Failure(FailureCode.DNS_ERROR, what.strip())));
      return;
    }
    DnsMessages.Reading reading = DnsMessages.read(bytes, inquiry.question(), Set.of(ID));
    if (bytes.length > MOST_BYTES || !(reading instanceof DnsMessages.Reading.Fitting fitting)) {
      inquiry.answered(attempt, Answer.NONE, Optional.of(Failure.of(FailureCode.DNS_MALFORMED)));
      return;
    }
    inquiry.answered(attempt, fitting.answer().cameAfter(after), fitting.failure());
  }

  private static CompletableFuture<byte[]> reading(InputStream body) {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                read.complete(body.readNBytes(MOST_BYTES + 1));
              } catch (IOException cut) {
                read.completeExceptionally(cut);
              }
            },
            "zprobe-doh");
    thread.setDaemon(true);
    thread.start();
    return read;
  }

  private static <T> T within(CompletableFuture<T> future, long end)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      future.cancel(true);
      throw late;
    }
  }

  private static Failure failure(Throwable thrown) {
    if (thrown instanceof HttpTimeoutException || thrown instanceof TimeoutException) {
      return new Failure(FailureCode.DNS_TIMEOUT, "over HTTPS");
    }
    if (thrown instanceof ConnectException) {
      return new Failure(FailureCode.DNS_REJECTED, "over HTTPS");
    }
    boolean tls = thrown instanceof SSLException || thrown instanceof GeneralSecurityException;
    String said = PeerText.clean(String.valueOf(thrown.getMessage()));
    return new Failure(FailureCode.DNS_ERROR, (tls ? "TLS: " : "HTTPS: ") + said);
  }

  private synchronized HttpClient client() throws GeneralSecurityException, IOException {
    if (client.isEmpty()) {
      client =
          Optional.of(
              HttpClient.newBuilder()
                  .sslContext(context(roots.get()))
                  .proxy(HttpClient.Builder.NO_PROXY)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(PATIENCE)
                  .build());
    }
    return client.get();
  }

  private static SSLContext context(Set<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate each : roots) {
      store.setCertificateEntry("root-" + number++, each);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
