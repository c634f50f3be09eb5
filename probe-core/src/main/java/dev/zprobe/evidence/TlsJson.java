package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.observation.TlsHandshake;
import java.util.Locale;

/** The facts of one TLS handshake. */
final class TlsJson {
  private TlsJson() {}

  static ObjectNode of(TlsHandshake tls) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    putHello(node.putObject("hello"), tls.hello());
    ArrayNode messages = node.putArray("messages");
    for (TlsHandshake.Message message : tls.messages()) {
      messages
          .addObject()
          .put("from", from(message.outgoing()))
          .put("type", message.name())
          .put("afterMs", JsonText.milliseconds(message.after()));
    }
    TlsHandshake.Outcome outcome = tls.outcome();
    FindingJson.putText(node, "version", outcome.version());
    FindingJson.putText(node, "cipher", outcome.cipher());
    FindingJson.putText(node, "alpn", outcome.alpn());
    ArrayNode alerts = node.putArray("alerts");
    outcome.alerts().forEach(alert -> putAlert(alerts.addObject(), alert));
    if (!outcome.chain().isEmpty()) {
      node.put("stapled", outcome.stapled());
      FindingJson.putText(node, "staple", outcome.staple());
      ArrayNode chain = node.putArray("certificates");
      outcome.chain().forEach(each -> putCertificate(chain.addObject(), each));
      putTrust(node.putObject("trust"), outcome.trust());
    }
    return node;
  }

  private static String from(boolean outgoing) {
    return outgoing ? "client" : "server";
  }

  private static void putHello(ObjectNode node, TlsHandshake.Hello hello) {
    FindingJson.putText(node, "serverName", hello.serverName());
    node.put("variant", hello.variant().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    ObservationJson.addAll(node.putArray("versions"), hello.versions());
    if (hello.bytes() > 0) {
      node.put("bytes", hello.bytes());
    }
  }

  private static void putAlert(ObjectNode node, TlsHandshake.Alert alert) {
    node.put("from", from(alert.outgoing()));
    node.put("level", alert.fatal() ? "fatal" : "warning");
    node.put("code", alert.code());
    node.put("description", alert.name());
  }

  private static void putCertificate(ObjectNode node, TlsHandshake.PeerCertificate certificate) {
    node.put("subject", certificate.subject());
    node.put("issuer", certificate.issuer());
    node.put("notBefore", JsonText.time(certificate.notBefore()));
    node.put("notAfter", JsonText.time(certificate.notAfter()));
    node.put("sha256", certificate.sha256());
    ObservationJson.addAll(node.putArray("names"), certificate.names());
    FindingJson.putText(node, "der", certificate.certificateBase64());
  }

  private static void putTrust(ObjectNode node, TlsHandshake.Trust trust) {
    node.put("publicRoot", trust.publicRoot());
    node.put("trustedHere", trust.platformRoot());
    node.put("nameMatches", trust.nameMatches());
    FindingJson.putText(node, "problem", trust.problem());
  }
}
