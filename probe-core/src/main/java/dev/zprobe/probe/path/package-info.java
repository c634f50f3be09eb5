/** Where on the path a handshake stage dies: the TTL ladder that needs no privilege. */
package dev.zprobe.probe.path;
