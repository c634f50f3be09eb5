package dev.zprobe.testdata.service;

import dev.zprobe.testdata.answer.DnsResponder;
import dev.zprobe.testdata.answer.HttpAnswer;
import dev.zprobe.testdata.answer.HttpResponder;
import dev.zprobe.testdata.answer.MediaResponder;
import dev.zprobe.testdata.answer.NtpResponder;
import dev.zprobe.testdata.answer.QuicResponder;
import dev.zprobe.testdata.answer.SipResponder;
import dev.zprobe.testdata.answer.StunResponder;
import dev.zprobe.testdata.certificate.Authority;
import dev.zprobe.testdata.net.ConnectionHandler;
import dev.zprobe.testdata.net.DatagramHandler;
import dev.zprobe.testdata.net.Opening;
import dev.zprobe.testdata.net.StreamProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** What each role does at its ports under one fault. */
final class ServiceConduct {
  /** How late this machine's clock is made to look. */
  static final Duration SKEW = Duration.ofMinutes(10);

  private static final String LOGIN = "http://login.portal.test/";

  private final Fault fault;
  private final Function<Role, List<InetAddress>> addresses;
  private final Clock trueTime;
  private final SSLContext serviceTls;
  private final SSLContext neutralTls;

  /**
   * @param addresses where a role is; asked only when a DNS query comes
   */
  ServiceConduct(Fault fault, Authority authority, Function<Role, List<InetAddress>> addresses) {
    this.fault = fault;
    this.addresses = addresses;
    this.trueTime =
        fault == Fault.CLOCK_SKEW ? Clock.offset(Clock.systemUTC(), SKEW) : Clock.systemUTC();
    ServiceCertificates certificates = new ServiceCertificates(fault, authority, Clock.systemUTC());
    this.serviceTls = certificates.service().serverContext();
    this.neutralTls = certificates.neutral().serverContext();
  }

  Opening opening(Role role) {
    return switch (role) {
      case WEB_TLS -> fault == Fault.PORT_REFUSED ? new Opening.ClosedToStreams() : tls(this::web);
      case WEB_HTTP -> new Opening.Streams(plain(http(this::plainWeb)));
      case WEB_QUIC -> datagrams((datagram, from) -> QuicResponder.answer(datagram));
      case MEETING_TLS -> tls(path -> HttpAnswer.page(200, "OK", "meetings"));
      case MEETING_STUN -> meetings(StunResponder::answer);
      case MEETING_STUN_TCP -> new Opening.Streams(plain(StunResponder::serve));
      case MEETING_MEDIA ->
          fault == Fault.MEDIA_REFUSED
              ? new Opening.ClosedToDatagrams()
              : meetings(MediaResponder::answer);
      case PHONE_STUN -> datagrams(StunResponder::answer);
      case PHONE_SIP_UDP -> datagrams(SipResponder::answer);
      case PHONE_SIP_TCP -> new Opening.Streams(plain(SipResponder::serve));
      case PHONE_SIP_TLS -> new Opening.Streams(front(serviceTls, SipResponder::serve));
      case CERTIFICATES -> new Opening.Streams(plain(http(this::validation)));
      case RESOLVER -> resolver();
      case CONTROL_RESOLVER -> dns(new DnsResponder(this::truth));
      case TIME -> timeServer(0);
      case NEUTRAL -> new Opening.Streams(neutral());
      case PORTAL -> new Opening.Streams(plain(http(this::portal)));
    };
  }

  /** The n-th time server, from 0: each of them fails in its own way when time is unverifiable. */
  Opening timeServer(int server) {
    NtpResponder responder = new NtpResponder(trueTime);
    if (fault != Fault.CLOCK_UNVERIFIABLE) {
      return datagrams((datagram, from) -> responder.answer(datagram));
    }
    return switch (server) {
      case 0 -> datagrams((datagram, from) -> Optional.empty());
      case 1 -> datagrams((datagram, from) -> responder.kissOfDeath(datagram, "RATE"));
      default -> datagrams((datagram, from) -> responder.unsynchronised(datagram));
    };
  }

  static boolean isServiceName(String name) {
    return name.equals("service.test") || name.endsWith(".service.test");
  }

  private Opening tls(Function<String, HttpAnswer> answers) {
    return new Opening.Streams(front(serviceTls, http(answers)));
  }

  private ConnectionHandler front(SSLContext context, StreamProtocol inside) {
    return new TlsFront(context, hellos(), ServiceConduct::isServiceName, inside);
  }

  private ConnectionHandler neutral() {
    return new TlsFront(
        neutralTls,
        TlsFront.Conduct.HANDSHAKE,
        ServiceConduct::isServiceName,
        http(path -> inPortal(HttpAnswer.page(200, "OK", "neutral"))));
  }

