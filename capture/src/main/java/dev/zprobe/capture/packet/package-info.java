/**
 * Header views over captured bytes. Nothing here allocates per packet: every view is wrapped again
 * and again, its {@code wrap} checks the length once, and then no accessor throws.
 */
package dev.zprobe.capture.packet;
