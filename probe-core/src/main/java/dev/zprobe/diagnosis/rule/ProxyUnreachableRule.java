package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A configured proxy does not answer or does not resolve. */
final class ProxyUnreachableRule implements Rule {
  private static final Set<FailureCode> DEAD =
      EnumSet.of(
          FailureCode.PROXY_UNRESOLVED,
          FailureCode.PROXY_UNREACHABLE,
          FailureCode.PROXY_REFUSED,
          FailureCode.PROXY_MALFORMED);

  @Override
  public Cause cause() {
    return Cause.PROXY_UNREACHABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The configured proxy's name does not resolve, its port is silent or refuses, or what it"
            + " says is not HTTP.",
        "A proxy that answers with a refusal (proxy-denies, proxy-auth-required); a proxy of the"
            + " configuration that is not used for these places.",
        "A connection to the proxy from another host.",
        "proxy");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<FailureCode, List<ProxyConnect>> dead = new LinkedHashMap<>();
    Proxies.failing(land, DEAD)
        .forEach(
            each ->
                dead.computeIfAbsent(each.failure().orElseThrow().code(), k -> new ArrayList<>())
                    .add(each));
    List<Finding> findings = new ArrayList<>();
    dead.forEach(
        (code, asked) -> {
          boolean silent = code == FailureCode.PROXY_UNREACHABLE;
          Draft draft = Proxies.draft(land, Cause.PROXY_UNREACHABLE, asked);
          draft.grade(silent ? Confidence.LIKELY : Confidence.CONFIRMED, Blame.PROXY);
          boolean asking = asked.stream().allMatch(ProxyUnreachableRule::wasAsked);
          findings.add(
              draft
                  .detail("why", code.meaning())
                  .progress(asking ? "CONNECT" : "SYN", asking ? "200 of the proxy" : "SYN-ACK")
                  .finish(
                      "The configured proxy "
                          + asked.get(0).proxy()
                          + " cannot be used: "
                          + code.meaning()
                          + ".",
                      "a connection to the proxy from another host"));
        });
    return findings;
  }

  /** It accepted the connection, and did not answer what it was asked then. */
  private static boolean wasAsked(ProxyConnect each) {
    String detail = each.failure().orElseThrow().detail();
    return each.failedWith(FailureCode.PROXY_MALFORMED)
        || !each.failedWith(FailureCode.PROXY_UNRESOLVED)
            && !detail.isEmpty()
            && !detail.startsWith("connect-");
  }
}
