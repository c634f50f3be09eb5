package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Alert;
import dev.zprobe.wire.HandshakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the log of a TLS handshake: how far it got, and Zeek's letters for it. */
final class TlsProgress {
  private static final int MOST_FRAMES = 32;
  private static final int NOWHERE = -1;

  private final MessageLog log;
  private final End client;
  private final boolean clientKnown;
  private final boolean version13;

  TlsProgress(MessageLog log, Optional<End> client, boolean version13) {
    this.log = log;
    this.client = client.orElse(End.A);
    this.clientKnown = client.isPresent();
    this.version13 = version13;
  }

  Optional<HandshakeProgress> progress(String protocol) {
    if (!clientKnown) {
      return Optional.empty();
    }
    int last = lastStep();
    if (last == NOWHERE) {
      return Optional.empty();
    }
    String seen = title(log.code(last));
    if (isComplete()) {
      return Optional.of(HandshakeProgress.complete(protocol, seen, trail(last)));
    }
    String missing = missing();
    return Optional.of(
        HandshakeProgress.waiting(protocol, seen, missing, awaited(missing), trail(last)));
  }

  private End awaited(String missing) {
    return switch (missing) {
      case "ClientHello", "ClientKeyExchange", "Finished" -> client;
      case "ChangeCipherSpec" -> clientHasChanged() ? client.other() : client;
      default -> client.other();
    };
  }

  /** It sent ChangeCipherSpec, or the server what follows its Finished (RFC 5077 section 3.3). */
  private boolean clientHasChanged() {
    return first(TlsHandshake.CHANGE_CIPHER_SPEC, client) != NOWHERE
        || first(HandshakeType.NEW_SESSION_TICKET) != NOWHERE;
  }

  /**
   * A server changes its keys after a key exchange when it has a proper Finished (RFC 5246 7.3).
   */
  private boolean serverHasFinished(boolean serverKeys) {
    int exchange = first(HandshakeType.CLIENT_KEY_EXCHANGE);
    return serverKeys
        && exchange != NOWHERE
        && exchange < first(TlsHandshake.CHANGE_CIPHER_SPEC, client.other());
  }

  /** Whether the server went on without a certificate to keys that it had before. */
  boolean isResumption() {
    int server = first(TlsHandshake.CHANGE_CIPHER_SPEC, client.other());
    int own = first(TlsHandshake.CHANGE_CIPHER_SPEC, client);
    return !version13
        && server != NOWHERE
        && first(HandshakeType.SERVER_HELLO_DONE) == NOWHERE
        && first(HandshakeType.SERVER_HELLO) != NOWHERE
        && (own == NOWHERE || server < own);
  }

