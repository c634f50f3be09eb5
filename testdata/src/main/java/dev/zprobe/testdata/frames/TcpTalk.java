package dev.zprobe.testdata.frames;

import java.time.Duration;

/**
 * A TCP connection written frame by frame into a {@link Recording}, with numbers that fit. Each
 * step takes half the round-trip time before its frame arrives at the capture, which stands beside
 * the client. A talk belongs to one thread.
 */
public final class TcpTalk {
  private static final long CLIENT_START = 1_000;
  private static final long SERVER_START = 900_000;

  private final Recording recording;
  private final String client;
  private final String server;
  private final int clientPort;
  private final int serverPort;
  private Duration roundTrip = Duration.ofMillis(20);
  private int serverTtl = 57;
  private long clientNext = CLIENT_START;
  private long serverNext = SERVER_START;

  private TcpTalk(
      Recording recording, String client, int clientPort, String server, int serverPort) {
    this.recording = recording;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.serverPort = serverPort;
  }

  /** A connection that is not open yet. */
  public static TcpTalk in(
      Recording recording, String client, int clientPort, String server, int serverPort) {
    return new TcpTalk(recording, client, clientPort, server, serverPort);
  }

  /** How long an answer takes; 20 ms unless said. */
  public TcpTalk roundTrip(Duration time) {
    roundTrip = time;
    return this;
  }

  /** The TTL of the server's packets as they arrive; 57 unless said. */
  public TcpTalk serverTtl(int value) {
    serverTtl = value;
    return this;
  }

  /** The three frames that open it. */
  public TcpTalk open() {
    syn();
    answered();
    recording.add(fromServer("SA", new byte[0]));
    serverNext++;
    recording.add(fromClient("A", new byte[0]));
    return this;
  }

  /** The first frame alone; again after {@link #again} as a retransmission. */
  public TcpTalk syn() {
    clientNext = CLIENT_START;
    recording.add(fromClient("S", new byte[0]));
    clientNext++;
    return this;
  }

  /** The client says something. */
  public TcpTalk client(byte[] bytes) {
    recording.add(fromClient("PA", bytes));
    clientNext += bytes.length;
    return this;
  }

  /** The client says the same once more, after that time. */
  public TcpTalk again(Duration later, byte[] bytes) {
    recording.after(later);
    clientNext -= bytes.length;
    return client(bytes);
  }

  /** The server says something, which acknowledges all before; the client acknowledges it. */
  public TcpTalk server(byte[] bytes) {
    answered();
    recording.add(fromServer("PA", bytes));
    serverNext += bytes.length;
    recording.add(fromClient("A", new byte[0]));
    return this;
  }

  /** The server acknowledges and says nothing. */
  public TcpTalk serverAcknowledges() {
    answered();
    recording.add(fromServer("A", new byte[0]));
    return this;
  }

  /** RST as from the server, with its numbers. */
  public TcpTalk serverResets() {
    answered();
    recording.add(fromServer("RA", new byte[0]));
    return this;
  }

  /**
   * RST that claims to be the server's and arrives with a TTL of its own, after a time of its own.
   */
  public TcpTalk injectedReset(int ttl, Duration after) {
    recording.after(after);
    Segment segment =
        Segment.between(serverPort, clientPort).flags("R").numbers(serverNext, 0).window(0);
    recording.add(Packet.between(server, client).ttl(ttl).tcp(segment));
    return this;
  }

  /** FIN by the client, which the server has not heard of yet. */
  public TcpTalk clientCloses() {
    recording.add(fromClient("FA", new byte[0]));
    clientNext++;
    return this;
  }

  /** Both ends close, the client first. */
  public TcpTalk close() {
    recording.add(fromClient("FA", new byte[0]));
    clientNext++;
    answered();
    recording.add(fromServer("FA", new byte[0]));
    serverNext++;
    recording.add(fromClient("A", new byte[0]));
    return this;
  }

  private void answered() {
    recording.after(roundTrip);
  }

  private byte[] fromClient(String flags, byte[] bytes) {
    boolean first = flags.equals("S");
    Segment segment =
        Segment.between(clientPort, serverPort)
            .flags(flags)
            .numbers(clientNext, first ? 0 : serverNext)
            .payload(bytes);
    return Packet.between(client, server).tcp(first ? segment.maximumSegmentSize(1460) : segment);
  }

  private byte[] fromServer(String flags, byte[] bytes) {
    Segment segment =
        Segment.between(serverPort, clientPort)
            .flags(flags)
            .numbers(serverNext, clientNext)
            .payload(bytes);
    boolean first = flags.equals("SA");
    return Packet.between(server, client)
        .ttl(serverTtl)
        .tcp(first ? segment.maximumSegmentSize(1460) : segment);
  }
}
