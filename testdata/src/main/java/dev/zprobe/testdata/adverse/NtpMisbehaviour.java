package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.answer.NtpResponder;
import dev.zprobe.testdata.net.Opening;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What a time server can do wrong (RFC 5905). */
public sealed interface NtpMisbehaviour extends Misbehaviour {

  /**
   * A kiss of death (section 7.4).
   *
   * @param code four letters, for example {@code RATE}
   */
  record KissOfDeath(String code) implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      NtpResponder responder = honest();
      return answering(request -> responder.kissOfDeath(request, code));
    }
  }

  /** Leap indicator 3 on an answer that is good otherwise. */
  record LeapUnknown() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.put(0, (byte) (right.get(0) | 0xc0)));
    }
  }

  /** Stratum 16 on an answer that is good otherwise. */
  record Stratum16() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.put(1, (byte) 16));
    }
  }

  /** A transmit time of zero. */
  record ZeroTransmit() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.putLong(40, 0));
    }
  }

  /** An origin that is not what the client sent, as one who guesses sends it. */
  record WrongOrigin() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.putLong(24, right.getLong(24) ^ 0x55));
    }
  }

  /** The client's own mode 3 in place of 4. */
  record WrongMode() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.put(0, (byte) ((right.get(0) & 0xf8) | 3)));
    }
  }

  /** Sent before it was received. */
  record TransmitBeforeReceive() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.putLong(40, right.getLong(32) - (60L << 32)));
    }
  }

  /** Only 20 bytes. */
  record ShortAnswer() implements NtpMisbehaviour {
    @Override
    public Opening opening() {
      NtpResponder responder = honest();
      return answering(request -> responder.answer(request).map(right -> Arrays.copyOf(right, 20)));
    }
  }

  private static NtpResponder honest() {
    return new NtpResponder(Clock.systemUTC());
  }

  private static Opening altered(Function<ByteBuffer, ByteBuffer> alteration) {
    NtpResponder responder = honest();
    return answering(
        request ->
            responder
                .answer(request)
                .map(right -> alteration.apply(ByteBuffer.wrap(right)).array()));
  }

  private static Opening answering(Function<byte[], Optional<byte[]>> answers) {
    return new Opening.Datagrams(
        (datagram, from, answer) -> {
          Optional<byte[]> reply = answers.apply(datagram);
          if (reply.isPresent()) {
            answer.send(reply.get());
          }
        });
  }
}
