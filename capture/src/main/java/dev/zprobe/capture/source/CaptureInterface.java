package dev.zprobe.capture.source;

/**
 * An interface of a capture.
 *
 * @param index from 0 over all files and sections
 * @param linkType as in pcap's registry of link types
 * @param snapLength most bytes kept of a frame; 0 means no limit
 * @param name empty where unknown
 * @param description empty where unknown
 * @param filter the capture filter's text, empty where unknown
 */
public record CaptureInterface(
    int index, int linkType, long snapLength, String name, String description, String filter) {}
