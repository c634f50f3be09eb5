package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ContentType;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.ServerHello;
import dev.zprobe.wire.TlsExtension;

/** Records and handshake messages of TLS, as a test writes them. */
final class Records {
  static final Octets RANDOM = Octets.fromHex("11".repeat(32));

  private Records() {}

  static Octets record(int type, Octets fragment) {
    return new OctetsWriter()
        .uint8(type)
        .uint16(0x0303)
        .vector16(new OctetsWriter().octets(fragment))
        .done();
  }

  static Octets message(HandshakeType type, Octets body) {
    return new OctetsWriter().uint8(type.code()).uint24(body.length()).octets(body).done();
  }

  static Octets handshake(HandshakeType type, Octets body) {
    return record(ContentType.HANDSHAKE, message(type, body));
  }

  static Octets empty(HandshakeType type) {
    return handshake(type, Octets.fromHex("0000"));
  }

  static Octets clientHello(String name) {
    return handshake(HandshakeType.CLIENT_HELLO, clientHelloBody(name));
  }

  static Octets clientHelloBody(String name) {
    OctetsWriter host = new OctetsWriter().uint8(0).vector16(new OctetsWriter().ascii(name));
    OctetsWriter extensions =
        new OctetsWriter()
            .uint16(TlsExtension.SERVER_NAME)
            .vector16(new OctetsWriter().vector16(host));
    return new OctetsWriter()
        .uint16(0x0303)
        .octets(RANDOM)
        .uint8(0)
        .vector16(new OctetsWriter().uint16(0x1301).uint16(0xc02f))
        .vector8(new OctetsWriter().uint8(0))
        .vector16(extensions)
        .done();
  }

  /** A ServerHello that chooses TLS 1.2. */
  static Octets serverHello12() {
    Octets body =
        new OctetsWriter().uint16(0x0303).zeros(32).uint8(0).uint16(0xc02f).uint8(0).done();
    return handshake(HandshakeType.SERVER_HELLO, body);
  }

  static Octets serverHello13() {
    return hello13(Octets.fromHex("22".repeat(32)));
  }

  static Octets retryRequest() {
    return hello13(ServerHello.RETRY_RANDOM);
  }

  private static Octets hello13(Octets random) {
    OctetsWriter versions =
        new OctetsWriter()
            .uint16(TlsExtension.SUPPORTED_VERSIONS)
            .vector16(new OctetsWriter().uint16(0x0304));
    Octets body =
        new OctetsWriter()
            .uint16(0x0303)
            .octets(random)
            .uint8(0)
            .uint16(0x1301)
            .uint8(0)
            .vector16(versions)
            .done();
    return handshake(HandshakeType.SERVER_HELLO, body);
  }

  static Octets changeCipherSpec() {
    return record(ContentType.CHANGE_CIPHER_SPEC, Octets.fromHex("01"));
  }

  /** Encrypted handshake bytes: nothing that could be read as a message. */
  static Octets finished() {
    return record(ContentType.HANDSHAKE, Octets.fromHex("ee".repeat(40)));
  }

  static Octets data(int length) {
    return record(ContentType.APPLICATION_DATA, new OctetsWriter().zeros(length).done());
  }

  static Octets alert(int level, int description) {
    return record(ContentType.ALERT, new OctetsWriter().uint8(level).uint8(description).done());
  }

  static Octets join(Octets... parts) {
    OctetsWriter whole = new OctetsWriter();
    for (Octets each : parts) {
      whole.octets(each);
    }
    return whole.done();
  }
}
