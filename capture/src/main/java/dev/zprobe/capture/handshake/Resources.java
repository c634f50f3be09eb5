package dev.zprobe.capture.handshake;

/**
 * What all followers of one factory share.
 *
 * @param keyLog may grow while the capture is read
 * @param moment of the call that is under way
 * @param hellos shortens one hello at a time
 */
record Resources(
    Budget budget, Certificates certificates, KeyLog keyLog, Moment moment, HelloCopy hellos) {
  Resources(Budget budget, KeyLog keyLog) {
    this(budget, new Certificates(), keyLog, new Moment(), new HelloCopy());
  }
}
