/**
 * Name resolution, every resolver on its own: own sockets, with dnsjava for the messages only,
 * because its client takes the first answer and gives up at the first one that does not fit.
 */
package dev.zprobe.probe.dns;
