package dev.zprobe.respond;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.wire.FarEndToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens on any set of ports and answers those who prove the token: STUN and SIP over UDP and TCP,
 * and both within TLS. Its threads are daemons and end with {@link #close}.
 */
public final class Responder implements AutoCloseable {
  private final Answers answers;
  private final DatagramLoop datagrams;
  private final StreamLoop streams;

  private Responder(Answers answers, DatagramLoop datagrams, StreamLoop streams) {
    this.answers = answers;
    this.datagrams = datagrams;
    this.streams = streams;
  }

  /** Bytes and messages since the start. */
  public record Counts(long bytesIn, long bytesOut, long answered, long refused) {}

  /** A port that could not be had. */
  public record Refused(int port, Transport transport, String why) {}

  /**
   * Where to listen; port 0 takes any free one.
   *
   * @param addresses of this machine; the unset address for all
   */
  public record Places(List<InetAddress> addresses, List<Integer> udp, List<Integer> tcp) {
    public Places {
      addresses = List.copyOf(addresses);
      udp = List.copyOf(udp);
      tcp = List.copyOf(tcp);
    }
  }

  /**
   * Opens what can be opened.
   *
   * @throws IOException when not even an event queue is to be had
   */
  public static Responder open(Places places, FarEndToken token) throws IOException {
    Answers answers = new Answers(token);
    DatagramLoop datagrams = new DatagramLoop(answers);
    StreamLoop streams = new StreamLoop(answers);
    for (InetAddress address : places.addresses()) {
      places.udp().forEach(port -> datagrams.bind(new InetSocketAddress(address, port)));
      places.tcp().forEach(port -> streams.bind(new InetSocketAddress(address, port)));
    }
    datagrams.start();
    streams.start();
    return new Responder(answers, datagrams, streams);
  }

  /** Where it listens. */
  public List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    datagrams.places().forEach(at -> all.add(Endpoint.udp(at.getAddress(), at.getPort())));
    streams.places().forEach(at -> all.add(Endpoint.tcp(at.getAddress(), at.getPort())));
    return List.copyOf(all);
  }

  /** The ports that it did not get. */
  public List<Refused> refused() {
    List<Refused> all = new ArrayList<>(datagrams.refused());
    all.addAll(streams.refused());
    return List.copyOf(all);
  }

  public Counts counts() {
    return answers.counts();
  }

  @Override
  public void close() {
    datagrams.close();
    streams.close();
  }
}
