package dev.zprobe.capture.source;

/**
 * Where a capture file broke.
 *
 * @param atFrame number that the first unreadable frame would have had
 * @param offset byte in the (decompressed) file at which the unreadable record begins
 * @param what one line for the reader, without the file's name
 */
public record Damage(long atFrame, long offset, String what) {}
