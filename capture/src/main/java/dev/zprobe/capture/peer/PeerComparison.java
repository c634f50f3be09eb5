package dev.zprobe.capture.peer;

import dev.zprobe.net.FiveTuple;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What became of the packets between two places.
 *
 * @param clocks how the two captures stand to each other
 * @param compared packets of this capture that the other one could hold
 * @param matched of those, the ones that it does hold
 * @param flows with something to say, in the order of this capture
 * @param whole false when the memory limit left packets out
 */
public record PeerComparison(
    Clocks clocks, long compared, long matched, List<Passage> flows, boolean whole) {
  public PeerComparison {
    flows = List.copyOf(flows);
  }

  /**
   * The clocks, and which place is nearer to those who open flows.
   *
   * @param offsetMs the peer's clock less this one's; empty when nothing was matched
   * @param pathMs the mean way between the two places, where both directions were matched
   * @param peerIsNearer the peer sees openers' packets with more hops left
   */
  public record Clocks(OptionalDouble offsetMs, OptionalDouble pathMs, boolean peerIsNearer) {}

  /**
   * A flow of which something is at one place only.
   *
   * @param here as this capture has it, the opener's end first
   * @param there as the other has it, behind an address translator if it differs; empty when not
   *     one packet of it is there
   * @param neverArrived frames of this capture that went towards the peer and are not there
   * @param neverCame frames of the peer that went towards this capture and are not here
   * @param madeBetween frames of this capture that came from the peer's side and never passed it:
   *     something between the two places made them
   */
  public record Passage(
      FiveTuple here,
      List<FiveTuple> there,
      Frames neverArrived,
      Frames neverCame,
      Frames madeBetween) {
    public Passage {
      there = List.copyOf(there);
    }
  }

  /**
   * Some frames of many.
   *
   * @param count all of them
   * @param first the first ones' numbers
   */
  public record Frames(long count, List<Long> first) {
    public Frames {
      first = List.copyOf(first);
    }
  }

  /** True when an address or port was translated between the two places. */
  public boolean isTranslated() {
    return flows.stream()
        .anyMatch(each -> !each.there().isEmpty() && !each.there().contains(each.here()));
  }
}
