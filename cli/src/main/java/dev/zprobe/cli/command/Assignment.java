package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.telemetry.Collector;
import dev.zprobe.plan.Plan;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;
import java.util.Optional;

/**
 * One run to be made: what, under which verb, and how to hand over the result.
 *
 * @param collector is told of the run as well
 */
record Assignment(
    String command,
    Plan plan,
    OutputOptions output,
    GlobalOptions options,
    Optional<Collector> collector) {

  /** One that is told to nobody else. */
  Assignment(String command, Plan plan, OutputOptions output, GlobalOptions options) {
    this(command, plan, output, options, Optional.empty());
  }

  /** The real capture, or none where the user said so. */
  TrafficObservers observers(Pipeline pipeline) {
    return plan.stages().capture()
        ? pipeline.observers()
        : scope -> TrafficObserver.blind("--no-capture was given, so no finding names frames");
  }
}
