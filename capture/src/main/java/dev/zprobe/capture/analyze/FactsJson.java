package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.handshake.CertificateFacts;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.End;
import dev.zprobe.capture.handshake.HttpFacts;
import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.capture.handshake.ProtocolFacts;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.SipFacts;
import dev.zprobe.capture.handshake.SocksFacts;
import dev.zprobe.capture.handshake.StunFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.capture.handshake.ZoomMediaFacts;
import dev.zprobe.evidence.JsonText;
import java.util.List;
import java.util.Optional;

/** What each protocol's follower found, under its key of the flow listing. */
final class FactsJson {
  private FactsJson() {}

  static void put(ProtocolFacts facts, Flow flow, ObjectNode json) {
    if (facts instanceof TlsFacts tls) {
      tls(tls, flow, json.putObject(tls.kind().text()));
    } else if (facts instanceof QuicFacts quic) {
      quic(quic, json.putObject("quic"));
    } else if (facts instanceof StunFacts stun) {
      stun(stun, json.putObject("stun"));
    } else if (facts instanceof DnsFacts dns) {
      dns.exchanges().forEach(each -> dns(each, array(json, "dns").addObject()));
    } else if (facts instanceof HttpFacts http) {
      http.exchanges().forEach(each -> http(each, array(json, "http").addObject()));
    } else if (facts instanceof SipFacts sip) {
      sip.messages().forEach(each -> sip(each, array(json, "sip").addObject()));
    } else if (facts instanceof NtpFacts ntp) {
      ntp(ntp, json.putObject("ntp"));
    } else if (facts instanceof ZoomMediaFacts media) {
      media(media, json.putObject("zoomMedia"));
    } else if (facts instanceof SocksFacts socks) {
      socks(socks, json.putObject("socks"));
    }
  }

  private static ArrayNode array(ObjectNode json, String key) {
    return json.get(key) instanceof ArrayNode there ? there : json.putArray(key);
  }

  private static void tls(TlsFacts tls, Flow flow, ObjectNode json) {
    ArrayNode messages = json.putArray("messages");
    for (TlsFacts.Message each : tls.messages()) {
      messages
          .addObject()
          .put("from", each.from().text())
          .put("type", each.type())
          .put("frame", each.frame())
          .put("afterMs", FlowJson.milliseconds(each.nanos() - flow.startNanos()));
    }
    ArrayNode alerts = json.putArray("alerts");
    for (TlsFacts.SentAlert each : tls.alerts()) {
      alerts
          .addObject()
          .put("from", each.from().text())
          .put("level", each.alert().levelName())
          .put("description", each.alert().descriptionName())
          .put("frame", each.frame());
    }
    tls.offer().ifPresent(offer -> offer(offer, json));
    tls.choice().ifPresent(choice -> choice(choice, json));
    if (!tls.chain().history().isEmpty()) {
      json.put("history", tls.chain().history());
    }
    if (!tls.chain().certificates().isEmpty()) {
      ArrayNode chain = json.putArray("certificates");
      tls.chain().certificates().forEach(each -> certificate(each, chain.addObject()));
    }
  }

  private static void offer(TlsFacts.Offer offer, ObjectNode json) {
    offer.serverName().ifPresent(name -> json.put("sni", name));
    if (!offer.protocols().isEmpty()) {
      texts(offer.protocols(), json.putArray("alpnOffered"));
    }
    texts(offer.versions(), json.putArray("versionsOffered"));
    json.put("ja3", offer.ja3()).put("ja4", offer.ja4());
  }

  private static void choice(TlsFacts.Choice choice, ObjectNode json) {
    choice.protocol().ifPresent(name -> json.put("alpn", name));
    json.put("version", choice.version()).put("cipher", choice.cipherSuite());
    if (choice.resumed()) {
      json.put("resumed", true);
    }
  }

  private static void certificate(CertificateFacts each, ObjectNode json) {
    json.put("subject", each.subject()).put("issuer", each.issuer());
    json.put("notBefore", JsonText.time(each.notBefore()));
    json.put("notAfter", JsonText.time(each.notAfter()));
    json.put("sha256", each.sha256());
    texts(each.names(), json.putArray("names"));
  }

