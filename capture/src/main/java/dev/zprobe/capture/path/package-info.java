/** TTL ladders by injection: raw packets through libpcap or Npcap, where sockets cannot do it. */
package dev.zprobe.capture.path;
