/** Conversations: which packets belong together, and what TCP says about how they went. */
package dev.zprobe.capture.flow;
