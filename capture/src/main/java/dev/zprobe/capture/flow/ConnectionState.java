package dev.zprobe.capture.flow;

import dev.zprobe.capture.flow.EndpointHistory.State;

/** Zeek's summary of a connection from the states of its two endpoints. */
final class ConnectionState {
  private ConnectionState() {}

  static String of(State originator, State responder, boolean noPayload) {
    if (responder == State.RESET) {
      boolean refused =
          originator == State.SYN_SENT
              || originator == State.SYN_ACK_SENT
              || (originator == State.RESET && noPayload);
      return refused ? "REJ" : inactive(originator) ? "RSTRH" : "RSTR";
    }
    if (originator == State.RESET) {
      return inactive(responder) ? "RSTOS0" : "RSTO";
    }
    if (originator == State.CLOSED) {
      return responder == State.CLOSED ? "SF" : inactive(responder) ? "SH" : "S2";
    }
    if (responder == State.CLOSED) {
      return inactive(originator) ? "SHR" : "S3";
    }
    if (originator == State.SYN_SENT && responder == State.INACTIVE) {
      return "S0";
    }
    boolean established = originator == State.ESTABLISHED && responder == State.ESTABLISHED;
    return established ? "S1" : "OTH";
  }

  private static boolean inactive(State state) {
    return state == State.INACTIVE || state == State.PARTIAL;
  }
}
