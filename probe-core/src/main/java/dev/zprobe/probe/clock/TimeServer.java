package dev.zprobe.probe.clock;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.ClockQuery.Reading;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.SocketFailure;
import dev.zprobe.wire.NtpPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Takes four samples of one time server, and no more: it is not ours. */
final class TimeServer {
  private static final int SAMPLES = 4;
  private static final Duration SPACING = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final Endpoint endpoint;
  private final Attempt attempt;
  private final InstantSource clock;
  private final List<Sample.Usable> usable = new ArrayList<>();
  private final long[] cookies = new long[SAMPLES];
  private final long[] sentMonotonic = new long[SAMPLES];
  private final long[] sentWall = new long[SAMPLES];
  private int asked;
  private Optional<Failure> rejected = Optional.empty();
  private Optional<Failure> stray = Optional.empty();

  TimeServer(String name, Endpoint endpoint, Attempt attempt, InstantSource clock) {
    this.name = name;
    this.endpoint = endpoint;
    this.attempt = attempt;
    this.clock = clock;
  }

  /** Blocks for at most about two and a half seconds. */
  ClockQuery query(Deadline deadline) {
    Optional<Failure> socketFailure = Optional.empty();
    boolean cut = false;
    try (DatagramSocket socket = open()) {
      cut = sample(socket, deadline);
    } catch (IOException thrown) {
      socketFailure =
          Optional.of(
              SocketFailure.of(
                  thrown, asked == 0, FailureCode.CLOCK_REJECTED, FailureCode.CLOCK_TIMEOUT));
    }
    Optional<Reading> reading = reading();
    Optional<Failure> failure =
        rejected
            .or(() -> reading.isPresent() ? Optional.empty() : stray)
            .or(
                () ->
                    reading.isPresent()
                        ? Optional.empty()
                        : Optional.of(Failure.of(FailureCode.CLOCK_TIMEOUT)));
    Optional<Failure> whole = reading.isPresent() ? failure : socketFailure.or(() -> failure);
    boolean untested = cut && whole.filter(Failure::isSilent).isPresent();
    return new ClockQuery(
        attempt.stamp(),
        name,
        endpoint,
        reading,
        untested ? Optional.of(Failure.of(FailureCode.NOT_TESTED)) : whole,
        Trace.BLIND);
  }

  private DatagramSocket open() throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            endpoint.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.bind(null);
      channel.connect(endpoint.socketAddress());
      InetSocketAddress mine = (InetSocketAddress) channel.getLocalAddress();
      attempt.announce(
          new FiveTuple(new Endpoint(mine.getAddress(), mine.getPort(), Transport.UDP), endpoint));
      return channel.socket();
    } catch (IOException thrown) {
      channel.close();
      throw thrown;
    }
  }

  /** True when the deadline came before the last sample had its time. */
  private boolean sample(DatagramSocket socket, Deadline deadline) throws IOException {
    for (int index = 0; index < SAMPLES; index++) {
      boolean lastOne = index == SAMPLES - 1;
      send(socket, index);
      long until = System.nanoTime() + (lastOne ? PATIENCE : SPACING).toNanos();
      long limit = Math.min(until, deadline.nanoTime());
      listen(socket, limit, lastOne);
      // A kiss of death means: send no more (RFC 4330 section 8).
      if (rejected.isPresent()) {
        return false;
      }
      if (deadline.expired()) {
        return true;
      }
    }
    return false;
  }

  private void send(DatagramSocket socket, int index) throws IOException {
    cookies[index] = RANDOM.nextLong();
    byte[] bytes = NtpPacket.request(cookies[index]).toArray();
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    packet.setSocketAddress(endpoint.socketAddress());
    sentWall[index] = nanos(clock.instant());
    sentMonotonic[index] = System.nanoTime();
    asked = index + 1;
    socket.send(packet);
  }

  /** Until the time is over, or for the last sample until all asked have answered. */
  private void listen(DatagramSocket socket, long until, boolean lastOne) throws IOException {
    byte[] buffer = new byte[2048];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (rejected.isEmpty() && !(lastOne && usable.size() == asked)) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException nothing) {
        return;
      }
      take(Arrays.copyOf(buffer, packet.getLength()), System.nanoTime());
      packet.setLength(buffer.length);
    }
  }

  private void take(byte[] bytes, long arrived) {
    Sample sample = new Sample.Stray("unasked");
    for (int index = 0; index < asked && sample instanceof Sample.Stray; index++) {
      long wall = sentWall[index] + (arrived - sentMonotonic[index]);
      sample = Sample.judge(bytes, new Sample.Exchange(cookies[index], sentWall[index], wall));
      if (!(sample instanceof Sample.Stray)) {
        cookies[index] = RANDOM.nextLong(); // A second answer to one query is a stray one.
      }
    }
    if (sample instanceof Sample.Usable good) {
      usable.add(good);
    } else if (sample instanceof Sample.Rejected bad) {
      rejected = Optional.of(bad.failure());
    } else if (sample instanceof Sample.Stray other) {
      stray = Optional.of(new Failure(FailureCode.CLOCK_BOGUS, other.what()));
    }
  }

  /** The sample with the smallest delay is the least delayed by queues, on either way. */
  private Optional<Reading> reading() {
    if (rejected.isPresent()) {
      return Optional.empty();
    }
    return usable.stream()
        .min(Comparator.comparingLong(Sample.Usable::delayNanos))
        .map(
            best ->
                new Reading(
                    Duration.ofNanos(best.offsetNanos()),
                    Duration.ofNanos(best.delayNanos() / 2 + best.rootDistanceNanos()),
                    best.stratum(),
                    usable.size()));
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
