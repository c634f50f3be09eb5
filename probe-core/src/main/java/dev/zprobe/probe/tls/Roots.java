package dev.zprobe.probe.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificates in which chains may end.
 *
 * @param publicRoots of the bundle that comes with Java, and what {@code --trust} names
 * @param platformRoots of the store of this machine
 */
public record Roots(Set<X509Certificate> publicRoots, Set<X509Certificate> platformRoots) {
  /** Where administrators put their own; distributions merge these into Java's bundle as well. */
  private static final List<Path> LOCAL_ANCHORS =
      List.of(
          Path.of("/usr/local/share/ca-certificates"),
          Path.of("/etc/pki/ca-trust/source/anchors"),
          Path.of("/etc/ca-certificates/trust-source/anchors"),
          Path.of("/etc/pki/trust/anchors"));

  private static final List<Path> PLATFORM_BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private static final List<String> PLATFORM_STORES =
      List.of("Windows-ROOT", "KeychainStore-ROOT", "KeychainStore");

  private static final int MOST_BYTES = 8 * 1024 * 1024;

  public Roots {
    publicRoots = Collections.unmodifiableSet(new LinkedHashSet<>(publicRoots));
    platformRoots = Collections.unmodifiableSet(new LinkedHashSet<>(platformRoots));
  }

  /**
   * Reads the stores of this machine. What cannot be read counts as empty.
   *
   * @param trusted PEM files whose certificates count as public roots
   */
  public static Roots ofThisMachine(Collection<Path> trusted) {
    Set<X509Certificate> local = new HashSet<>();
    LOCAL_ANCHORS.forEach(directory -> local.addAll(directory(directory)));
    Set<X509Certificate> known = new LinkedHashSet<>(javaBundle());
    known.removeAll(local);
    Set<X509Certificate> platform = new LinkedHashSet<>(local);
    PLATFORM_BUNDLES.forEach(file -> platform.addAll(pem(file)));
    PLATFORM_STORES.forEach(store -> platform.addAll(keyStore(store)));
    trusted.forEach(file -> known.addAll(pem(file)));
    return new Roots(known, platform);
  }

  /**
   * The public roots alone, for what was captured elsewhere: what this machine trusts says nothing
   * of another.
   *
   * @param trusted PEM files whose certificates count as public roots
   */
  public static Roots publicOnly(Collection<Path> trusted) {
    Set<X509Certificate> local = new HashSet<>();
    LOCAL_ANCHORS.forEach(directory -> local.addAll(directory(directory)));
    Set<X509Certificate> known = new LinkedHashSet<>(javaBundle());
    known.removeAll(local);
    trusted.forEach(file -> known.addAll(pem(file)));
    return new Roots(known, Set.of());
  }

  private static List<X509Certificate> javaBundle() {
    Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    try {
      return certificates(KeyStore.getInstance(file.toFile(), (char[]) null));
    } catch (IOException | GeneralSecurityException noStore) {
      return List.of();
    }
  }

  private static List<X509Certificate> keyStore(String type) {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      return certificates(store);
    } catch (IOException | GeneralSecurityException otherSystem) {
      return List.of();
    }
  }

  private static List<X509Certificate> certificates(KeyStore store)
      throws GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.getCertificate(alias) instanceof X509Certificate certificate) {
        found.add(certificate);
      }
    }
    return found;
  }

  private static List<X509Certificate> directory(Path directory) {
    List<X509Certificate> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path each : files) {
        found.addAll(Files.isDirectory(each) ? directory(each) : pem(each));
      }
    } catch (IOException unreadable) {
      return found;
    }
    return found;
  }

  private static List<X509Certificate> pem(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return List.of();
      }
      try (InputStream content = new ByteArrayInputStream(Files.readAllBytes(file))) {
        return read(content);
      }
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static List<X509Certificate> read(InputStream content) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        found.add((X509Certificate) each);
      }
    } catch (GeneralSecurityException noCertificate) {
      return found;
    }
    return found;
  }
}