  /** Letters of {@code ssl_history}: upper case for the client. */
  String history() {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < log.size(); i++) {
      char letter = letter(log.code(i));
      if (letter != 0) {
        boolean fromClient = log.from(i) == client;
        letters.append(fromClient ? letter : Character.toLowerCase(letter));
      }
    }
    return letters.toString();
  }

  private static char letter(int code) {
    if (code < TlsHandshake.CHANGE_CIPHER_SPEC) {
      return HandshakeType.of(code).map(HandshakeType::letter).orElse('Z');
    }
    if (code == TlsHandshake.CHANGE_CIPHER_SPEC) {
      return 'I';
    }
    return (code & TlsHandshake.ALERT) != 0 ? 'L' : 0;
  }

  private boolean isComplete() {
    int fatal = fatalAlert();
    if (fatal != NOWHERE && !hasDataBefore(fatal)) {
      return false;
    }
    boolean clientData = first(TlsHandshake.APPLICATION_DATA, client) != NOWHERE;
    boolean serverData = first(TlsHandshake.APPLICATION_DATA, client.other()) != NOWHERE;
    boolean clientKeys = first(TlsHandshake.CHANGE_CIPHER_SPEC, client) != NOWHERE;
    boolean serverKeys = first(TlsHandshake.CHANGE_CIPHER_SPEC, client.other()) != NOWHERE;
    if (version13) {
      boolean bothFinished =
          has(HandshakeType.FINISHED, client) && has(HandshakeType.FINISHED, client.other());
      return bothFinished || clientData && serverData && !startsWithEncryptedAlert();
    }
    return clientKeys && serverKeys
        || clientData && serverData
        || clientData && clientKeys
        || serverData && serverKeys
        || serverHasFinished(serverKeys);
  }

  private boolean hasDataBefore(int index) {
    for (int i = 0; i < index; i++) {
      if (log.code(i) == TlsHandshake.APPLICATION_DATA) {
        return true;
      }
    }
    return false;
  }

  /** In TLS 1.3 a client that refuses says so in its first encrypted record. */
  private boolean startsWithEncryptedAlert() {
    int alert = first(TlsHandshake.ENCRYPTED_ALERT, client);
    return alert != NOWHERE && alert < first(TlsHandshake.APPLICATION_DATA, client);
  }

  private String missing() {
    boolean server = first(HandshakeType.SERVER_HELLO) != NOWHERE;
    if (!server) {
      if (first(HandshakeType.CLIENT_HELLO) == NOWHERE) {
        return HandshakeType.CLIENT_HELLO.title();
      }
      int retry = first(HandshakeType.HELLO_RETRY_REQUEST);
      boolean again = retry != NOWHERE && lastIndex(HandshakeType.CLIENT_HELLO) < retry;
      return again ? HandshakeType.CLIENT_HELLO.title() : HandshakeType.SERVER_HELLO.title();
    }
    if (version13) {
      boolean flight =
          first(TlsHandshake.APPLICATION_DATA, client.other()) != NOWHERE
              || first(HandshakeType.ENCRYPTED_EXTENSIONS) != NOWHERE;
      return flight ? HandshakeType.FINISHED.title() : HandshakeType.ENCRYPTED_EXTENSIONS.title();
    }
    return missingOfOldVersion();
  }

  private String missingOfOldVersion() {
    boolean clientKeys = first(TlsHandshake.CHANGE_CIPHER_SPEC, client) != NOWHERE;
    boolean serverKeys = first(TlsHandshake.CHANGE_CIPHER_SPEC, client.other()) != NOWHERE;
    if (clientKeys || serverKeys) {
      return "ChangeCipherSpec";
    }
    if (first(HandshakeType.CLIENT_KEY_EXCHANGE) != NOWHERE) {
      return "ChangeCipherSpec";
    }
    if (first(HandshakeType.SERVER_HELLO_DONE) != NOWHERE) {
      return HandshakeType.CLIENT_KEY_EXCHANGE.title();
    }
    return first(HandshakeType.CERTIFICATE) == NOWHERE
        ? HandshakeType.CERTIFICATE.title()
        : HandshakeType.SERVER_HELLO_DONE.title();
  }

  private HandshakeProgress.Trail trail(int last) {
    List<Long> frames = new ArrayList<>();
    for (int i = 0; i < log.size() && frames.size() < MOST_FRAMES; i++) {
      int code = log.code(i);
      boolean shown = code != TlsHandshake.APPLICATION_DATA;
      if (shown && (frames.isEmpty() || frames.get(frames.size() - 1) != log.frame(i))) {
        frames.add(log.frame(i));
      }
    }
    int fatal = fatalAlert();
    Optional<String> endedBy =
        fatal == NOWHERE ? encryptedAlertEnd() : Optional.of(alertText(fatal));
    return HandshakeProgress.Trail.of(frames, log.nanos(last)).endedBy(endedBy);
  }

  private Optional<String> encryptedAlertEnd() {
    return version13 && startsWithEncryptedAlert()
        ? Optional.of(client.text() + " alert (encrypted)")
        : Optional.empty();
  }

  private String alertText(int index) {
    return log.from(index).text() + " alert " + Alert.descriptionName(log.code(index) & 0xff);
  }

  /** The last entry that is a step of the handshake. */
  private int lastStep() {
    for (int i = log.size() - 1; i >= 0; i--) {
      int code = log.code(i);
      boolean step = code <= TlsHandshake.CHANGE_CIPHER_SPEC;
      if (step || code == TlsHandshake.ENCRYPTED_HANDSHAKE || code == TlsHandshake.PART_OF_HELLO) {
        return i;
      }
    }
    return NOWHERE;
  }

  private static String title(int code) {
    if (code == TlsHandshake.CHANGE_CIPHER_SPEC) {
      return "ChangeCipherSpec";
    }
    if (code == TlsHandshake.PART_OF_HELLO) {
      return "ClientHello (in part)";
    }
    return code == TlsHandshake.ENCRYPTED_HANDSHAKE
        ? HandshakeType.FINISHED.title()
        : HandshakeType.of(code).map(HandshakeType::title).orElse("type " + code);
  }

  private int fatalAlert() {
    for (int i = 0; i < log.size(); i++) {
      int code = log.code(i);
      if ((code & TlsHandshake.ALERT) != 0 && (code >>> 8 & 0xff) == Alert.FATAL) {
        return i;
      }
    }
    return NOWHERE;
  }

  private int first(HandshakeType type) {
    for (int i = 0; i < log.size(); i++) {
      if (log.code(i) == type.code()) {
        return i;
      }
    }
    return NOWHERE;
  }

  private int lastIndex(HandshakeType type) {
    for (int i = log.size() - 1; i >= 0; i--) {
      if (log.code(i) == type.code()) {
        return i;
      }
    }
    return NOWHERE;
  }

  private boolean has(HandshakeType type, End from) {
    return first(type.code(), from) != NOWHERE;
  }

  private int first(int code, End from) {
    for (int i = 0; i < log.size(); i++) {
      if (log.code(i) == code && log.from(i) == from) {
        return i;
      }
    }
    return NOWHERE;
  }
}