  private static void quic(QuicFacts quic, ObjectNode json) {
    json.put("version", "0x%08x".formatted(quic.version()));
    quic.offer().ifPresent(offer -> offer(offer, json));
    quic.choice()
        .ifPresent(
            choice -> {
              choice.protocol().ifPresent(name -> json.put("alpn", name));
              json.put("tlsVersion", choice.version()).put("cipher", choice.cipherSuite());
            });
    quic.closeCode().ifPresent(code -> json.put("closeCode", code));
  }

  private static void stun(StunFacts stun, ObjectNode json) {
    ArrayNode messages = json.putArray("messages");
    for (StunFacts.Message each : stun.messages()) {
      ObjectNode message =
          messages
              .addObject()
              .put("from", each.from().text())
              .put("type", "0x%04x".formatted(each.type()))
              .put("name", each.name())
              .put("frame", each.frame());
      each.error().ifPresent(code -> message.put("error", code));
    }
    json.put("dialect", stun.dialect().text());
  }

  private static void dns(DnsFacts.Exchange each, ObjectNode json) {
    json.put("id", each.question().id());
    text(each.question().name(), "name", json);
    text(each.question().type(), "type", json);
    each.frame().ifPresent(frame -> json.put("frame", frame));
    each.reply().ifPresent(reply -> reply(reply, json));
    if (each.isAnsweredTwice()) {
      reply(each.second().orElseThrow(), json.putObject("secondAnswer"));
    }
  }

  private static void reply(DnsFacts.Reply reply, ObjectNode json) {
    json.put("answerFrame", reply.frame()).put("rcode", reply.rcode());
    json.put("truncated", reply.truncated());
    texts(reply.addresses(), json.putArray("addresses"));
    json.put("answers", reply.answers());
  }

  private static void http(HttpFacts.Exchange each, ObjectNode json) {
    Optional<HttpFacts.Asked> asked = each.asked();
    asked.ifPresent(request -> json.put("method", request.method()).put("path", request.path()));
    asked.flatMap(HttpFacts.Asked::host).ifPresent(host -> json.put("host", host));
    each.status().ifPresent(status -> json.put("status", status));
    each.frame().ifPresent(frame -> json.put("frame", frame));
    each.statusFrame().ifPresent(frame -> json.put("statusFrame", frame));
  }

  private static void sip(SipFacts.Message each, ObjectNode json) {
    json.put("from", each.from().text());
    if (!each.method().isEmpty()) {
      json.put("method", each.method());
    }
    each.status().ifPresent(status -> json.put("status", status));
    json.put("frame", each.frame());
  }

  private static void ntp(NtpFacts ntp, ObjectNode json) {
    ntp.offsetNanos().ifPresent(nanos -> json.put("offsetMs", FlowJson.milliseconds(nanos)));
    ntp.stratum().ifPresent(stratum -> json.put("stratum", stratum));
    ntp.kissCode().ifPresent(code -> text(code, "kissCode", json));
  }

  private static void media(ZoomMediaFacts media, ObjectNode json) {
    json.put("hello", media.greeting().hellos());
    json.put("helloAnswered", media.greeting().answered());
    json.put("pings", media.pings()).put("pongs", media.pongs());
    media.roundTripNanos().ifPresent(nanos -> json.put("rttMs", FlowJson.milliseconds(nanos)));
    ArrayNode streams = json.putArray("streams");
    for (ZoomMediaFacts.Stream each : media.streams()) {
      streams
          .addObject()
          .put("from", each.from().text())
          .put("kind", each.kind())
          .put("ssrc", "0x%08x".formatted(each.ssrc()))
          .put("packets", each.packets())
          .put("lost", each.lost())
          .put("jitterMs", Math.round(each.jitterMillis() * 1_000) / 1_000.0);
    }
  }

  private static void socks(SocksFacts socks, ObjectNode json) {
    json.put("version", socks.version());
    socks.host().ifPresent(host -> json.put("host", host));
    socks.port().ifPresent(port -> json.put("port", port));
    socks.code().ifPresent(code -> json.put("code", code));
  }

  /** What cannot be read is unknown, and left out. */
  private static void text(String value, String key, ObjectNode json) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }

  private static void texts(List<String> texts, ArrayNode into) {
    texts.forEach(into::add);
  }

  /** The end that opened the flow, as protocols see it. */
  static End client(Flow flow) {
    return flow.openedByB() ? End.B : End.A;
  }
}
