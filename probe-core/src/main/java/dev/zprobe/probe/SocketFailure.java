package dev.zprobe.probe;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/**
 * What a socket's exception means. Java keeps no error number, so that for some the text has to do;
 * where it is in another language the failure is still one, only less exact.
 */
public final class SocketFailure {
  private SocketFailure() {}

  /**
   * @param beforePacket nothing has left yet, so that the refusal is this host's own
   * @param rejected the code for a rejection by the network
   * @param silent the code for silence
   */
  public static Failure of(
      IOException thrown, boolean beforePacket, FailureCode rejected, FailureCode silent) {
    String text = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    String detail = PeerText.clean(String.valueOf(thrown.getMessage()));
    if (thrown instanceof SocketTimeoutException) {
      return Failure.of(silent);
    }
    if (thrown instanceof PortUnreachableException) {
      return new Failure(rejected, "port unreachable");
    }
    if (text.contains("not permitted")) {
      return new Failure(FailureCode.HOST_FIREWALL, detail);
    }
    if (thrown instanceof ConnectException && text.contains("refused")) {
      return new Failure(rejected, "connection refused");
    }
    if (text.contains("timed out")) {
      return Failure.of(silent);
    }
    if (text.contains("cannot assign")
        || text.contains("can't assign")
        || text.contains("in use")) {
      return new Failure(FailureCode.HOST_NO_PORT, detail);
    }
    if (!beforePacket) {
      return new Failure(rejected, detail);
    }
    boolean forbidden =
        (thrown instanceof BindException && text.contains("denied")) || text.contains("invalid");
    if (forbidden) {
      return new Failure(FailureCode.HOST_ROUTE_FORBIDS, detail);
    }
    boolean noRoute = thrown instanceof NoRouteToHostException || text.contains("unreachable");
    return new Failure(noRoute ? FailureCode.HOST_NO_ROUTE : rejected, detail);
  }
}
