package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ClientFingerprint;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.QuicFrames;
import dev.zprobe.wire.QuicHeader;
import dev.zprobe.wire.QuicKeys;
import dev.zprobe.wire.QuicVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Follows the first packets of a QUIC connection; Initial packets are opened. */
final class QuicLog implements DatagramFollower {
  private static final int MOST_OPENED = 64;

  private final TlsHandshake handshake;
  private final KeyLog keyLog;
  private final CryptoStream cryptoA = new CryptoStream();
  private final CryptoStream cryptoB = new CryptoStream();
  private final CryptoStream laterA = new CryptoStream();
  private final CryptoStream laterB = new CryptoStream();
  private Optional<QuicKeys> clientKeys = Optional.empty();
  private Optional<QuicKeys> serverKeys = Optional.empty();
  private boolean clientIsA = true;
  private boolean negotiated;
  private boolean retried;
  private boolean fromA;
  private boolean fromB;
  private boolean clientWentOn;
  private boolean serverWentOn;
  private int version;
  private int opened;
  private OptionalLong closeCode = OptionalLong.empty();
  private Optional<End> closedBy = Optional.empty();
  private final List<Long> frames = new ArrayList<>(4);
  private long lastNanos;

  QuicLog(Resources resources) {
    handshake = new TlsHandshake(resources);
    keyLog = resources.keyLog();
  }

  @Override
  public boolean isDone() {
    return clientWentOn && serverWentOn;
  }

