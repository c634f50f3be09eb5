package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Alert;
import dev.zprobe.wire.ClientFingerprint;
import dev.zprobe.wire.ClientHello;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.ServerHello;
import dev.zprobe.wire.TlsExtension;
import dev.zprobe.wire.TlsVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The handshake messages of one flow, whatever carries them: records, datagrams or QUIC. */
final class TlsHandshake {
  /** Codes of the log above the handshake types. */
  static final int CHANGE_CIPHER_SPEC = 0x100;

  static final int APPLICATION_DATA = 0x101;
  static final int ENCRYPTED_HANDSHAKE = 0x102;
  static final int ENCRYPTED_ALERT = 0x103;
  static final int PART_OF_HELLO = 0x104;
  static final int ALERT = 0x10000;

  private static final int MOST_MESSAGES = 256;
  private static final int MOST_CERTIFICATES = 12;
  private static final int UNKNOWN = -1;

  private final Certificates shared;
  private final HelloCopy hellos;
  private final MessageLog log = new MessageLog(MOST_MESSAGES);
  private Octets hello = Octets.EMPTY;
  private int version = UNKNOWN;
  private int cipherSuite = UNKNOWN;
  private boolean resumed;
  private boolean old;
  private Optional<String> protocol = Optional.empty();
  private List<Octets> chain = List.of();
  private Optional<End> client = Optional.empty();

  TlsHandshake(Resources resources) {
    shared = resources.certificates();
    hellos = resources.hellos();
  }

  MessageLog log() {
    return log;
  }

  /** Whether the server has chosen TLS 1.3, where almost all is encrypted. */
  boolean isVersion13() {
    return TlsVersion.isVersion13(version);
  }

  int cipherSuite() {
    return cipherSuite;
  }

  /** The client's random, which key logs go by; empty before the hello. */
  Octets clientRandom() {
    return hello.length() < 34 ? Octets.EMPTY : hello.slice(2, 32);
  }

  Optional<End> client() {
    return client;
  }

  boolean isEmpty() {
    return log.size() == 0;
  }

  /** Takes one whole message; the offset is that of its body. */
  void message(int type, ByteBuffer buffer, int offset, int length, Moment moment) {
    int code = content(type, buffer, offset, length, moment);
    log.add(code, moment.fromA(), moment.frame(), moment.nanos());
  }

  /** Takes note of a message whose content is still to come. */
  void note(int type, Moment moment) {
    log.add(type, moment.fromA(), moment.frame(), moment.nanos());
  }

  /** Reads what a message says and answers what it is: a retry request looks like a hello. */
  int content(int type, ByteBuffer buffer, int offset, int length, Moment moment) {
    if (type == HandshakeType.CLIENT_HELLO.code()) {
      clientHello(buffer, offset, length, moment);
    } else if (type == HandshakeType.SERVER_HELLO.code()) {
      return serverHello(buffer, offset, length, moment);
    } else if (type == HandshakeType.CERTIFICATE.code()) {
      certificate(buffer, offset, length, moment);
    } else if (type == HandshakeType.ENCRYPTED_EXTENSIONS.code()) {
      encryptedExtensions(buffer, offset, length);
    }
    return type;
  }

  /**
   * A hello in the format of SSL 2.0 (RFC 5246 appendix E.2), of which only the version is read.
   */
  void oldClientHello(Moment moment) {
    client = Optional.of(End.of(moment.fromA()));
    log.add(HandshakeType.CLIENT_HELLO.code(), moment.fromA(), moment.frame(), moment.nanos());
  }

  /** The server goes on in SSL 2.0, which is not followed further. */
  void oldServerHello() {
    old = true;
  }

  /** The beginning of a ClientHello whose rest never came. */
  void partOfHello(Moment moment) {
    client = client.or(() -> Optional.of(End.of(moment.fromA())));
    log.add(PART_OF_HELLO, moment.fromA(), moment.frame(), moment.nanos());
  }

  void changeCipherSpec(Moment moment) {
    log.add(CHANGE_CIPHER_SPEC, moment.fromA(), moment.frame(), moment.nanos());
  }

  void alert(int level, int description, Moment moment) {
    log.add(ALERT | level << 8 | description, moment.fromA(), moment.frame(), moment.nanos());
  }

  /** Something encrypted: one of the codes above. */
  void encrypted(int code, Moment moment) {
    log.add(code, moment.fromA(), moment.frame(), moment.nanos());
  }

  private void clientHello(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (client.isEmpty()) {
      client = Optional.of(End.of(moment.fromA()));
    }
    if (hello.length() == 0) {
      hello = hellos.of(buffer, offset, length);
    }
  }

