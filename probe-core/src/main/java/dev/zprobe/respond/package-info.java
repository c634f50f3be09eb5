/**
 * The far-end responder. It answers nobody who does not prove the shared token, never with more
 * bytes than it was asked with, and every source only so often.
 */
package dev.zprobe.respond;
