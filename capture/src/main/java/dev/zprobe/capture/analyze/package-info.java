/** Capture files without probes: every flow, how far it got, and the observations it amounts to. */
package dev.zprobe.capture.analyze;
