package dev.zprobe.cli.command;

import dev.zprobe.cli.shell.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Locale;

/** Asks the person at the terminal; where there is nobody, nothing is consented to. */
interface Consent {
  /** Whether somebody can be asked. */
  boolean isPossible();

  boolean give(String question);

  /** At the process's own terminal. The launcher says whether there is one; else we guess. */
  @SuppressWarnings("SystemConsoleNull") // a guess for when no launcher says better
  static Consent atTerminal(Console console) {
    String terminals = System.getProperty("zprobe.terminals");
    boolean possible =
        terminals == null
            ? System.console() != null
            : terminals.contains("in") && console.errIsTerminal();
    return new Consent() {
      @Override
      public boolean isPossible() {
        return possible;
      }

      @Override
      @SuppressWarnings("DefaultCharset") // the terminal's own
      public boolean give(String question) {
        console.err().print(question + " [y/N] ");
        console.err().flush();
        try {
          String answer = new BufferedReader(new InputStreamReader(System.in)).readLine();
          return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException closed) {
          return false;
        }
      }
    };
  }
}
