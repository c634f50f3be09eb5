/**
 * Runs a whole plan: one straight-line probe per protocol, every address on its own, all at once.
 */
package dev.zprobe.probe.run;