  private TlsFront.Conduct hellos() {
    return switch (fault) {
      case HELLO_RESET -> TlsFront.Conduct.RESET_SERVICE_NAMES;
      case HELLO_DROPPED -> TlsFront.Conduct.IGNORE_SERVICE_NAMES;
      case TLS_ALERT -> TlsFront.Conduct.HANDSHAKE_FAILURE;
      case TLS_OLD_VERSION -> TlsFront.Conduct.OLD_VERSION;
      case SERVER_SILENT -> TlsFront.Conduct.SILENCE;
      case NONE,
          DNS_NXDOMAIN,
          DNS_SERVFAIL,
          DNS_SINKHOLE,
          RESOLVER_SILENT,
          PORT_REFUSED,
          UDP_SILENT,
          MEDIA_REFUSED,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_WRONG_NAME,
          CERTIFICATE_SELF_SIGNED,
          CERTIFICATE_CHAIN_INCOMPLETE,
          TLS_INTERCEPTED,
          CLOCK_SKEW,
          CLOCK_UNVERIFIABLE,
          HTTP_403,
          HTTP_503,
          CAPTIVE_PORTAL ->
          TlsFront.Conduct.HANDSHAKE;
    };
  }

  private HttpAnswer web(String path) {
    if (fault == Fault.HTTP_403) {
      return HttpAnswer.page(403, "Forbidden", "Access denied");
    }
    if (fault == Fault.HTTP_503) {
      return HttpAnswer.page(503, "Service Unavailable", "Out of service");
    }
    return inPortal(HttpAnswer.page(200, "OK", "web"));
  }

  private HttpAnswer plainWeb(String path) {
    return inPortal(HttpAnswer.redirect(301, "https://" + Role.WEB_TLS.host() + "/"));
  }

  private HttpAnswer validation(String path) {
    // An OCSP response that says malformedRequest (RFC 6960, section 4.2.1): a web GET is none.
    return inPortal(
        new HttpAnswer(
            200,
            "OK",
            List.of("Content-Type: application/ocsp-response"),
            "0\u0003\n\u0001\u0001"));
  }

  private HttpAnswer portal(String path) {
    return inPortal(
        path.equals("/generate_204")
            ? HttpAnswer.noContent()
            : HttpAnswer.page(200, "OK", "Success"));
  }

  private HttpAnswer inPortal(HttpAnswer honest) {
    return fault == Fault.CAPTIVE_PORTAL ? HttpAnswer.redirect(302, LOGIN) : honest;
  }

  private Opening resolver() {
    DnsResponder honest = new DnsResponder(this::truth);
    return switch (fault) {
      case RESOLVER_SILENT ->
          new Opening.Both(
              connection -> connection.drain(), (datagram, from, answer) -> answer.asked());
      case DNS_SERVFAIL -> dns(new DnsResponder(name -> lie(DnsResponder.SERVER_FAILURE)));
      case DNS_NXDOMAIN ->
          dns(
              new DnsResponder(
                  name -> isServiceName(name) ? lie(DnsResponder.NAME_ERROR) : truth(name)));
      case DNS_SINKHOLE ->
          dns(new DnsResponder(name -> isServiceName(name) ? sinkhole() : truth(name)));
      case NONE,
          PORT_REFUSED,
          UDP_SILENT,
          MEDIA_REFUSED,
          HELLO_RESET,
          HELLO_DROPPED,
          TLS_ALERT,
          TLS_OLD_VERSION,
          SERVER_SILENT,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_WRONG_NAME,
          CERTIFICATE_SELF_SIGNED,
          CERTIFICATE_CHAIN_INCOMPLETE,
          TLS_INTERCEPTED,
          CLOCK_SKEW,
          CLOCK_UNVERIFIABLE,
          HTTP_403,
          HTTP_503,
          CAPTIVE_PORTAL ->
          dns(honest);
    };
  }

  private DnsResponder.Finding truth(String name) {
    for (Role role : Role.values()) {
      if (role.host().equals(name)) {
        return new DnsResponder.Finding(DnsResponder.NO_ERROR, addresses.apply(role));
      }
    }
    return lie(DnsResponder.NAME_ERROR);
  }

  private static DnsResponder.Finding lie(int responseCode) {
    return new DnsResponder.Finding(responseCode, List.of());
  }

  private static DnsResponder.Finding sinkhole() {
    return new DnsResponder.Finding(
        DnsResponder.NO_ERROR, List.of(new InetSocketAddress(0).getAddress()));
  }

  private Opening meetings(BiFunction<byte[], InetSocketAddress, Optional<byte[]>> answers) {
    return datagrams(fault == Fault.UDP_SILENT ? (datagram, from) -> Optional.empty() : answers);
  }

  private StreamProtocol http(Function<String, HttpAnswer> answers) {
    HttpResponder responder = new HttpResponder(trueTime, answers);
    return (input, output, from) -> responder.serve(input, output);
  }

  private static ConnectionHandler plain(StreamProtocol protocol) {
    return StreamProtocol.plain(protocol);
  }

  private static Opening dns(DnsResponder responder) {
    return new Opening.Both(
        plain((input, output, from) -> responder.serve(input, output)),
        answering((datagram, from) -> responder.answer(datagram)));
  }

  private static Opening datagrams(
      BiFunction<byte[], InetSocketAddress, Optional<byte[]>> answers) {
    return new Opening.Datagrams(answering(answers));
  }

  private static DatagramHandler answering(
      BiFunction<byte[], InetSocketAddress, Optional<byte[]>> answers) {
    return (datagram, from, answer) -> {
      Optional<byte[]> reply = answers.apply(datagram, from);
      if (reply.isPresent()) {
        answer.send(reply.get());
      }
    };
  }
}
