/** Media streams: what RTP says about loss and jitter. */
package dev.zprobe.capture.media;
