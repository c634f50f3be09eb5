package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.answer.SipResponder;
import dev.zprobe.testdata.net.Opening;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a SIP server over UDP, or a gateway that rewrites SIP, can do wrong (RFC 3261). */
public sealed interface SipMisbehaviour extends Misbehaviour {

  /** A right answer whose reason and headers hold terminal escapes, bidi marks and a null. */
  record HostileHeaders() implements SipMisbehaviour {
    @Override
    public Opening opening() {
      return altered(
          right ->
              right
                  .replace("200 OK", "200 \u001b[2J\u001b]0;owned\u0007OK")
                  .replace("zprobe-testdata", "\u202etxt.exe\u202c\u0000\u009b31m"));
    }
  }

  /**
   * An address in the Via that the client never wrote, as a gateway that rewrites SIP leaves it.
   */
  record RewrittenVia() implements SipMisbehaviour {
    @Override
    public Opening opening() {
      return altered(
          right -> right.replaceFirst("(?m)^(Via: SIP/2.0/\\w+) [^;]+", "$1 198.51.100.7:5060"));
    }
  }

  /** Another call's answer. */
  record WrongCall() implements SipMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.replaceFirst("(?m)^Call-ID: .*", "Call-ID: somebody-else"));
    }
  }

  /** A refusal. */
  record Forbidden() implements SipMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> right.replace("200 OK", "403 Forbidden"));
    }
  }

  /** A status line and then 60 000 bytes of one header without its end. */
  record EndlessHeader() implements SipMisbehaviour {
    @Override
    public Opening opening() {
      return altered(right -> "SIP/2.0 200 OK\r\nX-Endless: " + "a".repeat(60_000));
    }
  }

  private static Opening altered(UnaryOperator<String> alteration) {
    return new Opening.Datagrams(
        (datagram, from, answer) -> {
          Optional<byte[]> right = SipResponder.answer(datagram, from);
          if (right.isPresent()) {
            String text = new String(right.get(), StandardCharsets.UTF_8);
            answer.send(alteration.apply(text).getBytes(StandardCharsets.UTF_8));
          }
        });
  }
}
