package dev.zprobe.capture.handshake;

/**
 * What all followers of one factory share.
 *
 * @param keyLog may grow while the capture is read
 */
record Resources(Budget budget, Certificates certificates, KeyLog keyLog) {}
