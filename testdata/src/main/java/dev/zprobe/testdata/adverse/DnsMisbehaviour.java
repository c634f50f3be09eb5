package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.answer.DnsResponder;
import dev.zprobe.testdata.net.DatagramHandler;
import dev.zprobe.testdata.net.Opening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What a resolver over UDP, or somebody in its place, can do wrong (RFC 1035). Names resolve to
 * 192.0.2.1 where an answer is given at all; nothing listens on TCP.
 */
public sealed interface DnsMisbehaviour extends Misbehaviour {

  /** The right answer under another query's id. */
  record WrongId() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> {
            right[1] ^= 0x55;
            answer.send(right);
          });
    }
  }

  /** The right id over another question. */
  record WrongQuestion() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> {
            right[13] ^= 0x01;
            answer.send(right);
          });
    }
  }

  /** An owner name that is a pointer to itself (section 4.1.4). */
  record CompressionLoop() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> {
            int owner = right.length - 16;
            answer.send(ByteBuffer.wrap(right).putShort(owner, (short) (0xc000 | owner)).array());
          });
    }
  }

  /** Says that it is cut, while nobody is there on TCP to give the rest. */
  record TruncatedWithoutTcp() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> {
            byte[] cut =
                ByteBuffer.allocate(right.length - 16).put(right, 0, right.length - 16).array();
            cut[2] |= 0x02;
            cut[7] = 0;
            answer.send(cut);
          });
    }
  }

  /** Announces 65535 answers and holds one. */
  record CountLies() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> answer.send(ByteBuffer.wrap(right).putShort(6, (short) -1).array()));
    }
  }

  /** Two answers, at once and different: 198.51.100.66 first, then the right one. */
  record SecondAnswerDiffers() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> {
            ByteBuffer injected = ByteBuffer.wrap(right.clone());
            answer.send(injected.putInt(right.length - 4, 0xc6336442).array());
            answer.send(right);
          });
    }
  }

  /** Only the header, without the question. */
  record HeaderOnly() implements DnsMisbehaviour {
    @Override
    public Opening opening() {
      return answering(
          (right, answer) -> answer.send(ByteBuffer.allocate(12).put(right, 0, 12).array()));
    }
  }

  private static Opening answering(Alteration alteration) {
    InetAddress documentation;
    try {
      documentation = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
    DnsResponder responder =
        new DnsResponder(
            name -> new DnsResponder.Finding(DnsResponder.NO_ERROR, List.of(documentation)));
    return new Opening.Datagrams(
        (datagram, from, answer) -> {
          Optional<byte[]> right = responder.answer(datagram);
          if (right.isPresent()) {
            alteration.send(right.get(), answer);
          }
        });
  }

  /** Makes the one thing wrong. */
  @FunctionalInterface
  interface Alteration {
    /**
     * Sends something else than the right answer.
     *
     * @param right may be changed; its last 16 bytes are the one answer record
     */
    void send(byte[] right, DatagramHandler.Answer answer) throws IOException;
  }
}
