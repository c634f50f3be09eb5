/** Requests and responses over a stream: HTTP/1.1, and SIP and STUN over TCP or TLS. */
package dev.zprobe.probe.http;
