package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import java.util.Arrays;

/** A TCP connection, or what the capture has of it. */
public final class TcpFlow extends Flow {
  public static final int COMPLETE_SYN = 1;
  public static final int COMPLETE_SYN_ACK = 2;
  public static final int COMPLETE_ACK = 4;
  public static final int COMPLETE_DATA = 8;
  public static final int COMPLETE_FIN = 16;
  public static final int COMPLETE_RST = 32;

  /** Longer histories say nothing more. */
  private static final int LONGEST_HISTORY = 64;

  final TcpSide a = new TcpSide();
  final TcpSide b = new TcpSide();
  int completeness;
  boolean openedByB;
  boolean portsReused;
  long synNanos;
  long firstRoundTripNanos = -1;

  /** From the last SYN to the first acknowledgment of anything; 0 until both were seen. */
  long openingNanos;

  Ending ending = Ending.OPEN;
  private byte[] history = new byte[8];
  private int historyLength;
  private boolean flipped;

  /** How a connection was ended, by the first packet that did so. */
  public enum Ending {
    /** It was not, in this capture. */
    OPEN,
    FIN_BY_A,
    FIN_BY_B,
    RESET_BY_A,
    RESET_BY_B
  }

  TcpFlow() {}

  @Override
  void begin(long numberInCapture, Decoded packet, Moment now) {
    super.begin(numberInCapture, packet, now);
    a.clear();
    b.clear();
    completeness = 0;
    openedByB = false;
    portsReused = false;
    synNanos = 0;
    firstRoundTripNanos = -1;
    openingNanos = 0;
    ending = Ending.OPEN;
    historyLength = 0;
    flipped = false;
  }

  void history(char letter, TcpSide by) {
    if (historyLength == history.length && historyLength < LONGEST_HISTORY) {
      history = Arrays.copyOf(history, 2 * historyLength);
    }
    if (historyLength < history.length) {
      boolean originator = (by == b) == openedByB;
      int written = originator ? Character.toUpperCase(letter) : letter;
      history[historyLength++] = (byte) written;
    }
  }

  /** The first packet turned out to be the responder's: letters so far change their case. */
  void flip() {
    openedByB = true;
    flipped = true;
    for (int i = 0; i < historyLength; i++) {
      history[i] ^= 0x20;
    }
  }

  void cleanEnd(Ending how) {
    if (ending == Ending.OPEN) {
      ending = how;
    }
  }

  @Override
  public TcpSide a() {
    return a;
  }

  @Override
  public TcpSide b() {
    return b;
  }

  @Override
  public boolean openedByB() {
    return openedByB;
  }

  /** True when a SYN or SYN-ACK shows who opened the connection. */
  public boolean originatorKnown() {
    return a.syns + a.synAcks + b.syns + b.synAcks > 0;
  }

  /** The capture began when the connection was already there. */
  public boolean midStream() {
    return !originatorKnown();
  }

  /** Begun but never established: no acknowledgment of a SYN-ACK, no data. */
  public boolean halfOpen() {
    return originatorKnown() && (completeness & (COMPLETE_ACK | COMPLETE_DATA)) == 0;
  }

  /**
   * Wireshark's bits: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST. As there, only a SYN that
   * begins the flow counts, and a lone packet that is none gives 0: it says nothing about a
   * connection.
   */
  public int completeness() {
    boolean lone = a.packets() + b.packets() == 1;
    return lone && (completeness & COMPLETE_SYN) == 0 ? 0 : completeness;
  }

  /** It uses the ports of an earlier flow in this capture. */
  public boolean portsReused() {
    return portsReused;
  }

  public Ending ending() {
    return ending;
  }

  /** From the SYN to the acknowledgment of the SYN-ACK; -1 where the capture does not have it. */
  public long handshakeRoundTripNanos() {
    return firstRoundTripNanos;
  }

  /** Zeek's history letters: upper case the originator's, lower case the responder's. */
  public String history() {
    StringBuilder text = new StringBuilder(historyLength + 1);
    if (flipped) {
      text.append('^');
    }
    for (int i = 0; i < historyLength; i++) {
      text.append((char) history[i]);
    }
    return text.toString();
  }

  /** Zeek's conn_state. */
  public String connectionState() {
    EndpointHistory originator = openedByB ? b : a;
    EndpointHistory responder = openedByB ? a : b;
    boolean noPayload = a.payloadBytes() == 0 && b.payloadBytes() == 0;
    return ConnectionState.of(originator.state(), responder.state(), noPayload);
  }
}
