package dev.zprobe.traffic;

import java.util.List;

/**
 * What a capture saw.
 *
 * @param live false when the run was blind
 * @param reason why it was blind, with the command that mends it; empty when live
 * @param frames written to the file
 * @param dropped by the kernel or the interface, of all that it should have delivered
 */
public record CaptureReport(
    boolean live, String reason, List<String> interfaces, long frames, long dropped) {
  public static CaptureReport blind(String reason) {
    return new CaptureReport(false, reason, List.of(), 0, 0);
  }
}
