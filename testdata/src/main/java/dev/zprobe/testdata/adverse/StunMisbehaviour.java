package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.answer.MediaResponder;
import dev.zprobe.testdata.net.DatagramHandler;
import dev.zprobe.testdata.net.Opening;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/**
 * What a server of datagrams can do wrong, shown on STUN (RFC 8489), its dialect and media hellos:
 * each of them is answered as the protocol wants, but for one thing.
 */
public sealed interface StunMisbehaviour extends Misbehaviour {

  /** Takes datagrams and never answers. */
  record Silence() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Datagrams((datagram, from, answer) -> answer.asked());
    }
  }

  /** Answers with bytes that are no message. */
  record Garbage() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      byte[] noise = {(byte) 0xff, 0x00, 0x1b, 0x5b, 0x32, 0x4a, (byte) 0x80};
      return new Opening.Datagrams((datagram, from, answer) -> answer.send(noise));
    }
  }

  /** Answers with an empty datagram. */
  record EmptyDatagram() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Datagrams((datagram, from, answer) -> answer.send(new byte[0]));
    }
  }

  /** The message says that it is longer than the datagram. */
  record LengthLies() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> ByteBuffer.wrap(right).putShort(2, (short) 0xfffc).array());
    }
  }

  /** An attribute says that it is longer than the message. */
  record AttributeLengthLies() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> ByteBuffer.wrap(right).putShort(22, (short) 0xfffc).array());
    }
  }

  /** Another transaction's answer; on media ports another connection's. */
  record WrongTransaction() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return altered(
          right -> {
            byte[] wrong = right.clone();
            wrong[12] ^= 0x55;
            return wrong;
          });
    }
  }

  /** The right answer, from another port than the one that was asked. */
  record ReplyFromWrongPort() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Datagrams(StunMisbehaviour::answerFromElsewhere);
    }
  }

  /** An error response with code 400 (RFC 8489, section 14.8) whose reason holds escapes. */
  record ErrorResponse() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Datagrams(
          (datagram, from, answer) -> {
            if (datagram.length >= 20) {
              ByteBuffer out = ByteBuffer.allocate(32);
              out.putShort((short) 0x0111).putShort((short) 12).put(datagram, 4, 16);
              out.putShort((short) 0x0009).putShort((short) 8).putShort((short) 0);
              out.put((byte) 4).put((byte) 0).putInt(0x1b5b324a);
              answer.send(out.array());
            }
          });
    }
  }

  /** Over TCP: a header that announces 65532 bytes, and no more than that. */
  record StreamLengthLies() implements StunMisbehaviour {
    @Override
    public Opening opening() {
      return new Opening.Streams(
          connection -> {
            byte[] request = connection.input().readNBytes(20);
            ByteBuffer header = ByteBuffer.allocate(20);
            header.putShort((short) 0x0101).putShort((short) 0xfffc).put(request, 4, 16);
            OutputStream output = connection.output();
            output.write(header.array());
            connection.drain();
          });
    }
  }

  private static Opening altered(Alteration alteration) {
    return new Opening.Datagrams(
        (datagram, from, answer) -> {
          Optional<byte[]> right = MediaResponder.answer(datagram, from);
          if (right.isPresent()) {
            answer.send(alteration.of(right.get()));
          }
        });
  }

  private static void answerFromElsewhere(
      byte[] datagram, InetSocketAddress from, DatagramHandler.Answer answer) throws IOException {
    Optional<byte[]> right = MediaResponder.answer(datagram, from);
    if (right.isPresent()) {
      try (DatagramChannel elsewhere = DatagramChannel.open()) {
        elsewhere.bind(new InetSocketAddress(answer.asked().getAddress(), 0));
        elsewhere.send(ByteBuffer.wrap(right.get()), from);
      }
    }
  }

  /** Makes the one thing wrong. */
  @FunctionalInterface
  interface Alteration {
    /** The wrong answer for the right one. */
    byte[] of(byte[] right);
  }
}
