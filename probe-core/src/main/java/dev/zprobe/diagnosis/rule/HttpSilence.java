package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.HttpExchange;
import java.util.Optional;

/** A request that draws no response: whether it got there. */
final class HttpSilence {
  private HttpSilence() {}

  /** Empty when the capture cannot say. Within TLS the request is the last data of several. */
  static Optional<Boolean> heard(Visit visit, HttpExchange request) {
    return visit.handshakes().isEmpty()
        ? request.trace().dataArrived()
        : request
            .trace()
            .lastDataArrived(request.stamp().started().plus(request.stamp().elapsed()));
  }
}
