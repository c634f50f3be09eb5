/** A capture that may be shown to others: the same course of events, without whose it was. */
package dev.zprobe.capture.redact;
