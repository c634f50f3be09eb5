package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.ZoomMediaFacts;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;

/** Where a healthy server may leave a flow unanswered, so that silence is no failure. */
final class AllowedSilence {
  private final Catalog catalog;

  AllowedSilence(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The catalog says so, or a probe's greeting does, to which the catalog promises no answer. */
  boolean at(FlowView view) {
    return catalog.mayBeSilent(view.serverEnd())
        || isProbe(view) && !catalog.promisesAnswer(view.serverEnd());
  }

  /** Whether a flow is such a silence; an error of ICMP is none, but at nobody's address. */
  boolean covers(FlowView view) {
    boolean unanswered = view.flow().udp() && view.server().packets() == 0;
    boolean nobody = Addresses.isNobody(view.serverEnd().address());
    return unanswered && (nobody || view.flow().icmpErrorCount() == 0 && at(view));
  }

  private static boolean isProbe(FlowView view) {
    return view.only(ZoomMediaFacts.class).filter(each -> each.greeting().madeUp()).isPresent();
  }
}
