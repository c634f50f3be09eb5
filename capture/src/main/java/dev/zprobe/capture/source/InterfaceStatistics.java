package dev.zprobe.capture.source;

/**
 * Counters of a capturing interface; -1 means that the capture does not say.
 *
 * @param interfaceIndex as in {@link CaptureInterface}
 * @param nanos when they were taken, since the epoch
 * @param received packets that reached the interface
 * @param dropped packets that the interface dropped
 * @param accepted packets that passed the filter
 * @param droppedBySystem packets that the operating system dropped for want of buffer
 * @param delivered packets that reached the capturing program
 */
public record InterfaceStatistics(
    int interfaceIndex,
    long nanos,
    long received,
    long dropped,
    long accepted,
    long droppedBySystem,
    long delivered) {}
