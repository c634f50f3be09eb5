package dev.zprobe.capture.peer;

import dev.zprobe.capture.peer.PeerComparison.Clocks;
import dev.zprobe.capture.peer.PeerComparison.Frames;
import dev.zprobe.capture.peer.PeerComparison.Passage;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.net.FiveTuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Lays two captures of one incident beside each other. Flows are recognised by their content, so
 * that address translation between the two places does no harm; clocks may differ by any amount.
 * For one thread.
 */
public final class PeerComparer {
  private static final int BYTES_PER_PACKET = 72;
  private static final int MOST_PASSAGES = 1_000;
  private static final int MOST_FRAMES = 32;

  /** Between two places of one path no packet takes longer. */
  private static final long LONGEST_WAY_NANOS = 5_000_000_000L;

  /** A capture was running for a while before its first packet and after its last. */
  private static final long QUIET_NANOS = 5_000_000_000L;

  private final PacketTrail here;
  private final PacketTrail there;

  /**
   * @param memoryBytes for both captures together
   */
  public PeerComparer(long memoryBytes) {
    int limit = (int) Math.min(1 << 26, Math.max(1 << 16, memoryBytes / 2 / BYTES_PER_PACKET));
    here = new PacketTrail(limit);
    there = new PacketTrail(limit);
  }

  /**
   * Reads both captures.
   *
   * @param capture whose frames are spoken of
   * @param peer taken elsewhere on the path
   */
  public PeerComparison compare(PacketSource capture, PacketSource peer) throws IOException {
    capture.deliver(here);
    peer.deliver(there);
    Pairing pairs = Pairing.of(here, there);
    Clocks clocks = clocks(pairs);
    long offset = Math.round(clocks.offsetMs().orElse(0) * 1e6);
    partTheImpossible(pairs, offset);
    return new Judgement(pairs, clocks, offset).comparison();
  }

  /** How many frames the peer has. */
  public long peerFrames() {
    return there.allFrames();
  }

  private Clocks clocks(Pairing pairs) {
    long[] forth = differences(pairs, true);
    long[] back = differences(pairs, false);
    int hops = 0;
    for (int i = 0; i < here.size(); i++) {
      if (pairs.partner(i) != Pairing.ALONE && here.isForth(i)) {
        hops += Integer.signum(there.timeToLive(pairs.partner(i)) - here.timeToLive(i));
      }
    }
    boolean peerIsNearer = hops > 0;
    if (forth.length == 0 && back.length == 0) {
      return new Clocks(OptionalDouble.empty(), OptionalDouble.empty(), peerIsNearer);
    }
    if (forth.length == 0 || back.length == 0) {
      long[] known = forth.length == 0 ? back : forth;
      double middle = known[known.length / 2] / 1e6;
      return new Clocks(OptionalDouble.of(middle), OptionalDouble.empty(), peerIsNearer);
    }
    // The middles shrug off wrong pairs, the way being the same in both directions.
    double one = forth[forth.length / 2] / 1e6;
    double other = back[back.length / 2] / 1e6;
    return new Clocks(
        OptionalDouble.of((one + other) / 2),
        OptionalDouble.of(Math.abs(one - other) / 2),
        peerIsNearer);
  }

