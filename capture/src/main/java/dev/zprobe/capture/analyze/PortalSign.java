package dev.zprobe.capture.analyze;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the answer to a client's own check for a login page shows.
 *
 * @param failure empty where it is the known answer
 */
record PortalSign(Optional<Failure> failure) {
  /** As of a live run's checks. */
  static final String TARGET = "portal";

  private static final int NO_CONTENT = 204;
  private static final int REDIRECTIONS = 300;
  private static final int REFUSALS = 400;

  /** RFC 6585 section 6: only a portal says so. */
  private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

  /**
   * Empty for other pages, and where the status does not tell: bodies are not read, so that a page
   * in the place of another with the same status stays unseen.
   */
  static Optional<PortalSign> of(List<Catalog.PortalCheck> checks, String url, int status) {
    OptionalInt known = expected(checks, url);
    if (status == NETWORK_AUTHENTICATION_REQUIRED) {
      return Optional.of(differs(status));
    }
    if (known.isEmpty()) {
      return Optional.empty();
    }
    boolean redirected = status >= REDIRECTIONS && status < REFUSALS;
    boolean page = status >= 200 && status < REDIRECTIONS && known.getAsInt() == NO_CONTENT;
    if (status == NO_CONTENT && status == known.getAsInt()) {
      return Optional.of(new PortalSign(Optional.empty()));
    }
    return redirected || page ? Optional.of(differs(status)) : Optional.empty();
  }

  private static PortalSign differs(int status) {
    return new PortalSign(Optional.of(new Failure(FailureCode.HTTP_STATUS, "status " + status)));
  }

  /** Many hosts serve a page of this name, which says what its status is. */
  private static OptionalInt expected(List<Catalog.PortalCheck> checks, String url) {
    if (url.endsWith("/generate_204")) {
      return OptionalInt.of(NO_CONTENT);
    }
    return checks.stream()
        .filter(check -> check.url().equals(url))
        .mapToInt(Catalog.PortalCheck::status)
        .findFirst();
  }
}
