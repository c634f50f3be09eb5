/** Where packets come from, and the one place where they are written. */
package dev.zprobe.capture.source;
