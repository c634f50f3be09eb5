package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.SipFacts;
import dev.zprobe.capture.handshake.SocksFacts;
import dev.zprobe.capture.handshake.StunFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.capture.handshake.ZoomMediaFacts;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The observations of what is spoken over one flow. */
final class SpokenObservations {
  private static final int TRACEROUTE_FIRST = 33434;
  private static final int TRACEROUTE_LAST = 33534;

  private final FlowObservations collector;
  private final FlowView view;
  private final String target;
  private final Trace trace;

  SpokenObservations(FlowObservations collector, FlowView view, String target, Trace trace) {
    this.collector = collector;
    this.view = view;
    this.target = target;
    this.trace = trace;
  }

  List<Observation> all() {
    List<Observation> all = new ArrayList<>();
    for (ProtocolFacts each : view.facts()) {
      if (each instanceof TlsFacts tls && tls.kind() == TlsFacts.Kind.TLS) {
        new TlsObservation(view, trace).of(tls, collector, target).ifPresent(all::add);
      } else if (each instanceof TlsFacts dtls) {
        secured(DatagramHandshake.of(dtls)).ifPresent(all::add);
      } else if (each instanceof QuicFacts quic) {
        secured(DatagramHandshake.of(view, quic)).ifPresent(all::add);
      } else if (each instanceof DnsFacts dns) {
        dns.exchanges().forEach(exchange -> lookup(exchange).ifPresent(all::add));
      } else if (each instanceof NtpFacts ntp) {
        ClockObservation.of(view, ntp, collector.stamp(view, ""), trace).ifPresent(all::add);
      } else if (each instanceof HttpFacts http) {
        all.addAll(new HttpObservations(collector, view, target, trace).all(http));
      } else if (each instanceof SocksFacts socks) {
        new HttpObservations(collector, view, target, trace).socks(socks).ifPresent(all::add);
      }
    }
    if (view.flow().udp() && request(view.facts()) && !provesNothing(view)) {
      datagrams().ifPresent(all::add);
    }
    return all;
  }

  /**
   * Datagrams that are sent to be refused, so that routers show themselves; and what a client tries
   * at addresses that its peer offered, of which one is enough.
   */
  static boolean provesNothing(FlowView view) {
    int port = view.serverEnd().port();
    boolean traceroute = view.flow().udp() && port >= TRACEROUTE_FIRST && port <= TRACEROUTE_LAST;
    boolean check = view.only(StunFacts.class).filter(StunFacts::check).isPresent();
    return traceroute || check && view.zoom().isEmpty() && view.server().packets() == 0;
  }

  /** A protocol over UDP in which a request is to be answered. */
  private static boolean request(List<ProtocolFacts> facts) {
    return facts.stream()
        .anyMatch(
            each ->
                each instanceof StunFacts
                    || each instanceof TlsFacts
                    || each instanceof ZoomMediaFacts
                    || each instanceof SipFacts
                    || each instanceof QuicFacts);
  }

  /** What stayed without any answer is no handshake yet, but datagrams. */
  private Optional<Observation> secured(TlsFacts tls) {
    boolean answered = view.server().packets() > 0;
    return answered && !provesNothing(view)
        ? new TlsObservation(view, trace).of(tls, collector, target)
        : Optional.empty();
  }

  private Optional<Observation> datagrams() {
    Optional<HandshakeProgress> progress = view.progress();
    if (progress.isEmpty()) {
      return Optional.empty();
    }
    boolean answered = view.server().packets() > 0;
    Optional<IcmpError> icmp = trace.icmpErrors().stream().findFirst();
    if (!answered && trace.isRung()) {
      return Optional.empty();
    }
    Optional<Failure> failure = Optional.empty();
    if (!progress.get().complete() && icmp.isPresent() && !answered) {
      failure = Optional.of(new Failure(FailureCode.UDP_REJECTED, icmp.get().text()));
    } else if (!progress.get().complete() && !answered) {
      if (!view.failed()) {
        return Optional.empty();
      }
      failure =
          Optional.of(new Failure(FailureCode.UDP_NO_REPLY, view.client().packets() + " tries"));
    }
    int tries = answered ? 1 : (int) Math.min(Integer.MAX_VALUE, view.client().packets());
    UdpExchange.Result result =
        new UdpExchange.Result(
            tries, answered ? 1 : 0, Duration.ZERO, Optional.empty(), icmp, List.of());
    return Optional.of(
        new UdpExchange(
            collector.stamp(view, target, ended(view, progress.get())),
            view.serverEnd(),
            application(view),
            result,
            failure,
            trace));
  }

