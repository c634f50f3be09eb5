package dev.zprobe.traffic;

/** Opens the capture of a run; falls back to {@link TrafficObserver#blind} by itself. */
public interface TrafficObservers {
  TrafficObserver watch(CaptureScope scope);
}
