package dev.zprobe.cli.command;

import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Post;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.BundleException;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.TimeStamp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Asks an authority to state when a bundle's files were there. What it does not state is missing
 * from the bundle and told in one line; it changes nothing else.
 */
final class TimeStampRequest {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final URI authority;
  private final Console console;

  TimeStampRequest(URI authority, Console console) {
    this.authority = authority;
    this.console = console;
  }

  /** Blocks for five seconds at most. Throws IOException when the disk refuses. */
  void into(BundleDirectory bundle) throws IOException {
    byte[] stamped = TimeStamp.stamped(bundle.path());
    TimeStamp.Query query = TimeStamp.query(stamped);
    byte[] token;
    try {
      token =
          query.token(
              Post.send(
                  authority,
                  "application/timestamp-query",
                  Map.of("Accept", "application/timestamp-reply"),
                  query.encoded(),
                  LONGEST));
    } catch (IOException | BundleException without) {
      String line = "zprobe: no time stamp from " + authority + ": " + without.getMessage();
      console.err().println(Inert.text(line + "; the bundle is sealed without"));
      console.err().flush();
      return;
    }
    BundleWriter.atomically(
        bundle.path().resolve(TimeStamp.STAMPED_FILE), out -> out.write(stamped));
    BundleWriter.atomically(bundle.path().resolve(TimeStamp.FILE), out -> out.write(token));
  }
}
