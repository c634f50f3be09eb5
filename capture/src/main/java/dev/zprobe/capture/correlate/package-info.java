/** Packets to probes: the live capture of what they do. */
package dev.zprobe.capture.correlate;
