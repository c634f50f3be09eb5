package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * One endpoint asked from several source ports side by side, and once more from those that stayed
 * silent: whether packets die by chance, or by what a balancer makes of their ports.
 */
public record SourcePortTest(
    Stamp stamp, Endpoint endpoint, List<Port> ports, Optional<Failure> failure, Trace trace)
    implements Observation {
  /** Fewer answers than this do not show that the place is alive and loses nothing. */
  private static final int FEWEST_ALIVE = 3;

  /**
   * One source port.
   *
   * @param number as this host sent it, before any translation
   * @param asked rounds, each of several spaced packets
   * @param answered rounds that drew an answer
   * @param prompt each answer was one to the first packet of its round
   */
  public record Port(int number, int asked, int answered, boolean prompt) {
    /** Silent in more than one round. */
    public boolean isDead() {
      return asked > 1 && answered == 0;
    }

    public boolean isAlive() {
      return asked > 0 && answered == asked && prompt;
    }
  }

  public SourcePortTest {
    ports = List.copyOf(ports);
  }

  /**
   * Some ports are silent again and again and others lose nothing. False where packets are lost
   * from ports that are answered: chance or a limit may then be the reason.
   */
  public boolean isSplit() {
    long unsteady = ports.stream().filter(each -> !each.isDead() && !each.isAlive()).count();
    return alive().size() >= FEWEST_ALIVE && dead().size() > unsteady;
  }

  public List<Integer> dead() {
    return ports.stream().filter(Port::isDead).map(Port::number).toList();
  }

  public List<Integer> alive() {
    return ports.stream().filter(Port::isAlive).map(Port::number).toList();
  }

  /** From any port, in any round. */
  public boolean anyAnswered() {
    return ports.stream().anyMatch(each -> each.answered() > 0);
  }

  @Override
  public SourcePortTest withTrace(Trace seen) {
    return new SourcePortTest(stamp, endpoint, ports, failure, seen);
  }

  @Override
  public String step() {
    return "source-port-test";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
