/** Requests over UDP that a server of the protocol answers, and what is read from the answers. */
package dev.zprobe.probe.udp;
