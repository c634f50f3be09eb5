/**
 * TLS handshakes that are watched message by message, on BouncyCastle's client without its blocking
 * half: bytes go through {@link dev.zprobe.probe.ByteStream}, so that times are those of the
 * socket.
 *
 * <p>The hooks are protected methods of one version of bctls; a test holds them to their contract.
 */
package dev.zprobe.probe.tls;
