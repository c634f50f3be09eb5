/**
 * How far each flow got: followers that read the application protocols of flows and say which
 * message was the last one seen and which one is missing.
 *
 * <p>{@link dev.zprobe.capture.handshake.HandshakeFollowers} is what a flow tracker asks; what it
 * opens is a {@link dev.zprobe.capture.handshake.Conversation}, whose facts can be read at any
 * time. Everything of one factory belongs to one thread.
 */
package dev.zprobe.capture.handshake;
