package dev.zprobe.testdata.service;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is wrong with an {@link EmbeddedService}. Exactly one fault is in force for the service's
 * whole life. Each constant names the cause that a correct diagnosis finds ({@code
 * contract/causes.md}), so that demo and tests share one expectation.
 */
public enum Fault {
  /** Nothing is wrong. */
  NONE("none", "", "Everything answers: a healthy run finds nothing above a note."),
  /** The resolver denies every service name; the control resolver knows them. */
  DNS_NXDOMAIN(
      "dns-nxdomain",
      "dns-blocked",
      "The configured resolver says that the service's names do not exist, while another resolver"
          + " knows them: a DNS filter."),
  /** The resolver answers SERVFAIL to everything. */
  DNS_SERVFAIL(
      "dns-servfail",
      "dns-failing",
      "The configured resolver is there but fails every query with SERVFAIL."),
  /** The resolver gives 0.0.0.0 for every service name. */
  DNS_SINKHOLE(
      "dns-sinkhole",
      "dns-blocked",
      "The configured resolver gives the sinkhole address 0.0.0.0 for the service's names, as DNS"
          + " filters do."),
  /** The resolver takes queries and never answers. */
  RESOLVER_SILENT(
      "resolver-silent",
      "dns-unreachable",
      "The configured resolver takes every query and never answers."),
  /** Nothing listens on the web's TLS port. */
  PORT_REFUSED(
      "port-refused",
      "server-refused",
      "The web's TLS port is closed: the server itself answers each SYN with RST."),
  /** UDP to the meeting servers goes in and nothing comes out; TCP works. */
  UDP_SILENT(
      "udp-silent",
      "port-dropped",
      "Every datagram to the meeting servers vanishes, while TCP to the same addresses works: the"
          + " usual firewall that forgot UDP."),
  /** The media ports are closed. */
  MEDIA_REFUSED(
      "media-refused",
      "server-refused",
      "The media ports are closed: the server itself answers each datagram with port unreachable."),
  /** A ClientHello with a service name is answered by RST; any other name works. */
  HELLO_RESET(
      "hello-reset",
      "sni-blocked",
      "TCP connects, but a ClientHello that carries a service name is answered by RST, while the"
          + " same hello with another name gets its ServerHello: a name-based filter."),
  /** A ClientHello with a service name is never answered; any other name works. */
  HELLO_DROPPED(
      "hello-dropped",
      "sni-blocked",
      "TCP connects, but a ClientHello that carries a service name is never answered, while the"
          + " same hello with another name gets its ServerHello: a name-based filter that drops."),
  /** The server answers each ClientHello with a fatal handshake_failure. */
  TLS_ALERT(
      "tls-alert",
      "tls-incompatible",
      "The server answers each ClientHello with the fatal alert handshake_failure: no version or"
          + " cipher in common."),
  /** The server insists on TLS 1.0. */
  TLS_OLD_VERSION(
      "tls-old-version",
      "tls-incompatible",
      "The server answers each ClientHello with a ServerHello of TLS 1.0, which no current client"
          + " accepts."),
  /** TCP is accepted and no hello, whatever its name, is answered. */
  SERVER_SILENT(
      "server-silent",
      "server-silent",
      "The service's servers accept TCP and then say nothing, whatever name the hello carries."),
  /** The certificate ran out yesterday. */
  CERTIFICATE_EXPIRED(
      "certificate-expired",
      "tls-certificate-invalid",
      "The service's certificate ran out yesterday; the clock of this machine is right."),
  /** The certificate is for another name. */
  CERTIFICATE_WRONG_NAME(
      "certificate-wrong-name",
      "tls-certificate-invalid",
      "The service's certificate is valid, but for another name."),
  /** The certificate vouches for itself. */
  CERTIFICATE_SELF_SIGNED(
      "certificate-self-signed",
      "tls-certificate-invalid",
      "The service's certificate is signed by nobody but itself."),
  /** The intermediate is left out. */
  CERTIFICATE_CHAIN_INCOMPLETE(
      "certificate-chain-incomplete",
      "tls-certificate-invalid",
      "The service sends its certificate without the one that leads to the root."),
  /** A private authority signs in the service's name. */
  TLS_INTERCEPTED(
      "tls-intercepted",
      "tls-intercepted",
      "The certificates come from a private authority, as a TLS inspection device makes them."),
  /** All time servers agree that this clock is ten minutes late, and the certificates show it. */
  CLOCK_SKEW(
      "clock-skew",
      "clock-skewed",
      "All time servers agree that this machine's clock is ten minutes late, and so the service's"
          + " new certificate is not yet valid here."),
  /** No time server gives usable time. */
  CLOCK_UNVERIFIABLE(
      "clock-unverifiable",
      "clock-unverifiable",
      "No time server answers with usable time, so the clock cannot be checked."),
  /** The web answers 403. */
  HTTP_403(
      "http-403",
      "service-denies",
      "The service answers over valid TLS, and what it says is 403 Forbidden."),
  /** The web answers 503. */
  HTTP_503(
      "http-503",
      "service-error",
      "The service answers over valid TLS, and what it says is 503 Service Unavailable."),
  /** A login page stands in for every HTTP answer, and its certificate for every TLS server. */
  CAPTIVE_PORTAL(
      "captive-portal",
      "captive-portal",
      "A login page stands in for every web answer: HTTP is redirected to it, and TLS shows its"
          + " certificate.");

  private final String id;
  private final String cause;
  private final String explanation;

  Fault(String id, String cause, String explanation) {
    this.id = id;
    this.cause = cause;
    this.explanation = explanation;
  }

  /** The word of the command line. */
  public String id() {
    return id;
  }

  /** The id of the cause that a correct diagnosis finds; empty where nothing is wrong. */
  public Optional<String> cause() {
    return cause.isEmpty() ? Optional.empty() : Optional.of(cause);
  }

  /** One sentence for the user: what the fault shows. */
  public String explanation() {
    return explanation;
  }

  /** The fault of that word of the command line; empty when there is none. */
  public static Optional<Fault> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }
}