  private int serverHello(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (client.isEmpty()) {
      client = Optional.of(End.of(!moment.fromA()));
    }
    Optional<ServerHello> read = ServerHello.parse(buffer, offset, length).whole();
    if (read.isEmpty()) {
      return HandshakeType.SERVER_HELLO.code();
    }
    ServerHello server = read.get();
    if (server.isHelloRetryRequest()) {
      version = server.version();
      return HandshakeType.HELLO_RETRY_REQUEST.code();
    }
    version = server.version();
    cipherSuite = server.cipherSuite();
    protocol = server.protocol().map(String::intern);
    resumed = server.extension(TlsExtension.PRE_SHARED_KEY).isPresent();
    return HandshakeType.SERVER_HELLO.code();
  }

  /** RFC 5246 section 7.4.2; RFC 8446 section 4.4.2 adds a context and extensions. */
  private void certificate(ByteBuffer buffer, int offset, int length, Moment moment) {
    boolean fromServer = client.isPresent() && client.get() != End.of(moment.fromA());
    if (!fromServer || !chain.isEmpty() || length < 4) {
      return;
    }
    boolean version13 = isVersion13();
    int end = offset + length;
    int at = version13 ? offset + 1 + (buffer.get(offset) & 0xff) + 3 : offset + 3;
    List<Octets> found = new ArrayList<>(4);
    while (end - at > 3 && found.size() < MOST_CERTIFICATES) {
      int size = (buffer.get(at) & 0xff) << 16 | buffer.getShort(at + 1) & 0xffff;
      if (size == 0 || size > end - at - 3) {
        break;
      }
      found.add(shared.share(Octets.copy(buffer, at + 3, size)));
      at += 3 + size;
      if (version13 && end - at >= 2) {
        at += 2 + (buffer.getShort(at) & 0xffff);
      }
    }
    chain = List.copyOf(found);
  }

  private void encryptedExtensions(ByteBuffer buffer, int offset, int length) {
    OptionalProtocol found = new OptionalProtocol(buffer, offset, length);
    protocol = found.read().or(() -> protocol);
  }

  /** Finds ALPN in the extensions of EncryptedExtensions. */
  private record OptionalProtocol(ByteBuffer buffer, int offset, int length) {
    Optional<String> read() {
      int end = offset + length;
      int at = offset + 2;
      while (end - at >= 4) {
        int size = buffer.getShort(at + 2) & 0xffff;
        boolean isAlpn = (buffer.getShort(at) & 0xffff) == TlsExtension.ALPN;
        if (isAlpn && size >= 4 && size <= end - at - 4) {
          int name = Math.min(buffer.get(at + 6) & 0xff, size - 3);
          return Optional.of(Octets.copy(buffer, at + 7, name).printable());
        }
        at += 4 + size;
      }
      return Optional.empty();
    }
  }

  TlsFacts facts(TlsFacts.Kind kind) {
    List<TlsFacts.Message> messages = new ArrayList<>();
    List<TlsFacts.SentAlert> alerts = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      int code = log.code(i);
      if (code < CHANGE_CIPHER_SPEC) {
        String name = HandshakeType.of(code).map(HandshakeType::wireName).orElse("" + code);
        messages.add(new TlsFacts.Message(log.from(i), name, log.frame(i), log.nanos(i)));
      } else if ((code & ALERT) != 0) {
        Alert alert = new Alert(code >>> 8 & 0xff, code & 0xff);
        alerts.add(new TlsFacts.SentAlert(log.from(i), alert, log.frame(i), log.nanos(i)));
      }
    }
    TlsProgress progress = new TlsProgress(log, client, isVersion13());
    return new TlsFacts(
        kind,
        messages,
        alerts,
        offer(kind),
        choice(progress.isResumption()),
        new TlsFacts.Chain(progress.history(), shared.decode(chain)),
        old ? Optional.empty() : progress.progress(kind.text()));
  }

  Optional<TlsFacts.Offer> offer(TlsFacts.Kind kind) {
    return offer(
        kind == TlsFacts.Kind.DTLS
            ? ClientFingerprint.Carrier.DTLS
            : ClientFingerprint.Carrier.TCP);
  }

  Optional<TlsFacts.Offer> offer(ClientFingerprint.Carrier carrier) {
    Optional<ClientHello> read = HelloCopy.read(hello);
    return read.map(
        whole ->
            new TlsFacts.Offer(
                whole.serverName(),
                whole.protocols(),
                whole.versions().stream().map(TlsVersion::name).toList(),
                whole,
                carrier));
  }

  Optional<TlsFacts.Choice> choice(boolean resumption) {
    if (cipherSuite == UNKNOWN) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsFacts.Choice(
            TlsVersion.name(version),
            "0x" + HexFormat.of().toHexDigits((char) cipherSuite),
            protocol,
            resumed || resumption));
  }
}
