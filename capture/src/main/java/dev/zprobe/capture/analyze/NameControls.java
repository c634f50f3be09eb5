package dev.zprobe.capture.analyze;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Hello;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A capture makes no experiments, but it may hold some: an answered hello with another name at the
 * endpoint where a hello always died is the control that a live run would have tried.
 */
final class NameControls {
  private final Map<Endpoint, Set<String>> died = new HashMap<>();
  private final Map<Endpoint, String> subjects = new HashMap<>();
  private final Set<Endpoint> working = new HashSet<>();
  private final Set<String> opened = new HashSet<>();

  NameControls(List<Observation> seen) {
    Map<Endpoint, Set<String>> answered = new HashMap<>();
    for (Observation each : seen) {
      if (each instanceof ProxyConnect asked && asked.worked()) {
        opened.add(asked.proxy() + " " + asked.destination());
      }
      if (each instanceof TlsHandshake hand) {
        if (hand.worked()) {
          working.add(hand.endpoint());
        }
        Map<Endpoint, Set<String>> side = hand.answered() ? answered : died;
        if (hand.answered() || !hand.worked()) {
          side.computeIfAbsent(hand.endpoint(), fresh -> new HashSet<>()).add(name(hand));
        }
      }
    }
    died.forEach((endpoint, names) -> names.removeAll(answered.getOrDefault(endpoint, Set.of())));
    for (Observation each : seen) {
      if (each instanceof TlsHandshake hand
          && died.getOrDefault(hand.endpoint(), Set.of()).contains(name(hand))) {
        subjects.putIfAbsent(hand.endpoint(), hand.target());
      }
    }
  }

  /** The same observations, with the hellos that are controls called so. */
  List<Observation> named(List<Observation> seen) {
    return seen.stream().filter(each -> !isWhim(each)).map(this::named).toList();
  }

  /** A client that leaves one handshake and finishes another at the same place needed only one. */
  private boolean isWhim(Observation each) {
    if (each instanceof ProxyConnect asked && !asked.worked()) {
      // Credentials are asked for first, and given then.
      return opened.contains(asked.proxy() + " " + asked.destination());
    }
    return each.failedWith(FailureCode.TLS_ABANDONED)
        && each instanceof TlsHandshake hand
        && working.contains(hand.endpoint());
  }

  /** What works there belongs to what is judged, so that only failing names are in its scope. */
  private Observation named(Observation each) {
    if (each instanceof TcpConnect tcp && subjects.containsKey(tcp.endpoint())) {
      Stamp stamp = subject(tcp.stamp(), tcp.endpoint());
      return new TcpConnect(stamp, tcp.endpoint(), tcp.icmp(), tcp.failure(), tcp.trace());
    }
    boolean control =
        each instanceof TlsHandshake hand
            && hand.answered()
            && subjects.containsKey(hand.endpoint());
    return control ? control((TlsHandshake) each) : each;
  }

  private TlsHandshake control(TlsHandshake hand) {
    Hello hello = hand.hello();
    Variant variant = hello.serverName().isEmpty() ? Variant.NO_NAME : Variant.OTHER_NAME;
    return new TlsHandshake(
        subject(hand.stamp(), hand.endpoint()),
        hand.endpoint(),
        new Hello(hello.serverName(), variant, hello.versions(), hello.bytes()),
        hand.messages(),
        hand.outcome(),
        hand.failure(),
        hand.trace());
  }

  private Stamp subject(Stamp stamp, Endpoint endpoint) {
    return new Stamp(
        stamp.id(), subjects.get(endpoint), stamp.started(), stamp.elapsed(), stamp.flows());
  }

  private static String name(TlsHandshake hand) {
    return hand.hello().serverName().toLowerCase(Locale.ROOT);
  }
}
