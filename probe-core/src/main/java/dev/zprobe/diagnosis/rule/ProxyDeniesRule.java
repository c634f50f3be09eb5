package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The proxy refuses to connect. */
final class ProxyDeniesRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.PROXY_DENIES;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "CONNECT is answered with a status that is neither 2xx nor 407.",
        "407 (proxy-auth-required); no answer at all (proxy-unreachable).",
        "None: the proxy says so itself.",
        "proxy");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Integer, List<ProxyConnect>> denied = new LinkedHashMap<>();
    Proxies.failing(land, EnumSet.of(FailureCode.PROXY_DENIED))
        .forEach(
            each ->
                denied.computeIfAbsent(each.reply().status(), k -> new ArrayList<>()).add(each));
    List<Finding> findings = new ArrayList<>();
    denied.forEach(
        (status, asked) ->
            findings.add(
                Proxies.draft(land, Cause.PROXY_DENIES, asked)
                    .detail("status", status)
                    .progress("CONNECT", "200 of the proxy")
                    .finish(
                        "The proxy "
                            + asked.get(0).proxy()
                            + " refuses to connect to "
                            + Wording.some(asked.stream().map(ProxyConnect::destination).toList())
                            + " (status "
                            + status
                            + ").",
                        "")));
    return findings;
  }
}
