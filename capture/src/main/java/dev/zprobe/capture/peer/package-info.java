/** Two captures of one incident, taken at two places of the path, laid beside each other. */
package dev.zprobe.capture.peer;
