package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.net.Connection;
import dev.zprobe.testdata.net.Opening;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** What a TCP peer can do wrong whatever the protocol is. */
public sealed interface StreamMisbehaviour extends Misbehaviour {

  /** Accepts, reads, and never says a word. */
  record AcceptThenSilence() implements StreamMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(Connection::drain);
    }
  }

  /** Resets each connection as soon as it is accepted. */
  record ResetAtAccept() implements StreamMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(Connection::reset);
    }
  }

  /** Resets when the first bytes have come. */
  record ResetAfterFirstBytes() implements StreamMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(
          connection -> {
            awaitFirstBytes(connection);
            connection.reset();
          });
    }
  }

  /** Closes in order when the first bytes have come. */
  record FinAfterFirstBytes() implements StreamMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(
          connection -> {
            awaitFirstBytes(connection);
            connection.finish();
          });
    }
  }

  /**
   * Answers the first bytes with text that is no answer, then keeps the connection open.
   *
   * @param text sent as ISO 8859-1, so that each character is one byte
   */
  record Garbage(String text) implements StreamMisbehaviour {
    /** Bytes that are no protocol's beginning. */
    public static Garbage noise() {
      return new Garbage("\u0000\u00ff\u0081garbage\u001b[2J\u0007".repeat(20));
    }

    @Override
    public Opening opening() {
      return new Opening.Streams(
          connection -> {
            awaitFirstBytes(connection);
            connection.output().write(text.getBytes(StandardCharsets.ISO_8859_1));
            connection.drain();
          });
    }
  }

  /**
   * Answers with a beginning and then with one more byte per interval, for ever.
   *
   * @param beginning sent first, as ISO 8859-1
   * @param interval between bytes, more than zero
   */
  record EndlessDrip(String beginning, Duration interval) implements StreamMisbehaviour {
    public EndlessDrip {
      if (interval.isZero() || interval.isNegative()) {
        throw new IllegalArgumentException("a drip needs an interval");
      }
    }

    /** A TLS record of 16 KiB which never becomes whole. */
    public static EndlessDrip ofTlsRecord(Duration interval) {
      return new EndlessDrip("\u0016\u0003\u0003@\u0000\u0002", interval);
    }

    /** An HTTP header which never ends. */
    public static EndlessDrip ofHttpHeader(Duration interval) {
      return new EndlessDrip("HTTP/1.1 200 OK\r\nX-Drip: ", interval);
    }

    @Override
    public Opening opening() {
      return new Opening.Streams(this::drip);
    }

    private void drip(Connection connection) throws IOException {
      awaitFirstBytes(connection);
      OutputStream output = connection.output();
      output.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      while (!Thread.currentThread().isInterrupted()) {
        // The peer's end shows as a failing write, which ends this thread.
        LockSupport.parkNanos(interval.toNanos());
        output.write('a');
      }
    }
  }

  /** Sends as fast as the peer reads, for ever, whatever is asked. */
  record EndlessFlood() implements StreamMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(
          connection -> {
            byte[] much = new byte[65_536];
            Arrays.fill(much, (byte) 'a');
            while (!Thread.currentThread().isInterrupted()) {
              connection.output().write(much);
            }
          });
    }
  }

  /** Waits for anything at all. */
  private static void awaitFirstBytes(Connection connection) throws IOException {
    if (connection.input().read(new byte[16_384]) < 0) {
      throw new EOFException("the peer said nothing");
    }
  }
}
