/** The bundle on disk: what machines read, the capture, the keys. */
package dev.zprobe.evidence;
