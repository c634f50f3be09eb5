package dev.zprobe.cli.command;

import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends long work on Ctrl-C: asks it to stop, waits until it has put everything away, and leaves
 * with its own exit code instead of the signal's.
 */
final class StopHook {
  private static final long LONGEST_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Console console;
  private volatile ExitCode code = ExitCode.INCONCLUSIVE;
  private final Thread hook;

  private StopHook(Console console, Runnable stop) {
    this.console = console;
    this.hook =
        new Thread(
            () -> {
              stop.run();
              leave();
            },
            "zprobe-stop");
  }

  /**
   * @param worker is interrupted after {@code stop} was called
   */
  static StopHook around(Thread worker, Runnable stop, Console console) {
    return asking(
        () -> {
          stop.run();
          worker.interrupt();
        },
        console);
  }

  /** For work that looks for itself whether it was asked to end, and must not be interrupted. */
  static StopHook asking(Runnable stop, Console console) {
    StopHook made = new StopHook(console, stop);
    Runtime.getRuntime().addShutdownHook(made.hook);
    return made;
  }

  /**
   * For work that cannot be asked to end: leaves at once.
   *
   * @param last what is still to be done, and said
   */
  static StopHook leaving(Runnable last, Console console) {
    StopHook made = new StopHook(console, last);
    made.over.countDown();
    Runtime.getRuntime().addShutdownHook(made.hook);
    return made;
  }

  /** The work is over; nothing is left to be stopped. */
  void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // The hook is running, as it should.
    }
  }

  /** The work is over; what is said first counts. */
  void ended(ExitCode with) {
    if (over.getCount() == 0) {
      return;
    }
    code = with;
    over.countDown();
    forget();
  }

  private void leave() {
    try {
      boolean clean = over.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      console.out().flush();
      console.err().flush();
      Runtime.getRuntime().halt((clean ? code : ExitCode.INCONCLUSIVE).number());
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