  private Optional<Observation> lookup(DnsFacts.Exchange exchange) {
    if (!exchange.question().type().equals("A") && !exchange.question().type().equals("AAAA")) {
      return Optional.empty();
    }
    Optional<Failure> failure =
        exchange.reply().isPresent()
            ? rcode(exchange.question().name(), exchange.reply().get())
            : Optional.of(Failure.of(FailureCode.DNS_TIMEOUT));
    if (exchange.reply().isEmpty() && !view.failed()) {
      return Optional.empty();
    }
    DnsLookup.Answer answer =
        exchange
            .reply()
            .map(reply -> answer(exchange, reply, others(exchange)))
            .orElse(DnsLookup.Answer.NONE);
    return Optional.of(
        new DnsLookup(
            collector.stamp(
                view,
                collector.asked(
                    view,
                    exchange.question().name(),
                    failure.isPresent() && purpose(exchange) == DnsLookup.Purpose.SERVICE)),
            new DnsLookup.Question(
                exchange.question().name(), exchange.question().type(), purpose(exchange)),
            new DnsLookup.NameServer(view.serverEnd(), DnsLookup.Role.SYSTEM),
            answer,
            failure,
            trace));
  }

  /** A run of this product asks where nobody lives, to see who answers. */
  private DnsLookup.Purpose purpose(DnsFacts.Exchange exchange) {
    if (exchange.question().unchecked()) {
      return DnsLookup.Purpose.UNCHECKED;
    }
    return Addresses.isNobody(view.serverEnd().address())
        ? DnsLookup.Purpose.IDENTITY
        : DnsLookup.Purpose.SERVICE;
  }

  private static List<DnsFacts.Reply> others(DnsFacts.Exchange exchange) {
    return exchange.isAnsweredTwice() ? List.of(exchange.second().orElseThrow()) : List.of();
  }

  private DnsLookup.Answer answer(
      DnsFacts.Exchange exchange, DnsFacts.Reply reply, List<DnsFacts.Reply> others) {
    List<InetAddress> addresses =
        reply.addresses().stream().flatMap(text -> Addresses.parse(text).stream()).toList();
    long asked = exchange.nanos().orElse(reply.nanos());
    Duration after = Duration.ofNanos(Math.max(0, reply.nanos() - asked));
    return new DnsLookup.Answer(
        reply.rcode(),
        addresses,
        reply.names(),
        0,
        reply.truncated(),
        after,
        others.stream().map(other -> answer(exchange, other, List.of())).toList());
  }

  /** What a resolver says of other names than the service's is its own affair and theirs. */
  private Optional<Failure> rcode(String name, DnsFacts.Reply reply) {
    if (!collector.isOurs(name)) {
      return Optional.empty();
    }
    return switch (reply.rcode()) {
      case "NOERROR" ->
          reply.answers() == 0
              ? Optional.of(Failure.of(FailureCode.DNS_NO_DATA))
              : Optional.empty();
      case "NXDOMAIN" -> Optional.of(Failure.of(FailureCode.DNS_NXDOMAIN));
      case "SERVFAIL" -> Optional.of(Failure.of(FailureCode.DNS_SERVFAIL));
      case "REFUSED" -> Optional.of(Failure.of(FailureCode.DNS_REFUSED));
      default -> Optional.of(new Failure(FailureCode.DNS_ERROR, reply.rcode()));
    };
  }

  /** When a handshake was through, else when its flow ended. */
  static long ended(FlowView view, HandshakeProgress progress) {
    return progress.complete() && progress.trail().lastNanos().isPresent()
        ? progress.trail().lastNanos().getAsLong()
        : view.flow().lastNanos();
  }

  /** What is spoken, by content. */
  static Application application(FlowView view) {
    Application spoken = Application.NONE;
    for (ProtocolFacts each : view.facts()) {
      if (each instanceof TlsFacts) {
        return Application.TLS;
      }
      if (each instanceof StunFacts stun) {
        spoken =
            stun.dialect() == StunFacts.Dialect.ZOOM ? Application.ZOOM_STUN : Application.STUN;
      } else if (each instanceof ZoomMediaFacts) {
        spoken = Application.ZOOM_MEDIA;
      } else if (each instanceof SipFacts) {
        spoken = Application.SIP;
      } else if (each instanceof QuicFacts) {
        spoken = Application.QUIC;
      } else if (each instanceof DnsFacts) {
        spoken = Application.DNS;
      } else if (each instanceof HttpFacts) {
        spoken = Application.HTTP;
      }
    }
    return spoken;
  }

  /** The name that the client asked this server for. */
  static Optional<String> name(FlowView view) {
    for (ProtocolFacts each : view.facts()) {
      Optional<String> name = Optional.empty();
      if (each instanceof TlsFacts tls) {
        name = tls.offer().flatMap(TlsFacts.Offer::serverName);
      } else if (each instanceof QuicFacts quic) {
        name = quic.offer().flatMap(TlsFacts.Offer::serverName);
      }
      if (name.filter(text -> !text.isBlank()).isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  /** Which end of a flow a message came from, seen from the client. */
  static boolean outgoing(Flow flow, dev.zprobe.capture.handshake.End from) {
    return from == FactsJson.client(flow);
  }
}