  private long[] differences(Pairing pairs, boolean forth) {
    long[] differences = new long[here.size()];
    int count = 0;
    for (int i = 0; i < here.size(); i++) {
      if (pairs.partner(i) != Pairing.ALONE && here.isForth(i) == forth) {
        differences[count++] = there.nanos(pairs.partner(i)) - here.nanos(i);
      }
    }
    long[] sorted = Arrays.copyOf(differences, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private void partTheImpossible(Pairing pairs, long offset) {
    for (int i = 0; i < here.size(); i++) {
      int other = pairs.partner(i);
      if (other != Pairing.ALONE
          && Math.abs(there.nanos(other) - here.nanos(i) - offset) > LONGEST_WAY_NANOS) {
        pairs.part(i);
      }
    }
  }

  /** What each flow's lonely packets mean. */
  private final class Judgement {
    private final Pairing pairs;
    private final Clocks clocks;
    private final long offset;
    private final List<Tally> tallies = new ArrayList<>();
    private long compared;
    private long matched;

    Judgement(Pairing pairs, Clocks clocks, long offset) {
      this.pairs = pairs;
      this.clocks = clocks;
      this.offset = offset;
      for (int i = 0; i < here.flows(); i++) {
        tallies.add(new Tally());
      }
    }

    PeerComparison comparison() {
      boolean nearer = clocks.peerIsNearer();
      for (int i = 0; i < here.size(); i++) {
        if (pairs.partner(i) != Pairing.ALONE) {
          tallies.get(here.flow(i)).flowsThere.add(there.flow(pairs.partner(i)));
        }
      }
      List<int[]> flows =
          tallies.stream()
              .map(each -> each.flowsThere.stream().mapToInt(Integer::intValue).toArray())
              .toList();
      Pieces pieces = Pieces.of(here, there, pairs, flows, clocks);
      for (int i = 0; i < here.size(); i++) {
        Tally tally = tallies.get(here.flow(i));
        if (pairs.partner(i) != Pairing.ALONE || pieces.here(i)) {
          compared++;
          matched++;
        } else if (isWithin(there, here.nanos(i) + offset) && !here.isLocal(here.flow(i))) {
          compared++;
          (here.isForth(i) == nearer ? tally.between : tally.gone).add(here.frame(i));
        }
      }
      addWhatNeverCame(nearer, pieces);
      List<Passage> passages = new ArrayList<>();
      for (int flow = 0; flow < tallies.size() && passages.size() < MOST_PASSAGES; flow++) {
        if (tallies.get(flow).tells()) {
          passages.add(tallies.get(flow).passage(here.ends(flow)));
        }
      }
      boolean whole = !here.isCut() && !there.isCut();
      return new PeerComparison(clocks, compared, matched, passages, whole);
    }

    /** Only of flows that are here too: a peer may see many others. */
    private void addWhatNeverCame(boolean nearer, Pieces pieces) {
      int[] flowsHere = new int[there.flows()];
      Arrays.fill(flowsHere, Pairing.ALONE);
      for (int flow = 0; flow < tallies.size(); flow++) {
        for (int other : tallies.get(flow).flowsThere) {
          flowsHere[other] = flow;
        }
      }
      for (int i = 0; i < there.size(); i++) {
        int flow = flowsHere[there.flow(i)];
        boolean towardsHere = there.isForth(i) == nearer;
        if (flow != Pairing.ALONE
            && towardsHere
            && pairs.partnerOfThere(i) == Pairing.ALONE
            && !pieces.there(i)
            && isWithin(here, there.nanos(i) - offset)) {
          tallies.get(flow).missing.add(there.frame(i));
        }
      }
    }

    private static boolean isWithin(PacketTrail trail, long nanos) {
      return trail.size() > 0
          && nanos >= trail.nanos(0) - QUIET_NANOS
          && nanos <= trail.nanos(trail.size() - 1) + QUIET_NANOS;
    }

    private final class Tally {
      private final Set<Integer> flowsThere = new LinkedHashSet<>();
      private final Some gone = new Some();
      private final Some missing = new Some();
      private final Some between = new Some();

      /** A flow of which nothing is there may have taken another way; a lost opening does tell. */
      boolean tells() {
        return gone.count + missing.count > 0 || between.count > 0 && !flowsThere.isEmpty();
      }

      Passage passage(FiveTuple ends) {
        List<FiveTuple> other = flowsThere.stream().map(there::ends).toList();
        return new Passage(ends, other, gone.frames(), missing.frames(), between.frames());
      }
    }
  }

  private static final class Some {
    private final List<Long> first = new ArrayList<>();
    private long count;

    void add(long frame) {
      count++;
      if (first.size() < MOST_FRAMES) {
        first.add(frame);
      }
    }

    Frames frames() {
      return new Frames(count, first);
    }
  }
}
