package dev.zprobe.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What comparing a bundle with its manifest and signature shows. Immutable.
 *
 * @param complete false when the run that wrote it never ended
 * @param faults in the order of the files' names; empty when it verifies
 * @param timeStamp of an authority, where the bundle carries one that holds
 */
public record Verification(
    boolean complete,
    List<Fault> faults,
    Optional<Signer> signer,
    Optional<TimeStamp.Stamp> timeStamp) {
  private static final int LARGEST_MANIFEST = 1 << 20;
  private static final int LARGEST_SIGNATURE = 1 << 18;

  public Verification {
    faults = List.copyOf(faults);
  }

  /** What is wrong with a file. */
  public enum Kind {
    CHANGED,
    MISSING,
    ADDED,
    PARTIAL,
    /** A time stamp that proves nothing, or by an authority that is not trusted. */
    UNTRUSTED
  }

  /**
   * One file that is not as it was sealed.
   *
   * @param words what is wrong, for people
   */
  public record Fault(String file, Kind kind, String words) {}

  /**
   * Who sealed it.
   *
   * @param fingerprint SHA-256 of the certificate
   * @param generated the key was made for this bundle: it binds the files, and names nobody
   */
  public record Signer(String subject, String fingerprint, boolean generated) {}

  public boolean good() {
    return complete && faults.isEmpty();
  }

  /** As below, with no opinion on who may state the time. */
  public static Verification of(BundleFiles files) throws BundleException {
    return of(files, List.of());
  }

  /**
   * Reads every file once.
   *
   * @param authorities roots of those whose time stamps count; when there are any, a time stamp by
   *     one of them is demanded
   * @throws BundleException when it is no bundle at all
   */
  public static Verification of(BundleFiles files, List<X509Certificate> authorities)
      throws BundleException {
    if (!files.has(Manifest.FILE) && !files.has("report.json") && !isBegun(files)) {
      throw new BundleException("it is no bundle: neither manifest.json nor report.json is there");
    }
    List<Fault> faults = new ArrayList<>();
    if (isBegun(files)) {
      return partial();
    }
    if (!files.has(Manifest.FILE)) {
      faults.add(missing(Manifest.FILE));
      return new Verification(true, faults, Optional.empty(), Optional.empty());
    }
    byte[] text = files.bytes(Manifest.FILE, LARGEST_MANIFEST);
    Optional<ManifestSignature.Check> check = Optional.empty();
    if (files.has(Manifest.SIGNATURE_FILE)) {
      byte[] signature = files.bytes(Manifest.SIGNATURE_FILE, LARGEST_SIGNATURE);
      check = Optional.of(ManifestSignature.check(text, signature));
    }
    Optional<Manifest> manifest = manifest(text, check, faults);
    if (manifest.isPresent() && !manifest.get().complete()) {
      return partial();
    }
    signature(check, faults);
    boolean trusted =
        check.filter(it -> it.result() == ManifestSignature.Result.OF_ANOTHER_CONTENT).isEmpty();
    Optional<TimeStamp.Stamp> stamp = Optional.empty();
    if (manifest.isPresent() && trusted) {
      compare(files, manifest.get(), faults);
      stamp = stamp(files, manifest.get(), authorities, faults);
    }
    return new Verification(true, faults, check.flatMap(Verification::signer), stamp);
  }

  /** Killed before its first manifest was in place. */
  private static boolean isBegun(BundleFiles files) {
    return !files.names().isEmpty()
        && Set.of(Manifest.FILE + BundleWriter.PART, "keys.log").containsAll(files.names());
  }

  private static Verification partial() {
    Fault fault =
        new Fault(Manifest.FILE, Kind.PARTIAL, "the run that wrote this was ended before its end");
    return new Verification(false, List.of(fault), Optional.empty(), Optional.empty());
  }

  /**
   * One that does not say what was signed is changed; one that is signed and no manifest is odd.
   */
  private static Optional<Manifest> manifest(
      byte[] text, Optional<ManifestSignature.Check> check, List<Fault> faults)
      throws BundleException {
    boolean signed =
        check.filter(each -> each.result() == ManifestSignature.Result.GOOD).isPresent();
    try {
      return Optional.of(Manifest.read(BundleFiles.parse(Manifest.FILE, text)));
    } catch (BundleException none) {
      if (signed || check.isEmpty()) {
        throw none;
      }
      if (check.get().result() == ManifestSignature.Result.BROKEN) {
        faults.add(changed(Manifest.FILE));
      }
      return Optional.empty();
    }
  }

  private static void signature(Optional<ManifestSignature.Check> check, List<Fault> faults) {
    if (check.isEmpty()) {
      faults.add(missing(Manifest.SIGNATURE_FILE));
      return;
    }
    switch (check.get().result()) {
      case GOOD -> {}
      case OF_ANOTHER_CONTENT ->
          faults.add(
              new Fault(
                  Manifest.FILE,
                  Kind.CHANGED,
                  "changed since it was sealed, so that it says nothing about the other files"));
      case BROKEN -> faults.add(changed(Manifest.SIGNATURE_FILE));
    }
  }

  private static void compare(BundleFiles files, Manifest manifest, List<Fault> faults)
      throws BundleException {
    for (Manifest.Entry entry : manifest.files()) {
      if (!files.has(entry.name())) {
        faults.add(missing(entry.name()));
      } else if (!digest(files, entry.name()).equals(entry.sha256())) {
        faults.add(changed(entry.name()));
      }
    }
    for (String name : files.names()) {
      boolean known =
          name.equals(Manifest.FILE)
              || name.equals(Manifest.SIGNATURE_FILE)
              || name.equals(BundleDirectory.REPAIRS);
      if (!known && manifest.entry(name).isEmpty()) {
        faults.add(new Fault(name, Kind.ADDED, "added since, or not of this bundle"));
      }
    }
  }

  /** What is wrong with the files is said already: only what is whole is judged. */
  private static Optional<TimeStamp.Stamp> stamp(
      BundleFiles files, Manifest manifest, List<X509Certificate> authorities, List<Fault> faults)
      throws BundleException {
    if (manifest.entry(TimeStamp.FILE).isEmpty()) {
      if (!authorities.isEmpty()) {
        faults.add(new Fault(TimeStamp.FILE, Kind.UNTRUSTED, "there is no time stamp"));
      }
      return Optional.empty();
    }
    boolean accused =
        faults.stream()
            .anyMatch(
                each ->
                    each.file().equals(TimeStamp.FILE)
                        || each.file().equals(TimeStamp.STAMPED_FILE));
    if (accused) {
      return Optional.empty();
    }
    try {
      TimeStamp.Stamp stamp =
          TimeStamp.check(
              files.bytes(TimeStamp.FILE, TimeStamp.LARGEST),
              files.bytes(TimeStamp.STAMPED_FILE, LARGEST_MANIFEST),
              manifest,
              authorities);
      if (!authorities.isEmpty() && !stamp.trusted()) {
        faults.add(
            new Fault(TimeStamp.FILE, Kind.UNTRUSTED, "its authority is none of the given ones"));
      }
      return Optional.of(stamp);
    } catch (BundleException unproven) {
      faults.add(new Fault(TimeStamp.FILE, Kind.UNTRUSTED, unproven.getMessage()));
      return Optional.empty();
    }
  }

  private static String digest(BundleFiles files, String name) throws BundleException {
    try (InputStream content = files.content(name)) {
      return Manifest.digest(content);
    } catch (IOException broken) {
      return ""; // a zip's checksum does not hold: changed
    }
  }

  private static Fault missing(String name) {
    return new Fault(name, Kind.MISSING, "missing");
  }

  private static Fault changed(String name) {
    return new Fault(name, Kind.CHANGED, "changed since it was sealed");
  }

  private static Optional<Signer> signer(ManifestSignature.Check check) {
    return check.result() == ManifestSignature.Result.BROKEN
        ? Optional.empty()
        : Optional.of(
            new Signer(
                check.subject(),
                check.fingerprint(),
                check.subject().contains("zprobe\\, key of one bundle")));
  }
}
