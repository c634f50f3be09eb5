package dev.zprobe.probe.proxy;

import dev.zprobe.probe.PeerText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A PAC file at its URL ({@code http}, {@code https} or {@code file}), fetched directly, once. */
final class PacFile {
  private static final int PATIENCE_MILLIS = 2000;
  private static final long TOTAL_NANOS = 4_000_000_000L;

  private final String url;
  private final PacScript.World world;
  private Optional<PacScript> script = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private boolean fetched;

  PacFile(String url, PacScript.World world) {
    this.url = url;
    this.world = world;
  }

  /** The places of the file for a destination; none when it cannot be used. */
  synchronized List<ProxyPlace> find(String host, int port, boolean secure) {
    if (!fetched) {
      fetched = true;
      fetch();
    }
    if (script.isEmpty()) {
      return List.of();
    }
    String scheme = secure ? "https" : "http";
    boolean usual = port == (secure ? 443 : 80);
    String where = host.indexOf(':') < 0 ? host : "[" + host + "]";
    try {
      String found =
          script.get().find(scheme + "://" + where + (usual ? "" : ":" + port) + "/", host);
      List<ProxyPlace> places = ProxyPlace.ofPac(found);
      // Nothing at all means direct, by the files' description.
      return places.isEmpty() && found.isBlank() ? List.of(ProxyPlace.direct("pac")) : places;
    } catch (PacScript.PacException failed) {
      failure = Optional.of(failed.getMessage());
      script = Optional.empty();
      return List.of();
    }
  }

  synchronized Optional<String> failure() {
    return failure;
  }

  private void fetch() {
    try {
      script = Optional.of(new PacScript(text(new URI(url)), world));
    } catch (IOException | URISyntaxException | IllegalArgumentException failed) {
      failure = Optional.of(PeerText.clean(String.valueOf(failed.getMessage())));
    }
  }

  private static String text(URI place) throws IOException {
    if ("file".equals(place.getScheme())) {
      Path file = Path.of(place);
      if (Files.size(file) > PacScript.LONGEST) {
        throw new IOException("longer than " + PacScript.LONGEST + " bytes");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
    if (!"http".equals(place.getScheme()) && !"https".equals(place.getScheme())) {
      throw new IOException("neither http, https nor file");
    }
    URLConnection connection = place.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    if (connection instanceof HttpURLConnection http && http.getResponseCode() != 200) {
      throw new IOException("status " + http.getResponseCode());
    }
    return text(connection);
  }

  private static String text(URLConnection connection) throws IOException {
    long until = System.nanoTime() + TOTAL_NANOS;
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[8192];
    try (InputStream stream = connection.getInputStream()) {
      int count = stream.read(buffer);
      while (count >= 0) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        if (text.length() > PacScript.LONGEST || System.nanoTime() - until > 0) {
          throw new IOException("too long, or too slow");
        }
        count = stream.read(buffer);
      }
    }
    return text.toString();
  }
}
