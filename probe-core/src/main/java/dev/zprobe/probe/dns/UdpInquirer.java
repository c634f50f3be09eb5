package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.SocketFailure;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks over UDP as a stub resolver does: three tries a second apart, from one port. Each try has an
 * id of its own, so that two answers to the same try show that two have answered.
 */
final class UdpInquirer {
  /**
   * Several times what the question allows (RFC 6891): what is longer is cut, and so malformed.
   * Many of these wait at the same time, and each socket keeps room of this size outside the heap.
   */
  private static final int MOST_BYTES = 4096;

  private static final int MOST_OTHERS = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Inquiry inquiry;
  private final Attempt attempt;
  private final Pace pace;
  private final Map<Integer, Long> sent = new LinkedHashMap<>();
  private final List<Answer> others = new ArrayList<>();
  private final byte[] buffer = new byte[MOST_BYTES];
  private int answeredId;

  /**
   * @param tries at least 1
   * @param spacing between two tries
   * @param patience from the first try to giving up
   * @param linger after the first answer, to see whether another one comes
   */
  record Pace(int tries, Duration spacing, Duration patience, Duration linger) {
    static final Pace STANDARD =
        new Pace(3, Duration.ofSeconds(1), Duration.ofMillis(3300), Duration.ofSeconds(1));
  }

  UdpInquirer(Inquiry inquiry, Attempt attempt, Pace pace) {
    this.inquiry = inquiry;
    this.attempt = attempt;
    this.pace = pace;
  }

  /** Blocks; the inquiry is complete in every case when it returns. */
  void run() {
    Endpoint remote = inquiry.server().endpoint();
    boolean before = true;
    try (DatagramSocket socket = open(remote)) {
      before = false;
      askAndListen(socket);
    } catch (IOException thrown) {
      boolean nothingLeft = before || sent.isEmpty();
      Failure failure =
          SocketFailure.of(thrown, nothingLeft, FailureCode.DNS_REJECTED, FailureCode.DNS_TIMEOUT);
      inquiry.answered(attempt, Answer.NONE, Optional.of(failure));
    } finally {
      inquiry.answered(attempt, Answer.NONE, Optional.of(Failure.of(FailureCode.NOT_TESTED)));
      inquiry.settled(others);
    }
  }

  private DatagramSocket open(Endpoint remote) throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            remote.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.bind(null);
      channel.connect(remote.socketAddress());
      InetSocketAddress mine = (InetSocketAddress) channel.getLocalAddress();
      attempt.announce(
          new FiveTuple(new Endpoint(mine.getAddress(), mine.getPort(), Transport.UDP), remote));
      return channel.socket();
    } catch (IOException thrown) {
      channel.close();
      throw thrown;
    }
  }

  private void askAndListen(DatagramSocket socket) throws IOException {
    long start = System.nanoTime();
    for (int round = 0; round < pace.tries(); round++) {
      send(socket);
      Duration next =
          round + 1 < pace.tries() ? pace.spacing().multipliedBy(round + 1) : pace.patience();
      if (listen(socket, start + next.toNanos())) {
        linger(socket);
        return;
      }
      if (inquiry.deadline().expired()) {
        return;
      }
      // Who answers two tries with something else will not do better at the third.
      if (round > 0 && others.size() > round) {
        break;
      }
    }
    FailureCode code = others.isEmpty() ? FailureCode.DNS_TIMEOUT : FailureCode.DNS_MALFORMED;
    String detail = others.isEmpty() ? pace.tries() + " tries" : others.get(0).rcode();
    inquiry.answered(attempt, Answer.NONE, Optional.of(new Failure(code, detail)));
  }

  private void send(DatagramSocket socket) throws IOException {
    int id = RANDOM.nextInt(1 << 16);
    byte[] bytes = DnsMessages.query(id, inquiry.question());
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    packet.setSocketAddress(inquiry.server().endpoint().socketAddress());
    long now = System.nanoTime();
    socket.send(packet);
    sent.putIfAbsent(id, now);
  }

  /** True when an answer to the question has come. */
  private boolean listen(DatagramSocket socket, long until) throws IOException {
    while (true) {
      Optional<byte[]> received = receive(socket, Math.min(until, inquiry.deadline().nanoTime()));
      if (received.isEmpty()) {
        return false;
      }
      long now = System.nanoTime();
      DnsMessages.Reading reading =
          DnsMessages.read(received.get(), inquiry.question(), sent.keySet());
      if (reading instanceof DnsMessages.Reading.Fitting fitting) {
        answeredId = fitting.id();
        inquiry.answered(attempt, timed(fitting.answer(), fitting.id(), now), fitting.failure());
        return true;
      }
      if (reading instanceof DnsMessages.Reading.Stray stray) {
        keep(stray.answer());
      }
    }
  }

  /** Two answers to one try that differ are never right; those to different tries may rotate. */
  private void linger(DatagramSocket socket) {
    Answer first = inquiry.first().join().answer();
    long until = System.nanoTime() + pace.linger().toNanos();
    try {
      while (true) {
        Optional<byte[]> received = receive(socket, Math.min(until, inquiry.deadline().nanoTime()));
        if (received.isEmpty()) {
          return;
        }
        long now = System.nanoTime();
        DnsMessages.Reading reading =
            DnsMessages.read(received.get(), inquiry.question(), sent.keySet());
        if (reading instanceof DnsMessages.Reading.Fitting fitting
            && fitting.id() == answeredId
            && differs(first, fitting.answer())) {
          keep(timed(fitting.answer(), fitting.id(), now));
        } else if (reading instanceof DnsMessages.Reading.Stray stray) {
          keep(stray.answer());
        }
      }
    } catch (IOException late) {
      // The answer is there already; an ICMP error after it says nothing about it.
    }
  }

  private static boolean differs(Answer first, Answer later) {
    return !first.rcode().equals(later.rcode()) || !sorted(first).equals(sorted(later));
  }

  private static List<String> sorted(Answer answer) {
    return answer.addresses().stream().map(Addresses::text).sorted().toList();
  }

  private Answer timed(Answer answer, int id, long now) {
    return new Answer(
        answer.rcode(),
        answer.addresses(),
        answer.chain(),
        answer.ttlSeconds(),
        answer.truncated(),
        Duration.ofNanos(now - sent.getOrDefault(id, now)),
        List.of());
  }

  private void keep(Answer answer) {
    if (others.size() < MOST_OTHERS) {
      others.add(answer);
    }
  }

  private Optional<byte[]> receive(DatagramSocket socket, long until) throws IOException {
    long left = until - System.nanoTime();
    if (left <= 0) {
      return Optional.empty();
    }
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
    try {
      socket.receive(packet);
      return Optional.of(Arrays.copyOf(buffer, packet.getLength()));
    } catch (SocketTimeoutException nothing) {
      return Optional.empty();
    }
  }
}
