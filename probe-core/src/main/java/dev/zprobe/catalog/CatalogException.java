package dev.zprobe.catalog;

/** A file of ours cannot be used. The message is one line: what is wrong, and where. */
public final class CatalogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CatalogException(String message) {
    super(message);
  }
}
