package dev.zprobe.respond;

import dev.zprobe.net.Addresses;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.FarEndProof;
import dev.zprobe.wire.FarEndToken;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SipMessage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides what is answered, and with what. Whatever is not proven, was seen before, comes too often
 * or would make the answer longer than the question gets nothing. Safe for many threads.
 */
final class Answers {
  /** Twice the rate of a media stream, several ports at a time. */
  private static final double PER_SECOND = 400;

  private static final double STOCK = 2000;

  private final FarEndToken token;
  private final Sessions sessions = new Sessions();
  private final RateLimit limit = new RateLimit(PER_SECOND, STOCK);
  private final long startedNanos = System.nanoTime();
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Answers(FarEndToken token) {
    this.token = token;
  }

  Responder.Counts counts() {
    return new Responder.Counts(bytesIn.get(), bytesOut.get(), answered.get(), refused.get());
  }

  /** The answer to one whole message; empty where there is none to be given. */
  Optional<Octets> answer(Octets message, Asked asked) {
    bytesIn.addAndGet(message.length());
    Optional<Octets> bounded =
        proven(message, asked).filter(each -> each.length() <= message.length());
    bounded.ifPresentOrElse(
        each -> {
          answered.incrementAndGet();
          bytesOut.addAndGet(each.length());
        },
        refused::incrementAndGet);
    return bounded;
  }

  /** Whether a TLS handshake may go on: one of the protocols it offers proves the token. */
  boolean admits(Iterable<String> protocols, Asked asked) {
    for (String each : protocols) {
      Optional<FarEndProof> proof = FarEndProof.readProtocol(each, token);
      if (proof.isPresent() && admits(proof.get().nonce(), asked)) {
        return true;
      }
    }
    refused.incrementAndGet();
    return false;
  }

  /** Only what is proven counts: else anybody could use up a client's share in its name. */
  private boolean admits(Octets nonce, Asked asked) {
    return sessions.isFresh(nonce) && limit.allows(asked.from().getAddress(), System.nanoTime());
  }

  /** Which of the offered protocols to choose. */
  boolean isOurs(String protocol) {
    return FarEndProof.readProtocol(protocol, token).isPresent();
  }

  private Optional<Octets> proven(Octets message, Asked asked) {
    if (message.length() > 0 && message.at(0) == 0) {
      return FarEndMessage.request(message, token).flatMap(request -> stun(request, asked));
    }
    return sip(message, asked);
  }

  private Optional<Octets> stun(FarEndMessage.Request request, Asked asked) {
    if (!admits(request.transaction(), asked)) {
      return Optional.empty();
    }
    long now = (System.nanoTime() - startedNanos) / 1000;
    long arrived = sessions.arrived(request.session(), asked.transport(), asked.localPort());
    FarEndMessage.Asked about = request.about();
    FarEndMessage.Reply reply =
        new FarEndMessage.Reply(
            request.transaction(),
            request.sequence(),
            request.session(),
            Optional.of(asked.from()),
            arrived,
            sessions.count(request.session(), about.transport(), about.port()),
            now);
    return Optional.of(FarEndMessage.encode(reply, token));
  }

  private Optional<Octets> sip(Octets message, Asked asked) {
    Parsed<SipMessage> parsed = SipMessage.parse(message.buffer(), 0, message.length());
    if (!(parsed instanceof Parsed.Whole<SipMessage> whole)) {
      return Optional.empty();
    }
    SipMessage request = whole.message();
    Optional<FarEndProof> proof =
        request
            .header(FarEndProof.SIP_HEADER)
            .flatMap(word -> FarEndProof.read(word, FarEndProof.Use.SIP, token));
    if (proof.isEmpty() || request.status().isPresent() || !admits(proof.get().nonce(), asked)) {
      return Optional.empty();
    }
    sessions.arrived(proof.get().session(), asked.transport(), asked.localPort());
    return Optional.of(Octets.ascii(sipAnswer(request, asked)));
  }

  /** RFC 3261 sections 8.2.6 and 18.2.1, with rport of RFC 3581. */
  private static String sipAnswer(SipMessage request, Asked asked) {
    StringBuilder answer = new StringBuilder("SIP/2.0 200 OK\r\n");
    String via =
        request
            .header("Via")
            .orElse("")
            .replaceFirst("(?i);rport(?==|;|,|$)(=\\d*)?", ";rport=" + asked.from().getPort());
    answer.append("Via: ").append(via);
    answer.append(";received=").append(Addresses.text(asked.from().getAddress())).append("\r\n");
    for (String header : new String[] {"From", "To", "Call-ID", "CSeq"}) {
      String value = request.header(header).orElse("");
      String tag = header.equals("To") && !value.contains(";tag=") ? ";tag=zprobe" : "";
      answer.append(header).append(": ").append(value).append(tag).append("\r\n");
    }
    return answer.append("Content-Length: 0\r\n\r\n").toString();
  }
}
