package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.ProxyConnect;
import java.util.EnumSet;
import java.util.List;

/** The proxy asks for credentials. */
final class ProxyAuthRequiredRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.PROXY_AUTH_REQUIRED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "CONNECT is answered with 407 and the schemes that the proxy accepts.",
        "403 and other refusals (proxy-denies); a 407 that comes from a server (service-denies).",
        "None: the proxy says so itself.",
        "proxy");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<ProxyConnect> asked = Proxies.failing(land, EnumSet.of(FailureCode.PROXY_AUTHENTICATION));
    if (asked.isEmpty()) {
      return List.of();
    }
    List<String> schemes =
        asked.stream().flatMap(each -> each.reply().schemes().stream()).distinct().toList();
    return List.of(
        Proxies.draft(land, Cause.PROXY_AUTH_REQUIRED, asked)
            .detail("schemes", schemes)
            .progress("CONNECT", "200 of the proxy")
            .finish(
                "The proxy "
                    + asked.get(0).proxy()
                    + " asks for credentials ("
                    + Wording.some(schemes)
                    + ").",
                ""));
  }
}
