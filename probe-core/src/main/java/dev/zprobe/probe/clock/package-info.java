/**
 * SNTP with own sockets: commons-net's client takes a kiss of death, an unsynchronised server and a
 * wrong mode for time, and knows whole milliseconds only.
 */
package dev.zprobe.probe.clock;