  /** Takes a datagram that begins with a long header. */
  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    lastNanos = moment.nanos();
    fromA |= moment.fromA();
    fromB |= !moment.fromA();
    if (frames.size() < 16) {
      frames.add(moment.frame());
    }
    if (length >= 5 && buffer.getInt(offset + 1) == 0) {
      negotiated = true;
      return;
    }
    if (version == 0 && length >= 5) {
      version = buffer.getInt(offset + 1);
    }
    int at = 0;
    while (at < length) {
      Parsed<QuicHeader> parsed = QuicHeader.parse(buffer, offset + at, length - at);
      if (!(parsed instanceof Parsed.Whole<QuicHeader> whole)) {
        return;
      }
      packet(buffer, offset + at, whole, moment);
      at += whole.bytes();
    }
  }

  /** A short header: the sender has the keys of a finished handshake. */
  void addShort(Moment moment) {
    goOn(moment);
  }

  private void goOn(Moment moment) {
    if (moment.fromA() == clientIsA) {
      clientWentOn = true;
    } else {
      serverWentOn = true;
    }
  }

  private void packet(
      ByteBuffer buffer, int offset, Parsed.Whole<QuicHeader> whole, Moment moment) {
    QuicHeader header = whole.message();
    switch (header.longType()) {
      case QuicHeader.INITIAL -> {
        if (opened < MOST_OPENED) {
          opened++;
          initial(buffer, offset, whole, moment);
        }
      }
      case QuicHeader.HANDSHAKE -> {
        goOn(moment);
        later(buffer, offset, whole, moment);
      }
      case QuicHeader.RETRY -> {
        retried = true;
        derive(header.version(), header.sourceId(), !moment.fromA());
      }
      default -> {
        // 0-RTT packets say nothing about the handshake.
      }
    }
  }

  private void initial(
      ByteBuffer buffer, int offset, Parsed.Whole<QuicHeader> whole, Moment moment) {
    QuicHeader header = whole.message();
    boolean isClient = moment.fromA() == clientIsA;
    Optional<Octets> payload =
        (isClient ? clientKeys : serverKeys)
            .flatMap(keys -> keys.open(buffer, offset, whole.bytes(), header));
    if (payload.isEmpty() && (isClient || clientKeys.isEmpty())) {
      payload = first(buffer, offset, whole, moment);
    }
    if (payload.isPresent()) {
      frames(QuicFrames.read(payload.get()), moment.fromA() ? cryptoA : cryptoB, moment);
    }
  }

  /** Opens what its own destination makes the keys of: the first packet of an attempt. */
  private Optional<Octets> first(
      ByteBuffer buffer, int offset, Parsed.Whole<QuicHeader> whole, Moment moment) {
    QuicHeader header = whole.message();
    for (int candidate : QuicVersion.candidates(header.version())) {
      Optional<Octets> payload =
          QuicKeys.derive(candidate, header.destinationId(), true)
              .flatMap(keys -> keys.open(buffer, offset, whole.bytes(), header));
      if (payload.isPresent()) {
        derive(candidate, header.destinationId(), moment.fromA());
        version = header.version();
        return payload;
      }
    }
    return Optional.empty();
  }

  private void derive(int ofVersion, Octets destinationId, boolean clientA) {
    clientIsA = clientA;
    version = ofVersion;
    clientKeys = QuicKeys.derive(ofVersion, destinationId, true);
    serverKeys = QuicKeys.derive(ofVersion, destinationId, false);
    cryptoA.clear();
    cryptoB.clear();
  }

  /** Handshake packets are read where the capture, or a key log, holds their secrets. */
  private void later(ByteBuffer buffer, int offset, Parsed.Whole<QuicHeader> whole, Moment moment) {
    if (keyLog.isEmpty() || opened >= MOST_OPENED) {
      return;
    }
    opened++;
    boolean isClient = moment.fromA() == clientIsA;
    String label = isClient ? KeyLog.CLIENT_HANDSHAKE : KeyLog.SERVER_HANDSHAKE;
    keyLog
        .secret(label, handshake.clientRandom())
        .flatMap(secret -> QuicKeys.ofHandshake(version, handshake.cipherSuite(), secret))
        .flatMap(keys -> keys.open(buffer, offset, whole.bytes(), whole.message()))
        .ifPresent(
            payload -> frames(QuicFrames.read(payload), moment.fromA() ? laterA : laterB, moment));
  }

  private void frames(QuicFrames read, CryptoStream crypto, Moment moment) {
    if (read.closeCode().isPresent()) {
      closeCode = read.closeCode();
      closedBy = Optional.of(End.of(moment.fromA()));
    }
    for (QuicFrames.Crypto each : read.crypto()) {
      crypto.add(each);
    }
    ByteBuffer bytes = crypto.contiguous();
    int at = crypto.used();
    while (bytes.limit() - at >= 4) {
      int type = bytes.get(at) & 0xff;
      int size = bytes.getInt(at) & 0xffffff;
      if (!HandshakeType.isKnown(type) || size > bytes.limit() - at - 4) {
        break;
      }
      handshake.message(type, bytes, at + 4, size, moment);
      at += 4 + size;
    }
    crypto.use(at);
  }

  @Override
  public QuicFacts facts() {
    TlsFacts tls = handshake.facts(TlsFacts.Kind.TLS);
    return new QuicFacts(
        version,
        tls.messages(),
        handshake.offer(ClientFingerprint.Carrier.QUIC),
        tls.choice(),
        closeCode,
        closedBy,
        isClientSeen() ? Optional.of(progress()) : Optional.empty());
  }

  /** Without the client's packets, which the server answers, nothing can be said to be missing. */
  private boolean isClientSeen() {
    boolean client = clientIsA ? fromA : fromB;
    return client || !retried && !serverWentOn;
  }

  private HandshakeProgress progress() {
    // A client that goes on has got a ServerHello, also where the capture has not.
    boolean server = serverWentOn || clientWentOn || handshake.cipherSuite() >= 0;
    boolean complete = server && clientWentOn && closeCode.isEmpty();
    String seen = server ? "ServerHello" : "ClientHello";
    String missing = server ? "Finished" : "ServerHello";
    if (!server && negotiated) {
      seen = "Version Negotiation";
      missing = "ClientHello";
    } else if (!server && retried) {
      seen = "Retry";
    }
    Optional<String> endedBy =
        closeCode.isPresent()
            ? Optional.of(QuicFacts.CLOSE + "0x" + Long.toHexString(closeCode.getAsLong()))
            : Optional.empty();
    HandshakeProgress.Trail trail = HandshakeProgress.Trail.of(frames, lastNanos).endedBy(endedBy);
    boolean byServer = missing.equals("ServerHello");
    return complete
        ? HandshakeProgress.complete("quic", seen, trail)
        : HandshakeProgress.waiting("quic", seen, missing, End.of(byServer != clientIsA), trail);
  }
}
