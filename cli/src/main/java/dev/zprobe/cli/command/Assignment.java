package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.plan.Plan;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;

/** One run to be made: what, under which verb, and how to hand over the result. */
record Assignment(String command, Plan plan, OutputOptions output, GlobalOptions options) {

  /** The real capture, or none where the user said so. */
  TrafficObservers observers(Pipeline pipeline) {
    return plan.stages().capture()
        ? pipeline.observers()
        : scope -> TrafficObserver.blind("--no-capture was given, so no finding names frames");
  }
}
