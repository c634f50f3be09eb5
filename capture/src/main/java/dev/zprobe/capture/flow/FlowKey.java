package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.IcmpMessage;

/** A five-tuple to look for, in either direction; one instance, set again for every packet. */
final class FlowKey {
  int ipVersion;
  int protocol;
  long highA;
  long lowA;
  long highB;
  long lowB;
  int portA;
  int portB;

  void of(Decoded packet) {
    ipVersion = packet.ipVersion();
    protocol = packet.protocol();
    highA = packet.sourceHigh();
    lowA = packet.sourceLow();
    highB = packet.destinationHigh();
    lowB = packet.destinationLow();
    portA = packet.sourcePort();
    portB = packet.destinationPort();
  }

  void ofQuoted(IcmpMessage message) {
    ipVersion = message.quotedVersion();
    protocol = message.quotedProtocol();
    highA = message.quotedSourceHigh();
    lowA = message.quotedSourceLow();
    highB = message.quotedDestinationHigh();
    lowB = message.quotedDestinationLow();
    portA = message.quotedSourcePort();
    portB = message.quotedDestinationPort();
  }

  /** As {@link dev.zprobe.capture.packet.Decoder#ends}. */
  int ends() {
    long addresses = highA ^ lowA ^ highB ^ lowB;
    return (int) (addresses ^ addresses >>> 32) ^ portA ^ portB;
  }

  /** The same for both directions. */
  int hash() {
    long one = end(highA, lowA, portA);
    long other = end(highB, lowB, portB);
    long sum = (one + other) * 0x9e3779b97f4a7c15L + protocol;
    sum ^= sum >>> 32;
    sum *= 0xd6e8feb86659fd93L;
    return (int) (sum >>> 32);
  }

  private static long end(long high, long low, int port) {
    long mixed = (low ^ Long.rotateLeft(high, 29)) * 0xbf58476d1ce4e5b9L + port;
    mixed ^= mixed >>> 31;
    mixed *= 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 29);
  }
}
