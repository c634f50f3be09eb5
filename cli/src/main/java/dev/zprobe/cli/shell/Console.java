package dev.zprobe.cli.shell;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param outIsTerminal somebody reads along
 * @param environment of the process, for NO_COLOR and the like
 */
public record Console(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Charset charset,
    Map<String, String> environment) {
  private static final int STANDARD_WIDTH = 110;
  private static final int NARROWEST = 60;
  private static final int WIDEST = 140;

  /** The process's own streams. The launcher says which of them are terminals; else we guess. */
  @SuppressWarnings("SystemConsoleNull") // a guess for when no launcher says better
  public static Console ofProcess() {
    Charset charset = terminalCharset();
    String terminals = System.getProperty("zprobe.terminals");
    boolean guess = System.console() != null;
    return new Console(
        stream(FileDescriptor.out, charset),
        stream(FileDescriptor.err, charset),
        terminals == null ? guess : terminals.contains("out"),
        terminals == null ? guess : terminals.contains("err"),
        charset,
        System.getenv());
  }

  /** Characters in a line: what the shell says, else what fits everywhere. */
  public int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    int given = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : STANDARD_WIDTH;
    return Math.max(NARROWEST, Math.min(given, WIDEST));
  }

  /** True when the terminal can show this text. */
  public boolean canShow(String text) {
    return charset.newEncoder().canEncode(text);
  }

  private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
    OutputStream raw =
        new BufferedOutputStream(new UntilClosed(new FileOutputStream(descriptor)), 8192);
    return new PrintStream(raw, true, charset);
  }

  private static Charset terminalCharset() {
    for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding"}) {
      String name = System.getProperty(property);
      if (name != null && Charset.isSupported(name)) {
        return Charset.forName(name);
      }
    }
    return Charset.defaultCharset();
  }
}
